"""Seeds who leads the sessions of the library that the demo programmer works for, and what its rooms have."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, Final, NamedTuple

from database.transaction import execute, fetch, fetch_value, savepoint
from events.staffing.assigning import assign_to_edition
from events.staffing.errors import PersonElsewhere
from events.staffing.facilitators import add_absence, create_facilitator, set_hours
from events.staffing.schemas import AbsenceDetails, FacilitatorDetails, HoursDetails
from events.vocabulary import FacilitatorKind, Skill, Theme
from leeragenda.demo.history import SeededEdition
from places.vocabulary import Equipment

LIBRARY: Final = "merenstad"
HOST: Final = "host@demo.example"


class _Person(NamedTuple):
    """`hours` are weekdays with the hours from and until which they can be asked; none is always."""

    name: str
    kind: FacilitatorKind
    skills: frozenset[Skill]
    hours: tuple[tuple[int, int, int], ...] = ()
    account: str | None = None


_WORKDAYS: Final = tuple((day, 9, 18) for day in range(1, 6))
_PEOPLE: Final[Sequence[_Person]] = (
    _Person("Marloes Vink", FacilitatorKind.STAFF, frozenset({Skill.DIDACTICS, Skill.NT2}), _WORKDAYS),
    _Person("Tarik Bouali", FacilitatorKind.STAFF, frozenset({Skill.DIGITAL, Skill.LAW_AND_BENEFITS}), _WORKDAYS),
    _Person(
        "Joke Hazelaar", FacilitatorKind.VOLUNTEER, frozenset({Skill.NT2, Skill.READING}), ((2, 9, 13), (4, 9, 13))
    ),
    _Person("Stefan Krol", FacilitatorKind.VOLUNTEER, frozenset({Skill.DIGITAL}), ((1, 13, 22), (3, 9, 22))),
    _Person("Amina Saleh", FacilitatorKind.VOLUNTEER, frozenset({Skill.NT2, Skill.CREATIVE})),
    _Person("Pieter Langeveld", FacilitatorKind.VOLUNTEER, frozenset({Skill.NUMERACY, Skill.READING})),
    _Person("Lotte van Schaik", FacilitatorKind.EXTERNAL, frozenset({Skill.CREATIVE, Skill.DIDACTICS})),
    _Person("Hans Dekkers", FacilitatorKind.VOLUNTEER, frozenset({Skill.DIGITAL, Skill.LAW_AND_BENEFITS})),
    _Person("Fatma Aydin", FacilitatorKind.STAFF, frozenset({Skill.NT2, Skill.READING, Skill.DIDACTICS})),
    _Person("Irene Blok", FacilitatorKind.VOLUNTEER, frozenset({Skill.NT2, Skill.CREATIVE, Skill.DIDACTICS})),
    _Person("Wim Postma", FacilitatorKind.VOLUNTEER, frozenset({Skill.DIGITAL, Skill.READING}), account=HOST),
)
_SKILLS: Final[Mapping[Theme, Skill]] = {
    Theme.TAAL: Skill.NT2,
    Theme.DIGITAAL: Skill.DIGITAL,
    Theme.REKENEN: Skill.NUMERACY,
    Theme.OVERHEID: Skill.LAW_AND_BENEFITS,
    Theme.KUNST_CULTUUR: Skill.CREATIVE,
}
# What is told by the name of a room.
_EQUIPMENT: Final[Mapping[str, Sequence[Equipment]]] = {
    "zaal": (Equipment.PROJECTOR, Equipment.SOUND, Equipment.HEARING_LOOP),
    "le%lokaal": (Equipment.WHITEBOARD, Equipment.PROJECTOR),
    "computer": (Equipment.COMPUTERS,),
    "studio": (Equipment.VIDEO_CALLS, Equipment.SOUND),
    "kook": (Equipment.KITCHEN,),
}
_ACTIVITIES: Final = """
SELECT activity.id, activity.key, activity.themes
FROM activity JOIN organisation ON organisation.id = activity.organisation
WHERE organisation.slug = $1 AND activity.form <> 'self_paced' ORDER BY activity.id
"""
_MEETS: Final = """
SELECT DISTINCT extract(isodow FROM starts_at AT TIME ZONE timezone)::int AS weekday,
    (starts_at AT TIME ZONE timezone)::time AS begins, (ends_at AT TIME ZONE timezone)::time AS ends
FROM session JOIN location ON location.id = session.location
WHERE edition = $1 AND state = 'scheduled' AND starts_at > now()
"""
_NEEDS: Final = "UPDATE activity SET staff_min = 1, skills = $2 WHERE id = $1"
_EQUIP: Final = "UPDATE room SET equipment = $2 WHERE name ILIKE '%' || $1 || '%'"


async def seed_equipment() -> None:
    for part, equipment in _EQUIPMENT.items():
        await execute(_EQUIP, part, list(equipment))


async def seed_staff(editions: Iterable[SeededEdition], today: date) -> None:
    """Most editions get somebody who is free and good at it; those for whom nobody is free are left to see."""
    people = {await _add(person): person for person in _PEOPLE}
    needed = {row["key"]: await _needs(row["id"], row["themes"]) for row in await fetch(_ACTIVITIES, LIBRARY)}
    order = list(people)
    for edition in editions:
        if edition.activity.key not in needed:
            continue
        skills = needed[edition.activity.key]
        able = [person for person in order if skills <= people[person].skills] or order
        meets = await fetch(_MEETS, edition.id)
        chosen = await _first_free(edition, sorted(able, key=lambda person: not _can_always(people[person], meets)))
        if chosen is not None:
            # The others first, the next time.
            order = [*(person for person in order if person != chosen), chosen]
    away = AbsenceDetails(first_day=today + timedelta(days=7), last_day=today + timedelta(days=11))
    await add_absence(facilitator=next(iter(people)), details=away)


async def _add(person: _Person) -> int:
    account = await fetch_value("SELECT email FROM account WHERE email = $1", person.account)
    details = FacilitatorDetails(
        name=person.name,
        kind=person.kind,
        skills=person.skills,
        email=f"{person.name.split(maxsplit=1)[0].lower()}@merenstad.example",
        account=account,
    )
    facilitator = await create_facilitator(organisation_slug=LIBRARY, details=details)
    hours = [HoursDetails(weekday=day, starts_at=time(first), ends_at=time(last)) for day, first, last in person.hours]
    await set_hours(facilitator=facilitator, hours=hours)
    return facilitator


def _can_always(person: _Person, meets: Sequence[Mapping[str, Any]]) -> bool:
    return not person.hours or all(
        any(day == at["weekday"] and time(first) <= at["begins"] and at["ends"] <= time(last)
            for day, first, last in person.hours)
        for at in meets
    )  # fmt: skip


async def _needs(activity: int, themes: Sequence[str]) -> frozenset[Skill]:
    found = (_SKILLS.get(Theme(theme)) for theme in themes)
    skills = frozenset([next((skill for skill in found if skill), Skill.DIDACTICS)]) if themes else frozenset[Skill]()
    await execute(_NEEDS, activity, sorted(skills))
    return skills


async def _first_free(edition: SeededEdition, people: Iterable[int]) -> int | None:
    for person in people:
        try:
            async with savepoint():
                await assign_to_edition(edition=edition.id, facilitator=person)
        except PersonElsewhere:
            continue
        return person
    return None
