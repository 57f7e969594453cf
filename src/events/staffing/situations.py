"""All that the warnings about a session look at, read at once for many sessions."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from database.transaction import fetch
from events.local_time import local_day
from events.staffing.times import Stretch
from events.staffing.travelling import Point
from events.vocabulary import Skill
from places.queries import ClosureRow, OpeningHoursRow, closures_of_locations, opening_hours_of_locations
from places.vocabulary import ClosureKind, Equipment

_SESSIONS = """
SELECT session.id, session.starts_at, session.ends_at, session.outside_hours, session.location, location.timezone,
    location.name AS place, location.latitude, location.longitude, location.retired_at IS NOT NULL AS place_is_retired,
    room.name AS room, room.capacity AS room_capacity, room.equipment AS room_equipment,
    room.retired_at IS NOT NULL AS room_is_retired, coalesce(session.capacity, edition.capacity) AS seats,
    activity.equipment, activity.skills, coalesce(session.staff_min, activity.staff_min) AS staff_min,
    coalesce(session.staff_max, activity.staff_max) AS staff_max
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
JOIN location ON location.id = session.location LEFT JOIN room ON room.id = session.room
WHERE session.id = ANY($1::uuid[]) AND session.state = 'scheduled'
"""
_PEOPLE = """
SELECT facilitator.id, facilitator.name, facilitator.skills, organisation.timezone, assigned.sessions,
    (SELECT json_agg(json_build_array(weekday, starts_at, ends_at)) FROM facilitator_hours
        WHERE facilitator_hours.facilitator = facilitator.id) AS hours,
    (SELECT json_agg(json_build_array(first_day, last_day)) FROM facilitator_absence
        WHERE facilitator_absence.facilitator = facilitator.id) AS absences
FROM (
    SELECT facilitator AS id, array_agg(session) AS sessions FROM assignment
    WHERE session = ANY($1::uuid[]) GROUP BY facilitator
) assigned
JOIN facilitator ON facilitator.id = assigned.id JOIN organisation ON organisation.id = facilitator.organisation
ORDER BY facilitator.name, facilitator.id
"""
# Nobody who was somewhere four hours ago is warned about getting here.
_ELSEWHERE = """
SELECT assignment.session AS here, assignment.facilitator, other.starts_at, other.ends_at, location.name AS place,
    location.latitude, location.longitude
FROM assignment JOIN assignment other ON other.facilitator = assignment.facilitator
    AND other.session <> assignment.session AND other.active
    AND other.starts_at BETWEEN assignment.starts_at - interval '28 hours' AND assignment.ends_at + interval '4 hours'
    AND other.ends_at >= assignment.starts_at - interval '4 hours'
JOIN session ON session.id = other.session JOIN location ON location.id = session.location
WHERE assignment.session = ANY($1::uuid[]) ORDER BY other.starts_at
"""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    name: str
    point: Point | None = None
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    name: str
    capacity: int | None = None
    equipment: frozenset[Equipment] = frozenset()
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class DayRange:
    """Local days, both included."""

    first_day: date
    last_day: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another session that somebody leads at about that time; times are aware."""

    starts_at: datetime
    ends_at: datetime
    place: PlaceFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """`hours` and `absences` are in the time zone of their organisation; without hours they can always be asked."""

    id: int
    name: str
    skills: frozenset[Skill] = frozenset()
    timezone: str
    hours: tuple[Stretch, ...] = ()
    absences: tuple[DayRange, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A session with all around it; times are aware, `timezone` is that of the place.

    :ivar seats: how many people it takes; None is unlimited.
    :ivar outside_hours: somebody has said that the place will be open for it.
    :ivar opening: none for a place of which nobody has told the opening hours.
    """

    starts_at: datetime
    ends_at: datetime
    timezone: str
    place: PlaceFacts
    room: RoomFacts | None = None
    seats: int | None = None
    outside_hours: bool = False
    opening: tuple[Stretch, ...] = ()
    closed: tuple[DayRange, ...] = ()
    equipment: frozenset[Equipment] = frozenset()
    skills: frozenset[Skill] = frozenset()
    staff_min: int = 0
    staff_max: int | None = None
    people: tuple[PersonFacts, ...] = ()


async def situations_of(sessions: Sequence[UUID]) -> dict[UUID, Situation]:
    """Those of the sessions that are held, in five queries however many there are."""
    records = await fetch(_SESSIONS, list(sessions))
    if not records:
        return {}
    locations = sorted({record["location"] for record in records})
    hours = await opening_hours_of_locations(locations)
    closures = await closures_of_locations(locations, *_days(records))
    people = await _people(sessions)
    opening = {location: stretches_of_hours(rows) for location, rows in hours.items()}
    closed = {location: _closed(rows) for location, rows in closures.items()}
    return {
        record["id"]: _situation(
            record, opening[record["location"]], closed[record["location"]], tuple(people[record["id"]])
        )
        for record in records
    }


def stretches_of_hours(rows: Sequence[OpeningHoursRow]) -> tuple[Stretch, ...]:
    return tuple(Stretch.between(each.weekday, each.opens_at, each.closes_at) for each in rows)


def _closed(rows: Sequence[ClosureRow]) -> tuple[DayRange, ...]:
    return tuple(DayRange(each.first_day, each.last_day, each.name) for each in rows if each.kind is ClosureKind.CLOSED)


def _days(records: Sequence[Mapping[str, Any]]) -> tuple[date, date]:
    first = min(local_day(record["starts_at"], record["timezone"]) for record in records)
    return first, max(local_day(record["ends_at"], record["timezone"]) for record in records)


def _situation(
    record: Mapping[str, Any],
    opening: tuple[Stretch, ...],
    closed: tuple[DayRange, ...],
    people: tuple[PersonFacts, ...],
) -> Situation:
    names = ("starts_at", "ends_at", "timezone", "seats", "outside_hours", "staff_min", "staff_max")
    return Situation(
        **{name: record[name] for name in names},
        place=PlaceFacts(record["place"], _point(record), record["place_is_retired"]),
        room=_room(record) if record["room"] is not None else None,
        equipment=frozenset(Equipment(each) for each in record["equipment"]),
        skills=frozenset(Skill(each) for each in record["skills"]),
        opening=opening,
        closed=closed,
        people=people,
    )


def _room(record: Mapping[str, Any]) -> RoomFacts:
    return RoomFacts(
        name=record["room"],
        capacity=record["room_capacity"],
        equipment=frozenset(Equipment(each) for each in record["room_equipment"]),
        is_retired=record["room_is_retired"],
    )


def _point(record: Mapping[str, Any]) -> Point | None:
    return None if record["latitude"] is None else Point(record["latitude"], record["longitude"])


async def _people(sessions: Sequence[UUID]) -> dict[UUID, list[PersonFacts]]:
    elsewhere: dict[tuple[UUID, int], list[Elsewhere]] = defaultdict(list)
    people: dict[UUID, list[PersonFacts]] = defaultdict(list)
    for record in await fetch(_ELSEWHERE, list(sessions)):
        place = PlaceFacts(record["place"], _point(record))
        other = Elsewhere(starts_at=record["starts_at"], ends_at=record["ends_at"], place=place)
        elsewhere[record["here"], record["facilitator"]].append(other)
    for record in await fetch(_PEOPLE, list(sessions)):
        facts = {
            "id": record["id"],
            "name": record["name"],
            "skills": frozenset(Skill(each) for each in record["skills"]),
            "timezone": record["timezone"],
            "hours": stretches(record["hours"]),
            "absences": day_ranges(record["absences"]),
        }
        for session in record["sessions"]:
            people[session].append(PersonFacts(**facts, elsewhere=tuple(elsewhere[session, record["id"]])))
    return people


def stretches(rows: str | None) -> tuple[Stretch, ...]:
    """Of a JSON list of [weekday, "10:00:00", "12:00:00"]."""
    return tuple(
        Stretch.between(weekday, time.fromisoformat(start), time.fromisoformat(end))
        for weekday, start, end in json.loads(rows or "[]")
    )


def day_ranges(rows: str | None) -> tuple[DayRange, ...]:
    """Of a JSON list of ["2027-01-04", "2027-01-08"]."""
    return tuple(
        DayRange(date.fromisoformat(first), date.fromisoformat(last)) for first, last in json.loads(rows or "[]")
    )
