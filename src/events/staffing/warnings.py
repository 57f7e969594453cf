"""What somebody should know about a session before they leave it as it is planned. Nothing here is forbidden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from events.staffing.situations import Elsewhere, PersonFacts, Situation, situations_of
from events.staffing.times import day_parts, is_covered
from events.staffing.travelling import travel_minutes
from events.vocabulary import Skill
from places.vocabulary import Equipment

Detail = str | int | tuple[Skill, ...] | tuple[Equipment, ...]


class WarningKind(StrEnum):
    OUTSIDE_HOURS = "outside_hours"
    CLOSED = "closed"
    PLACE_RETIRED = "place_retired"
    ROOM_RETIRED = "room_retired"
    ROOM_TOO_SMALL = "room_too_small"
    EQUIPMENT_MISSING = "equipment_missing"
    NO_STAFF = "no_staff"
    TOO_FEW_STAFF = "too_few_staff"
    TOO_MANY_STAFF = "too_many_staff"
    SKILLS_MISSING = "skills_missing"
    PERSON_AWAY = "person_away"
    PERSON_NOT_AVAILABLE = "person_not_available"
    TRAVEL_TOO_SHORT = "travel_too_short"


@dataclass(frozen=True, slots=True)
class PlanningWarning:
    """`details` are what its sentence names; `events.staffing.words` says it."""

    kind: WarningKind
    details: Mapping[str, Detail] = field(default_factory=dict)


async def warnings_for(sessions: Sequence[UUID]) -> dict[UUID, list[PlanningWarning]]:
    """The warnings of each session, in a number of queries that does not grow with them.

    A session that is cancelled or does not exist has none.
    """
    known = await situations_of(sessions)
    return {session: warnings_of(known[session]) if session in known else [] for session in sessions}


def warnings_of(situation: Situation) -> list[PlanningWarning]:
    """In the order of what keeps people from coming in at all, then the room, then who leads it. Pure."""
    return [*_of_place(situation), *_of_room(situation), *_of_staffing(situation), *_of_people(situation)]


def is_outside_hours(situation: Situation) -> bool:
    """Whether the place has opening hours and this lies outside them; a place without any never is."""
    parts = day_parts(situation.starts_at, situation.ends_at, situation.timezone)
    return bool(situation.opening) and not is_covered(parts, situation.opening)


def _warn(kind: WarningKind, **details: Detail) -> PlanningWarning:
    return PlanningWarning(kind, details)


def _of_place(situation: Situation) -> Iterator[PlanningWarning]:
    place = situation.place
    if place.is_retired:
        yield _warn(WarningKind.PLACE_RETIRED, place=place.name)
    days = {part.day for part in day_parts(situation.starts_at, situation.ends_at, situation.timezone)}
    for closed in situation.closed:
        if any(closed.first_day <= day <= closed.last_day for day in days):
            yield _warn(WarningKind.CLOSED, place=place.name, closure=closed.name)
    if is_outside_hours(situation) and not situation.outside_hours:
        yield _warn(WarningKind.OUTSIDE_HOURS, place=place.name)


def _of_room(situation: Situation) -> Iterator[PlanningWarning]:
    room = situation.room
    if room is None:
        return
    if room.is_retired:
        yield _warn(WarningKind.ROOM_RETIRED, room=room.name)
    if room.capacity is not None and situation.seats is not None and situation.seats > room.capacity:
        yield _warn(WarningKind.ROOM_TOO_SMALL, room=room.name, capacity=room.capacity, seats=situation.seats)
    missing = tuple(sorted(situation.equipment - room.equipment))
    if missing:
        yield _warn(WarningKind.EQUIPMENT_MISSING, room=room.name, equipment=missing)


def _of_staffing(situation: Situation) -> Iterator[PlanningWarning]:
    count, least, most = len(situation.people), situation.staff_min, situation.staff_max
    if not count and least:
        yield _warn(WarningKind.NO_STAFF, least=least)
        # Whoever comes brings the skills: one warning is enough.
        return
    if count < least:
        yield _warn(WarningKind.TOO_FEW_STAFF, count=count, least=least)
    if most is not None and count > most:
        yield _warn(WarningKind.TOO_MANY_STAFF, count=count, most=most)
    known = frozenset[Skill]().union(*(person.skills for person in situation.people))
    missing = tuple(sorted(situation.skills - known))
    if missing:
        yield _warn(WarningKind.SKILLS_MISSING, skills=missing)


def _of_people(situation: Situation) -> Iterator[PlanningWarning]:
    for person in situation.people:
        parts = day_parts(situation.starts_at, situation.ends_at, person.timezone)
        away = any(absence.first_day <= part.day <= absence.last_day for absence in person.absences for part in parts)
        if away:
            yield _warn(WarningKind.PERSON_AWAY, person=person.name)
        elif person.hours and not is_covered(parts, person.hours):
            yield _warn(WarningKind.PERSON_NOT_AVAILABLE, person=person.name)
        for elsewhere in person.elsewhere:
            yield from _of_travelling(situation, person, elsewhere)


def _of_travelling(situation: Situation, person: PersonFacts, other: Elsewhere) -> Iterator[PlanningWarning]:
    here, there = situation.place.point, other.place.point
    if here is None or there is None or here == there:
        return
    gap = max(situation.starts_at - other.ends_at, other.starts_at - situation.ends_at) // timedelta(minutes=1)
    needed = travel_minutes(here, there)
    if 0 <= gap < needed:
        yield _warn(
            WarningKind.TRAVEL_TOO_SHORT, person=person.name, place=other.place.name, minutes=gap, needed=needed
        )
