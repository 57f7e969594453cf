from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from database.transaction import execute, fetch_value
from events.slots.finding import Wish, find_plans
from events.slots.searching import MissKind
from events.slots.words import in_words
from events.staffing.assigning import assign
from events.vocabulary import Skill, Skip
from places.closing import add_closure
from places.errors import UnknownOrganisation
from places.rooms import add_room
from places.schemas import ClosureDetails, RoomDetails
from places.vocabulary import ClosureKind
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition
from tests.events.staffing.people import a_facilitator
from web.i18n import translator

pytestmark = pytest.mark.usefixtures("database")

MONDAY = date(2027, 9, 6)
ZONE = ZoneInfo("Europe/Amsterdam")


def on(week: int, hour: int) -> datetime:
    return datetime.combine(MONDAY + timedelta(weeks=week), time(hour), ZONE)


async def a_wish(**others: object) -> Wish:
    values = {
        "organisation": await fetch_value("SELECT slug FROM organisation"),
        "minutes": 120,
        "sessions": 3,
        "first_day": MONDAY,
        "last_day": MONDAY + timedelta(weeks=12),
        "weekdays": (1,),
        "windows": ((time(10), time(12)),),
    }
    return Wish(**values | others)  # type: ignore[arg-type]


async def test_plans_in_the_database() -> None:
    edition = await an_edition()
    slug = await fetch_value("SELECT slug FROM location")
    room = await add_room(location_slug=slug, details=RoomDetails(name="Zaal 1", capacity=12))
    session = await a_session(edition=edition)
    sql = "UPDATE session SET starts_at = $2, ends_at = $3, room = $4 WHERE id = $1"
    await execute(sql, session, on(0, 11), on(0, 13), room.id)
    days = MONDAY + timedelta(weeks=2)
    autumn = ClosureDetails(kind=ClosureKind.SCHOOL_HOLIDAYS, name="Herfst", first_day=days, last_day=days)
    await add_closure(organisation_slug=await fetch_value("SELECT slug FROM organisation"), details=autumn)
    alice = await a_facilitator(edition, "Alice", Skill.NT2)

    found = await find_plans(
        await a_wish(seats=10, skills=frozenset({Skill.NT2}), skip=frozenset({Skip.SCHOOL_HOLIDAYS}))
    )

    assert [
        (plan.spot.room, plan.starts_at, plan.days, [person.id for person in plan.people]) for plan in found.plans
    ] == [(room.id, time(10), tuple(MONDAY + timedelta(weeks=week) for week in (1, 3, 4)), [alice])]
    assert [in_words(miss, translator("en")) for miss in found.near_misses] == [
        "Monday 10:00 in Zaal 1, De Haven: 1 of 3 dates taken by Lezing over de zee."
    ]
    assert in_words(found.near_misses[0], translator("nl")) == (
        "Maandag 10.00 uur in Zaal 1, De Haven: op 1 van de 3 dagen al bezet door Lezing over de zee."
    )


async def test_people_who_lead_something_else_then() -> None:
    edition = await an_edition()
    session = await a_session(edition=edition)
    await execute("UPDATE session SET starts_at = $2, ends_at = $3 WHERE id = $1", session, on(1, 11), on(1, 13))
    await assign(session=session, facilitator=await a_facilitator(edition))

    found = await find_plans(await a_wish(facilitators=1, last_day=MONDAY + timedelta(weeks=3)))

    assert found.plans == []
    assert [miss.kind for miss in found.near_misses] == [MissKind.NOBODY]


async def test_only_the_places_and_rooms_that_are_wished() -> None:
    edition = await an_edition()
    slug = await fetch_value("SELECT slug FROM location")
    rooms = [(await add_room(location_slug=slug, details=RoomDetails(name=name))).id for name in ("Zaal 1", "Zaal 2")]
    assert [plan.spot.room for plan in (await find_plans(await a_wish())).plans] == rooms
    wish = await a_wish(locations=(edition.location,), rooms=(rooms[1],))
    assert [plan.spot.room for plan in (await find_plans(wish)).plans] == [rooms[1]]
    assert (await find_plans(await a_wish(locations=(404,)))).plans == []


async def test_unknown_organisation() -> None:
    await an_edition()
    with pytest.raises(UnknownOrganisation):
        await find_plans(await a_wish(organisation="nowhere"))


@pytest.mark.parametrize("count", [1, 3])
async def test_as_many_queries_for_three_rooms_as_for_one(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    await an_edition()
    slug = await fetch_value("SELECT slug FROM location")
    for number in range(count):
        await add_room(location_slug=slug, details=RoomDetails(name=f"Zaal {number}"))
    wish = await a_wish(facilitators=1)
    queries = count_queries(monkeypatch)
    await find_plans(wish)
    assert len(queries) == 8
