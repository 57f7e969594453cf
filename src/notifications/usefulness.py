"""Decides whether a message still makes sense when it is about to be sent. Pure; `now` is aware."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from content_links.vocabulary import Phase
from events.vocabulary import RegistrationState
from notifications.claiming import Claimed
from notifications.composing import QUEUED
from notifications.gathering import PLACED
from notifications.payload import Former
from notifications.signups import Meeting, Place, Signup
from notifications.subjects import day_of
from notifications.vocabulary import MessageKind
from notifications.windows import is_follow_up_useful, reminder_expires_at, soon_expires_at

# The states in which a message is not about what was; that of who has a place for the kinds that are not named.
_FITTING: Final[Mapping[MessageKind, Collection[RegistrationState]]] = {
    MessageKind.WAITING: QUEUED,
    MessageKind.OFFER: (RegistrationState.OFFERED,),
    MessageKind.OFFER_EXPIRED: (RegistrationState.CANCELLED,),
    MessageKind.CANCELLATION: (RegistrationState.CANCELLED,),
    MessageKind.SESSION_CANCELLED: (*PLACED, *QUEUED),
    MessageKind.CHANGED: (*PLACED, *QUEUED),
    MessageKind.FINISHED: (RegistrationState.FINISHED,),
    MessageKind.REMINDER: (RegistrationState.CONFIRMED,),
    MessageKind.SOON: (RegistrationState.CONFIRMED,),
    MessageKind.PREPARE: (RegistrationState.CONFIRMED,),
    MessageKind.RECONFIRM: (RegistrationState.CONFIRMED,),
    MessageKind.FOLLOW_UP: (RegistrationState.CONFIRMED, RegistrationState.ATTENDED),
}

_STAYS_AWAY: Final = "the reader stays away from it"


def pointless(message: Claimed, signup: Signup | None, now: datetime) -> str | None:
    """Return why the message must not be sent any more, in a few words for the operator, or None."""
    if signup is None or not signup.email:
        return "the registration is gone"
    meeting = signup.meeting(message.session)
    if message.session and meeting is None:
        return "the session is gone"
    if signup.state not in _FITTING.get(message.kind, PLACED):
        return f"the registration is {signup.state}"
    return _REASONS[message.kind](message, signup, meeting, now)


def _why_not_invite(_message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if meeting and not meeting.is_on:
        return "the session is cancelled"
    if signup.meetings and not signup.coming(now):
        return "the session is over"
    return None


def _why_not_offer(_message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if signup.offer_expires_at is None or signup.offer_expires_at <= now:
        return "the offer has ended"
    return _why_not_invite(_message, signup, meeting, now)


def _why_not_thank(_message: Claimed, _signup: Signup, _meeting: Meeting | None, _now: datetime) -> str | None:
    return None


def _why_not_cancel(_message: Claimed, signup: Signup, _meeting: Meeting | None, now: datetime) -> str | None:
    over = signup.meetings and all(meeting.ends_at <= now for meeting in signup.meetings)
    return "the session is over" if over else None


def _why_not_update(message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if meeting and meeting.ends_at <= now:
        return "the session is over"
    return _why_not_invite(message, signup, meeting, now)


def _why_not_tell_cancelled(_message: Claimed, _signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if meeting and meeting.is_on:
        return "the session goes on"
    return "the session is over" if meeting and meeting.ends_at <= now else None


def _why_not_remind(message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if meeting is None or not meeting.is_on:
        return "the session is cancelled"
    if meeting.id in signup.stays_away:
        return _STAYS_AWAY
    if meeting.local_start.date() != day_of(message.subject):
        return "the session moved to another day"
    late = now >= reminder_expires_at(meeting.starts_at, message.revision)
    return "it is too late to remind" if late else None


def _why_not_remind_soon(message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if meeting is None or not meeting.is_on:
        return "the session is cancelled"
    if meeting.id in signup.stays_away:
        return _STAYS_AWAY
    if not message.subject.endswith(f":{meeting.local_start:%Y%m%dT%H%M}"):
        return "the session moved"
    late = now >= soon_expires_at(meeting.starts_at, message.revision)
    return "it is too late to remind" if late else None


def _why_not_prepare(message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    reason = _why_not_remind(message, signup, meeting, now)
    if reason or meeting is None:
        return reason
    return None if signup.to_prepare(meeting, now) else "there is nothing to prepare with"


def _why_not_follow_up(message: Claimed, signup: Signup, meeting: Meeting | None, now: datetime) -> str | None:
    if meeting is None or not meeting.is_on or meeting.ends_at > now:
        return "the session was not held"
    timezone = meeting.place.timezone
    if not is_follow_up_useful(now, starts_at=meeting.starts_at, days=message.revision, timezone=timezone):
        return "it is too late to follow up"
    left = [each for each in signup.contents_for(Phase.FOLLOW_UP, meeting) if not each.is_done]
    return None if message.payload.asks or left else "there is nothing to follow up with"


_REASONS = {
    MessageKind.CONFIRMATION: _why_not_invite,
    MessageKind.PROMOTION: _why_not_invite,
    MessageKind.WAITING: _why_not_invite,
    MessageKind.UPDATE: _why_not_update,
    MessageKind.CANCELLATION: _why_not_cancel,
    MessageKind.SESSION_CANCELLED: _why_not_tell_cancelled,
    MessageKind.REMINDER: _why_not_remind,
    MessageKind.SOON: _why_not_remind_soon,
    MessageKind.PREPARE: _why_not_prepare,
    MessageKind.FOLLOW_UP: _why_not_follow_up,
    MessageKind.OFFER: _why_not_offer,
    MessageKind.OFFER_EXPIRED: _why_not_invite,
    MessageKind.CHANGED: _why_not_invite,
    MessageKind.FINISHED: _why_not_thank,
    MessageKind.ANSWER: _why_not_invite,
    MessageKind.RECONFIRM: _why_not_invite,
}


def is_news(
    former: Former, revision: int, meeting: Meeting, former_place: Place | None, known_sequence: int | None
) -> bool:
    """Whether a change says something that the reader does not know: it differs, and no mail said so since.

    `revision` is the SEQUENCE that came with the change; `former_place` is None when that place was deleted: then it
    differs.
    """
    if known_sequence is not None and known_sequence >= revision:
        return False
    as_before = (former.starts_at, former.ends_at) == (meeting.starts_at, meeting.ends_at)
    is_elsewhere = former.address is not None and former.address != meeting.place.address
    return not as_before or is_elsewhere or former_place != meeting.place
