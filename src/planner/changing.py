"""What staff do with sessions and activities, put together of the operations of events."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from database.transaction import fetch_row, fetch_value, transaction
from events.errors import UnknownSession
from events.publishing import archive
from events.recurrence_errors import EndNotAfterStart
from events.series.changing import UNSET, Scope, SeriesChange, change_sessions, place_session
from events.staffing.opening import hold_within_hours
from places.queries import location_by_slug
from planner.api_bodies import SessionChange, check_times
from planner.errors import PeopleAreComing

_COMING = """
SELECT EXISTS (
    SELECT FROM activity JOIN edition ON edition.activity = activity.id JOIN session ON session.edition = edition.id
        JOIN registration ON registration.session = session.id OR registration.edition = edition.id
    WHERE activity.slug = $1 AND session.state = 'scheduled' AND session.ends_at > now()
        AND registration.state IN ('confirmed', 'waiting', 'offered')
)
"""
_SESSION = """
SELECT session.starts_at, session.ends_at, location.timezone
FROM session JOIN location ON location.id = session.location WHERE session.id = $1
"""
_SAME = frozenset({"room", "title", "note", "capacity"})


async def withdraw_activity(slug: str) -> None:
    """Takes the activity out of sight; what is known about it stays for the figures.

    :raises UnknownActivity: there is none.
    :raises PeopleAreComing: somebody would come for nothing.
    """
    async with transaction():
        if await fetch_value(_COMING, slug):
            raise PeopleAreComing
        await archive(slug=slug)


async def change_session(session: UUID, change: SessionChange, version: int | None) -> None:
    """Changes one session, it and those after it, or all of its series.

    What moves must be within the opening hours of its place, unless the sender says that it will be open.

    :param version: the `sequence` that the sender saw; None changes it as it is.
    :raises UnknownSession, UnknownLocation, UnknownRoom: one of them does not exist.
    :raises Refusal: see events.series.changing, and OutsideOpeningHours.
    """
    async with transaction():
        current = await fetch_row(_SESSION, session)
        if current is None:
            raise UnknownSession
        place = await location_by_slug(change.location) if change.location else None
        starts_at: datetime = change.starts_at or current["starts_at"]
        ends_at: datetime = change.ends_at or starts_at + (current["ends_at"] - current["starts_at"])
        check_times(starts_at, ends_at)
        to = SeriesChange(
            location=place.id if place else UNSET,
            **{name: getattr(change, name) for name in _SAME & change.model_fields_set},
        )
        if change.scope is Scope.THIS and change.moves:
            await place_session(
                session=session,
                starts_at=starts_at,
                ends_at=ends_at,
                location=to.location,
                room=to.room,
                version=version,
            )
            to, version = replace(to, location=UNSET, room=UNSET), None
        elif change.moves:
            zones = (ZoneInfo(current["timezone"]), ZoneInfo(place.timezone if place else current["timezone"]))
            to = replace(to, **_by_the_clock(change, current["starts_at"], zones))
        changed = await change_sessions(session=session, scope=change.scope, change=to, version=version)
        if change.moves or change.outside_hours:
            await hold_within_hours(changed, outside_hours=change.outside_hours)


def _by_the_clock(change: SessionChange, was: datetime, zones: tuple[ZoneInfo, ZoneInfo]) -> dict[str, Any]:
    """What moments of one session say about its series: so many days later, at that time of the clock there."""
    first = (change.starts_at or was).astimezone(zones[1])
    values: dict[str, Any] = {}
    if change.starts_at is not None:
        shift = first.date() - was.astimezone(zones[0]).date()
        values = {"starts_at": first.time(), "day_shift": shift.days}
    if change.ends_at is not None:
        last = change.ends_at.astimezone(zones[1])
        if last.date() != (first if change.starts_at else was.astimezone(zones[0])).date():
            raise EndNotAfterStart(starts_at=first.time(), ends_at=last.time())
        values["ends_at"] = last.time()
    return values
