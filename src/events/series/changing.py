"""Moves and edits a meeting, it and those after it, or all of its series: as calendar programs do.

A meeting that somebody edited by itself stays as it is, unless it is the one in hand. What has begun stays as it was:
"all" means all that has not begun. Where only a part of a series changes its rule is split, and the meetings keep their
ids, which calendars know them by. docs/decisions/0012-series.md gives the reasons.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from database.transaction import execute, fetch, fetch_value, transaction
from events.editing import move_session
from events.errors import MovesIntoPast, SessionHasBegun
from events.housing import require_place
from events.local_time import to_utc, zone
from events.recurrence import ScheduleRule, parse_rule
from events.recurrence_errors import EndNotAfterStart
from events.scheduling import generate
from events.series.capacities import seat_series, seat_session
from events.series.changes import UNSET, SeriesChange, Unset, or_else
from events.series.locking import Pivot, take
from events.series.parts import Becomes, Part, begins_at, part_of, save_part
from events.series.scopes import Scope
from events.series.shifting import moved_by, paired_days
from events.single_sessions import describe_session
from places.errors import UnknownLocation

__all__ = ["UNSET", "Scope", "SeriesChange", "change_sessions", "place_session"]

# Those that follow their rule and are still to come.
_FOLLOWING = """
FROM session WHERE rule = $1 AND occurs_on >= $2 AND starts_at > $3 AND NOT edited AND state = 'scheduled'
"""
_IDS = "SELECT id " + _FOLLOWING + "ORDER BY starts_at, id"
_DESCRIBE = "UPDATE session SET title = $2, note = $3 WHERE id = ANY($1::uuid[])"
_TIMEZONE = "SELECT timezone FROM location WHERE id = $1"


async def change_sessions(
    *, session: UUID, scope: Scope, change: SeriesChange, version: int | None = None, now: datetime | None = None
) -> list[UUID]:
    """Changes a session, it and the later ones of its rule, or all that are to come; returns which, in order of time.

    A session beside the rules is a series of one.

    :param version: the `sequence` of the session as the editor saw it; None changes it as it is.
    :param now: aware; the present unless given.
    :raises UnknownSession, UnknownLocation, UnknownRoom: one of them does not exist.
    :raises PlaceRetired, RoomRetired: where it would go is not used any more.
    :raises ChangedMeanwhile: somebody changed the session since; the details say what.
    :raises SessionIsCancelled, SessionHasBegun, MovesIntoPast: it is not one that can change, or not to that.
    :raises ScheduleRefused: no rule says that (CannotShift), or a time does not exist on one of the days (TimeInGap).
    :raises Clashes: rooms or people are taken; it names all of them. For one session a RoomTaken or PersonTaken.
    :raises SeatsTaken, CapacityOfGroup: it cannot have that number of places.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        pivot = await take(session, scope, version)
        part = await part_of(pivot, scope, now) if pivot.rule and scope is not Scope.THIS else None
        if part is None:
            return await _change_one(pivot, change, now)
        if pivot.edited and pivot.starts_at > now:
            await _change_one(pivot, replace(change, capacity=UNSET), now)
        return await _change_part(pivot, part, change, now)


async def place_session(
    *,
    session: UUID,
    starts_at: datetime,
    ends_at: datetime,
    location: int | Unset = UNSET,
    room: int | Unset | None = UNSET,
    version: int | None = None,
    now: datetime | None = None,
) -> None:
    """Moves one session to moments (aware) and a place; it may end on another day.

    Refusals are those of `change_sessions`.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        pivot = await take(session, Scope.THIS, version)
        _refuse_past(pivot.starts_at, starts_at, now)
        place = await _place(SeriesChange(location=location, room=room), pivot.location, pivot.record["room"])
        await move_session(session, starts_at=starts_at, ends_at=ends_at, location=place[0], room=place[1])


def _refuse_past(was: datetime, becomes: datetime, now: datetime) -> None:
    if was <= now:
        raise SessionHasBegun
    if becomes <= now:
        raise MovesIntoPast(field="starts_at")


async def _change_one(pivot: Pivot, change: SeriesChange, now: datetime) -> list[UUID]:
    if pivot.starts_at <= now:
        raise SessionHasBegun
    if change.moves:
        location, room = await _place(change, pivot.location, pivot.record["room"])
        starts_at, ends_at = _times(pivot, change, await _timezone(location))
        _refuse_past(pivot.starts_at, starts_at, now)
        await move_session(pivot.id, starts_at=starts_at, ends_at=ends_at, location=location, room=room)
    if change.describes:
        title, note = or_else(change.title, pivot.record["title"]), or_else(change.note, pivot.record["note"])
        await describe_session(pivot.id, title=title, note=note)
    if not isinstance(change.capacity, Unset):
        await seat_session(pivot.id, pivot.form, change.capacity)
    return [pivot.id]


async def _change_part(pivot: Pivot, part: Part, change: SeriesChange, now: datetime) -> list[UUID]:
    becomes = await _becomes(pivot, part, change)
    slots = paired_days(part.schedule, becomes.schedule, until=part.days[-1])
    first = slots[part.begins_on]
    if begins_at(becomes.schedule, first) <= now:
        raise MovesIntoPast(field="starts_at")
    rule = await save_part(part, becomes, slots)
    await generate([pivot.edition], now=now, only=[rule])
    changed = [row["id"] for row in await fetch(_IDS, rule, first, now)]
    if change.describes:
        await execute(_DESCRIBE, changed, becomes.title, becomes.note)
    if not isinstance(change.capacity, Unset):
        await seat_series(pivot.edition, pivot.form, changed, change.capacity)
    return [pivot.id, *changed] if pivot.edited and pivot.starts_at > now else changed


async def _becomes(pivot: Pivot, part: Part, change: SeriesChange) -> Becomes:
    rule = part.rule
    place = (rule.record["own_location"], rule.record["own_room"])
    timezone = part.schedule.timezone
    if change.location is not UNSET or change.room is not UNSET:
        location, room = await _place(change, rule.location, rule.room)
        place, timezone = (location, room), await _timezone(location)
    starts_at, ends_at = _clock_times(part.schedule, change)
    schedule = replace(part.schedule, starts_at=starts_at, ends_at=ends_at, timezone=timezone)
    day = pivot.record["occurs_on"] if pivot.record["occurs_on"] in part.days else part.begins_on
    return Becomes(
        schedule=_tried(moved_by(schedule, days=change.day_shift, pivot=day)),
        location=place[0],
        room=place[1],
        title=or_else(change.title, rule.title),
        note=or_else(change.note, rule.note),
    )


def _tried(schedule: ScheduleRule) -> ScheduleRule:
    names = ("first_day", "last_day", "starts_at", "ends_at", "timezone", "rrule", "skip", "skipped_days")
    return parse_rule(**{name: getattr(schedule, name) for name in names}, skipped_periods=schedule.skipped_periods)


def _clock_times(schedule: ScheduleRule, change: SeriesChange) -> tuple[time, time]:
    any_day = schedule.first_day
    starts_at, ends_at = change.starts_at or schedule.starts_at, change.ends_at
    if ends_at is None:
        was = datetime.combine(any_day, schedule.ends_at) - datetime.combine(any_day, schedule.starts_at)
        end = datetime.combine(any_day, starts_at) + was
        if end.date() != any_day:
            raise EndNotAfterStart(starts_at=starts_at, ends_at=end.time())
        ends_at = end.time()
    return starts_at, ends_at


def _times(pivot: Pivot, change: SeriesChange, timezone: str) -> tuple[datetime, datetime]:
    """When one session begins and ends; aware, UTC. A clock time stays what it is in another time zone."""
    was = pivot.starts_at.astimezone(zone(pivot.timezone))
    day = was.date() + timedelta(days=change.day_shift)
    starts_at = to_utc(day, change.starts_at or was.time(), timezone)
    if change.ends_at is None:
        return starts_at, starts_at + (pivot.ends_at - pivot.starts_at)
    ends_at = to_utc(day, change.ends_at, timezone, field="ends_at")
    if ends_at <= starts_at:
        raise EndNotAfterStart(starts_at=change.starts_at or was.time(), ends_at=change.ends_at)
    return starts_at, ends_at


async def _place(change: SeriesChange, location: int, room: int | None) -> tuple[int, int | None]:
    """Where it will be; who goes elsewhere leaves the room, unless there is one there."""
    becomes = or_else(change.location, location)
    in_room = or_else(change.room, room if becomes == location else None)
    if (becomes, in_room) != (location, room):
        await require_place(becomes, in_room)
    return becomes, in_room


async def _timezone(location: int) -> str:
    timezone: str | None = await fetch_value(_TIMEZONE, location)
    if timezone is None:
        raise UnknownLocation(slug=str(location), field="location")
    return timezone
