"""Reads the rooms and people that a slot is looked for in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from database.transaction import fetch
from events.closures import Closure, closed_days
from events.slots.surroundings import Person, Spot, Taken
from events.staffing.situations import day_ranges, stretches, stretches_of_hours
from events.staffing.times import day_parts
from events.vocabulary import Skill
from places.queries import ClosureRow, closures_of_locations, opening_hours_of_locations
from places.vocabulary import Equipment

# A place without rooms stands for itself; what is retired is not planned in.
_SPOTS = """
SELECT location.id AS location, location.slug AS location_slug, location.name AS location_name, location.timezone,
    organisation.country, organisation.school_region, room.id AS room, coalesce(room.name, '') AS room_name,
    room.capacity, coalesce(room.equipment, '{}') AS equipment
FROM location JOIN organisation ON organisation.id = location.organisation
LEFT JOIN room ON room.location = location.id AND room.retired_at IS NULL
WHERE location.id = ANY($1::int[]) AND location.retired_at IS NULL AND ($2::int[] IS NULL OR room.id = ANY($2::int[]))
    AND (room.id IS NOT NULL OR NOT EXISTS (SELECT FROM room WHERE room.location = location.id))
ORDER BY location.name, room.name, location.id
"""
_TAKEN = """
SELECT session.room, session.location, lower(occupied.period) AS starts_at, upper(occupied.period) AS ends_at,
    coalesce(session.title, activity.title) AS title, location.timezone
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
JOIN location ON location.id = session.location,
    occupied(session.starts_at, session.ends_at, session.setup_minutes, session.clearup_minutes) AS occupied (period)
WHERE session.room = ANY($1::int[]) AND session.state = 'scheduled' AND session.id IS DISTINCT FROM $4::uuid
    AND session.starts_at < $3 AND session.ends_at > $2
ORDER BY session.starts_at
"""
_PEOPLE = """
WITH RECURSIVE up AS (
    SELECT id, parent, 0 AS depth FROM organisation WHERE id = $1
    UNION ALL
    SELECT organisation.id, organisation.parent, up.depth + 1
    FROM organisation JOIN up ON organisation.id = up.parent WHERE up.depth < 20
)
SELECT facilitator.id, facilitator.name, facilitator.skills,
    (SELECT json_agg(json_build_array(weekday, starts_at, ends_at)) FROM facilitator_hours
        WHERE facilitator_hours.facilitator = facilitator.id) AS hours,
    (SELECT json_agg(json_build_array(first_day, last_day)) FROM facilitator_absence
        WHERE facilitator_absence.facilitator = facilitator.id) AS absences
FROM facilitator JOIN up ON up.id = facilitator.organisation
WHERE facilitator.active AND ($2::int[] IS NULL OR facilitator.id = ANY($2::int[]))
ORDER BY up.depth, facilitator.name, facilitator.id
"""
_LEADING = """
SELECT assignment.facilitator, assignment.starts_at, assignment.ends_at
FROM assignment WHERE assignment.facilitator = ANY($1::int[]) AND assignment.active
    AND assignment.session IS DISTINCT FROM $4::uuid AND assignment.starts_at < $3 AND assignment.ends_at > $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Local days, both included; `but` is a session that is not in its own way."""

    first_day: date
    last_day: date
    but: object = None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Wide enough for every time zone and for setting up."""
        first = datetime.combine(self.first_day - timedelta(days=2), time.min, UTC)
        return first, datetime.combine(self.last_day + timedelta(days=3), time.min, UTC)


async def spots_of(
    locations: Iterable[int], period: Period, *, rooms: Iterable[int] | None = None, skip: frozenset[str] = frozenset()
) -> list[Spot]:
    """The rooms of these locations that can be planned in, in four queries.

    :param rooms: only these; None is all, and the locations that have none.
    :param skip: kinds of closed days to leave out, as a schedule rule has them.
    """
    records = await fetch(_SPOTS, list(locations), None if rooms is None else list(rooms))
    places = sorted({record["location"] for record in records})
    hours = await opening_hours_of_locations(places)
    closures = await closures_of_locations(places, period.first_day, period.last_day)
    taken = await _taken([record["room"] for record in records if record["room"] is not None], period)
    closed = {record["location"]: _closed(record, closures[record["location"]], period, skip) for record in records}
    return [
        _spot(
            record,
            opening=stretches_of_hours(hours[record["location"]]),
            closed=closed[record["location"]],
            taken=taken.get(record["room"], {}),
        )
        for record in records
    ]


async def people_of(
    organisation: int, period: Period, timezone: str, *, only: Sequence[int] | None = None
) -> list[Person]:
    """Who can lead sessions of this organisation, the nearest first, in two queries.

    :param timezone: of the place that they are asked for.
    """
    records = await fetch(_PEOPLE, organisation, only)
    taken: dict[int, list[tuple[date, Taken]]] = defaultdict(list)
    for row in await fetch(_LEADING, [record["id"] for record in records], *period.moments, period.but):
        taken[row["facilitator"]].extend(_parts(row["starts_at"], row["ends_at"], timezone, ""))
    return [
        Person(
            id=record["id"],
            name=record["name"],
            skills=frozenset(Skill(each) for each in record["skills"]),
            hours=stretches(record["hours"]),
            absences=day_ranges(record["absences"]),
            taken=_by_day(taken[record["id"]]),
        )
        for record in records
    ]


async def _taken(rooms: Sequence[int], period: Period) -> dict[int, dict[date, tuple[Taken, ...]]]:
    parts: dict[int, list[tuple[date, Taken]]] = defaultdict(list)
    for row in await fetch(_TAKEN, rooms, *period.moments, period.but):
        parts[row["room"]].extend(_parts(row["starts_at"], row["ends_at"], row["timezone"], row["title"]))
    return {room: _by_day(found) for room, found in parts.items()}


def _parts(starts_at: datetime, ends_at: datetime, timezone: str, title: str) -> list[tuple[date, Taken]]:
    return [(part.day, Taken(part.first, part.last, title)) for part in day_parts(starts_at, ends_at, timezone)]


def _by_day(parts: Iterable[tuple[date, Taken]]) -> dict[date, tuple[Taken, ...]]:
    days: dict[date, list[Taken]] = defaultdict(list)
    for day, taken in parts:
        days[day].append(taken)
    return {day: tuple(found) for day, found in days.items()}


def _closed(
    record: Mapping[str, Any], closures: Sequence[ClosureRow], period: Period, skip: frozenset[str]
) -> frozenset[date]:
    known = [Closure(each.kind, each.first_day, each.last_day, each.name, each.region) for each in closures]
    days = closed_days(
        skip, known, record["country"], period.first_day, period.last_day, region=record["school_region"]
    )
    return frozenset(days)


def _spot(record: Mapping[str, Any], **others: Any) -> Spot:
    names = ("location", "location_slug", "location_name", "timezone", "room", "room_name", "capacity")
    equipment = frozenset(Equipment(each) for each in record["equipment"])
    return Spot(**{name: record[name] for name in names}, equipment=equipment, **others)
