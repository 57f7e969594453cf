"""The calendar part of a mail (iMIP, RFC 6047): which UID, SEQUENCE and DTSTAMP a message has, and its METHOD.

docs/decisions/0007-invitations.md gives the reasons.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from calendars.invitation import Address, Participation, render_cancel, render_request
from calendars.recurrence import Span, Weekly, evenly_spaced
from calendars.vevent import Event, Link
from notifications.claiming import Claimed
from notifications.composing import QUEUED
from notifications.signups import Meeting, Place, Signup
from notifications.vocabulary import MessageKind

_SERIES = UUID("5f0c2f9e-9f0f-5d0c-8d7e-6a2f7c1c4b11")  # any fixed namespace (RFC 9562, section 5.5)
_REQUESTS = (MessageKind.CONFIRMATION, MessageKind.PROMOTION, MessageKind.UPDATE)
_CANCELS = (MessageKind.CANCELLATION, MessageKind.SESSION_CANCELLED, MessageKind.FINISHED)


@dataclass(frozen=True, slots=True)
class CalendarPart:
    ics: bytes
    method: Literal["REQUEST", "CANCEL"]
    sequence: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What the calendar entry says beside its time, place and title, in the reader's language."""

    description: str
    url: str | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """Which meeting the calendar part is about; with `repeats` it is the first of a series."""

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    place: Place
    meeting: Meeting
    repeats: Weekly | None = None


def series_uid(edition: UUID) -> str:
    """The UID of the recurring invitation for an edition; its sessions keep their own UIDs everywhere else."""
    return str(uuid5(_SERIES, str(edition)))


def calendar_part(message: Claimed, signup: Signup, organizer: Address, entry: Entry) -> CalendarPart | None:
    """Return the invitation or its withdrawal, or None for a mail that has neither.

    Somebody on the waiting list was never invited, so has nothing to withdraw.
    """
    if message.kind not in (*_REQUESTS, *_CANCELS) or signup.state in QUEUED or not message.payload.had_place:
        return None
    subject = _subject(message, signup)
    if subject is None:
        return None
    event = _event(subject, signup, entry)
    attendee = Address(email=message.recipient, name=signup.name)
    stamped_at, repeats, replaces = subject.stamped_at, subject.repeats, message.payload.occurrence
    if message.kind in _REQUESTS:
        ics = render_request(
            event,
            organizer,
            attendee,
            subject.sequence,
            stamped_at=stamped_at,
            participation=participation_of(signup),
            repeats=repeats,
            replaces=replaces,
        )
        return CalendarPart(ics, "REQUEST", subject.sequence)
    ics = render_cancel(
        event, organizer, attendee, subject.sequence, stamped_at=stamped_at, repeats=repeats, replaces=replaces
    )
    return CalendarPart(ics, "CANCEL", subject.sequence)


def participation_of(signup: Signup) -> Participation:
    """PARTSTAT: they signed up themselves, so it is ACCEPTED until their own calendar says that they may come."""
    return "TENTATIVE" if signup.is_tentative else "ACCEPTED"


def _subject(message: Claimed, signup: Signup) -> _Subject | None:
    if message.payload.series:
        return _series(message, signup)
    meeting = signup.meeting(message.session)
    if meeting is None:
        return None
    in_series = message.payload.occurrence is not None
    stamped_at = _stamp(signup, signup.meetings if in_series else [meeting])
    if message.kind in _CANCELS:
        # The mail about its series can have gone out between the change and this one, with the same numbers.
        stamped_at += timedelta(seconds=1)
    return _Subject(
        uid=series_uid(signup.edition) if in_series else str(meeting.id),
        sequence=_series_sequence(signup) if in_series else meeting.sequence + signup.invitation_offset,
        stamped_at=stamped_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        meeting=meeting,
    )


def _series(message: Claimed, signup: Signup) -> _Subject | None:
    """Times are those of the first invitation, place that of most sessions: single changes have their own messages."""
    meetings = [meeting for meeting in signup.meetings if meeting.id in message.payload.series]
    if not meetings:
        return None
    place = Counter(meeting.place for meeting in meetings).most_common(1)[0][0]
    spans = [Span(starts_at=start, ends_at=end, timezone=place.timezone) for start, end in _times(message)]
    return _Subject(
        uid=series_uid(signup.edition),
        sequence=_series_sequence(signup),
        stamped_at=_stamp(signup, signup.meetings),
        starts_at=spans[0].starts_at,
        ends_at=spans[0].ends_at,
        place=place,
        meeting=meetings[0],
        repeats=evenly_spaced(spans),
    )


def _times(message: Claimed) -> list[tuple[datetime, datetime]]:
    return sorted(message.payload.series.values())


def _series_sequence(signup: Signup) -> int:
    """A number that rises with every change of any session, so that a message about one is above those before it."""
    return sum(meeting.sequence for meeting in signup.meetings) + signup.invitation_offset


def _stamp(signup: Signup, meetings: Sequence[Meeting]) -> datetime:
    """The last change of what is told, for DTSTAMP; of a series and its occurrences that of any meeting, like SEQUENCE.

    It has whole seconds: the offset keeps two within one apart.
    """
    changed_at = max(signup.changed_at, *(meeting.modified_at for meeting in meetings))
    return changed_at + timedelta(seconds=signup.invitation_offset)


def _event(subject: _Subject, signup: Signup, entry: Entry) -> Event:
    return Event(
        uid=subject.uid,
        sequence=subject.sequence,
        modified_at=subject.meeting.modified_at,
        created_at=subject.meeting.created_at,
        starts_at=subject.starts_at,
        ends_at=subject.ends_at,
        timezone=subject.place.timezone,
        summary=signup.title,
        description=entry.description,
        location=subject.place.in_one_line,
        geo=subject.place.geo,
        url=entry.url,
        links=entry.links,
    )
