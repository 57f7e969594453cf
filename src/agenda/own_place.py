"""Everything the page about somebody's own registration shows, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from agenda.calendar_links import calendar_url
from agenda.path import PathMeeting, PathStop, learning_path
from content_links.learning.deeds import Deeds
from content_links.learning.reading import deeds_of, units_to_open
from content_links.linked import LinkedPackage, packages_of_sessions
from content_links.queries import UnitRow
from content_links.vocabulary import Phase
from database.transaction import fetch_row
from events.errors import UnknownRegistration
from events.registering import position_of
from events.vocabulary import RegistrationState
from notifications.reading import read_signups
from notifications.signups import Meeting, Signup

MOST_MEETINGS: Final = 4
_ASKED: Final = "SELECT reconfirm_asked_at, reconfirmed_at, anonymised_at FROM registration WHERE id = $1"
_HELD: Final = frozenset({RegistrationState.CONFIRMED, RegistrationState.OFFERED, RegistrationState.WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlace:
    """A registration with its meetings since it was made. `position` is the place on the waiting list, from 1.

    :ivar more: how many meetings there are beyond those on the path.
    :ivar is_asked: we asked whether this person still comes, and do not know yet.
    :ivar deeds: what this person did online, as far as the link tells; `units`: package (id) -> its units.
    """

    signup: Signup
    position: int | None
    meetings: tuple[Meeting, ...]
    path: tuple[PathStop, ...]
    more: int
    now: datetime
    is_asked: bool
    from_mail: bool
    deeds: Deeds
    units: Mapping[int, Sequence[UnitRow]]

    @property
    def next(self) -> Meeting | None:
        return next((meeting for meeting in self.meetings if meeting.is_on and meeting.ends_at > self.now), None)

    @property
    def is_waiting(self) -> bool:
        return self.signup.state is RegistrationState.WAITING

    @property
    def offered_until(self) -> datetime | None:
        """Until when the place is kept, on the clock there; None when none is kept (any more)."""
        until = self.signup.offer_expires_at
        if until is None or until <= self.now or self.next is None:
            return None
        return until.astimezone(ZoneInfo(self.next.place.timezone))

    @property
    def asks_whether_coming(self) -> bool:
        return self.is_asked and self.signup.state is RegistrationState.CONFIRMED and self.next is not None

    @property
    def is_cancelled(self) -> bool:
        return self.signup.state is RegistrationState.CANCELLED

    @property
    def can_be_given_back(self) -> bool:
        return self.signup.state in _HELD and self.next is not None

    @property
    def called_off(self) -> Meeting | None:
        """The one meeting that somebody came for, when it does not go on."""
        only = self.meetings[0] if len(self.meetings) == 1 else None
        return only if only is not None and not only.is_on else None

    @property
    def calendar_file(self) -> str | None:
        """None when there is nothing to take along."""
        if self.is_cancelled or self.is_waiting or self.next is None or self.signup.offer_expires_at is not None:
            return None
        if self.signup.is_discreet:  # the public files have its full title
            return calendar_url(self.signup.id)
        return f"/editions/{self.signup.edition}.ics" if self.signup.per_edition else f"/sessions/{self.next.id}.ics"


async def read_own_place(registration: UUID, now: datetime, *, from_mail: bool) -> OwnPlace:
    """:param now: aware.
    :param from_mail: the reader gets the mail of that address.

    Raises UnknownRegistration when it was deleted, or nobody's any more.
    """
    signup, asked = (await read_signups([registration])).get(registration), await fetch_row(_ASKED, registration)
    if signup is None or asked is None or asked["anonymised_at"]:
        raise UnknownRegistration
    # What a group did before somebody came to it is not part of their path.
    meetings = tuple(each for each in signup.meetings if not signup.per_edition or each.ends_at > signup.changed_at)
    shown = _nearest(meetings, now)
    deeds = (await deeds_of([registration], from_mail=from_mail))[registration]
    path = await _path(shown, now, deeds, is_whole=shown[-1:] == meetings[-1:])
    return OwnPlace(
        signup=signup,
        position=await position_of(registration),
        meetings=meetings,
        path=path,
        more=len(meetings) - len(shown),
        now=now,
        is_asked=asked["reconfirm_asked_at"] is not None and asked["reconfirmed_at"] is None,
        from_mail=from_mail,
        deeds=deeds,
        units=await units_to_open([stop.package.package_id for stop in path if stop.package]),
    )


def _nearest(meetings: Sequence[Meeting], now: datetime) -> Sequence[Meeting]:
    """The last one that was, and those that come after it, up to MOST_MEETINGS."""
    been = sum(1 for meeting in meetings if meeting.ends_at <= now)
    first = max(0, been - 1)
    return meetings[first : first + MOST_MEETINGS]


async def _path(meetings: Sequence[Meeting], now: datetime, deeds: Deeds, *, is_whole: bool) -> tuple[PathStop, ...]:
    linked = await packages_of_sessions([meeting.id for meeting in meetings], instead=True)
    common = [each for each in linked[meetings[0].id] if not each.is_of_one_meeting] if meetings else []
    own = {id_: [each for each in packages if each.is_of_one_meeting] for id_, packages in linked.items()}

    def is_done(package: LinkedPackage) -> bool:
        return deeds.is_done(package.package_id, package.unit_id)

    path = learning_path([_on_path(meeting) for meeting in meetings], common, now, own=own, is_done=is_done)
    # The days of what follows are counted from the last meeting, which is not among these.
    return path if is_whole else tuple(replace(stop, opens_on=None) if _follows(stop) else stop for stop in path)


def _follows(stop: PathStop) -> bool:
    return stop.package is not None and stop.package.phase is Phase.FOLLOW_UP


def _on_path(meeting: Meeting) -> PathMeeting:
    return PathMeeting(
        id=meeting.id,
        starts_at=meeting.local_start,
        ends_at=meeting.local_end,
        place=where(meeting),
        title=meeting.title or "",
        is_cancelled=not meeting.is_on,
    )


def where(meeting: Meeting) -> str:
    return ", ".join(part for part in (meeting.place.name, meeting.place.room) if part)
