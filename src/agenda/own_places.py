"""All that somebody is signed up for, in the order in which it matters: to answer, to come to, to wait for, past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from agenda.own_links import mailed_token
from agenda.own_online import OwnOnline, read_own_online
from events.forgetting import registrations_of
from events.vocabulary import RegistrationState
from notifications.reading import read_signups
from notifications.signups import Meeting, Signup

_TO_COME: Final = frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED})
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_FAR_AWAY: Final = timedelta(days=36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfPlaces:
    """A registration with the meeting that says when: the next, or else the last. `token` opens its own page."""

    signup: Signup
    token: str
    meeting: Meeting | None
    is_to_come: bool

    @property
    def offered_until(self) -> datetime | None:
        """On the clock at the place."""
        until = self.signup.offer_expires_at
        if until is None or self.meeting is None:
            return None
        return until.astimezone(ZoneInfo(self.meeting.place.timezone))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlaces:
    """`online`: what there is to do online, but for what has a neutral title."""

    offered: Sequence[OneOfPlaces]
    coming: Sequence[OneOfPlaces]
    waiting: Sequence[OneOfPlaces]
    past: Sequence[OneOfPlaces]
    online: OwnOnline

    @property
    def to_come(self) -> Sequence[OneOfPlaces]:
        return [*self.offered, *self.coming, *self.waiting]

    @property
    def any(self) -> OneOfPlaces | None:
        return next(iter([*self.to_come, *self.past]), None)


async def read_own_places(email: str, now: datetime) -> OwnPlaces:
    """:param now: aware."""
    signups = await read_signups(await registrations_of(email))
    places = sorted((_place(id_, signup, now) for id_, signup in signups.items()), key=partial(_when, now=now))
    to_come = [place for place in places if place.is_to_come]
    past = [place for place in places if not place.is_to_come]
    newest_first = past[::-1]
    return OwnPlaces(
        offered=_in(to_come, RegistrationState.OFFERED),
        coming=_in(to_come, RegistrationState.CONFIRMED),
        waiting=_in(to_come, RegistrationState.WAITING),
        past=newest_first,
        online=await read_own_online([place.signup for place in (*to_come, *newest_first)], now),
    )


def _place(registration: UUID, signup: Signup, now: datetime) -> OneOfPlaces:
    coming = signup.coming(now)
    last = signup.meetings[-1] if signup.meetings else None
    # A group of which the meetings are not planned yet is to come too.
    is_over = last is not None and not coming
    return OneOfPlaces(
        signup=signup,
        token=mailed_token(registration),
        meeting=coming[0] if coming else last,
        is_to_come=signup.state in _TO_COME and not is_over,
    )


def _when(place: OneOfPlaces, now: datetime) -> datetime:
    if place.meeting is None:
        return now + _FAR_AWAY if place.is_to_come else _LONG_AGO
    return place.meeting.starts_at


def _in(places: Sequence[OneOfPlaces], state: RegistrationState) -> list[OneOfPlaces]:
    return [place for place in places if place.signup.state is state]
