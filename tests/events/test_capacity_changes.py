import pytest

from database.transaction import fetch_row
from events.capacity_changes import set_capacity
from events.errors import WrongTarget
from events.registering import Applicant, register
from events.series.errors import CapacityOfGroup, SeatsTaken
from events.vocabulary import Form
from tests.builders import a_session, an_edition, state_of

pytestmark = pytest.mark.usefixtures("database")


def person(name: str, party_size: int = 1) -> Applicant:
    return Applicant(name=name, email=f"{name}@reader.example", party_size=party_size)


async def test_more_places_are_offered_in_order() -> None:
    session = await a_session(capacity=1)
    await register(session=session, applicant=person("alice"))
    waiting = [(await register(session=session, applicant=person(name))).id for name in ("bob", "carol", "dave")]
    await set_capacity(session=session, capacity=3)
    assert [await state_of(each) for each in waiting] == ["offered", "offered", "waiting"]


async def test_places_for_the_desk_are_not_offered() -> None:
    session = await a_session(capacity=1)
    await register(session=session, applicant=person("alice"))
    bob = await register(session=session, applicant=person("bob"))
    await set_capacity(session=session, capacity=2, desk_seats=1)
    assert await state_of(bob.id) == "waiting"


async def test_fewer_places_than_are_taken_is_refused_with_the_names() -> None:
    session = await a_session(capacity=5)
    await register(session=session, applicant=person("Alice", 2))
    await register(session=session, applicant=person("Bob"))
    with pytest.raises(SeatsTaken) as refused:
        await set_capacity(session=session, capacity=2)
    people = [(each["name"], each["party_size"]) for each in refused.value.details["people"]]
    assert (people, refused.value.details["taken"]) == ([("Bob", 1), ("Alice", 2)], 3)


async def test_edition_of_lectures_gives_its_coming_sessions_the_same() -> None:
    edition = await an_edition()
    await a_session(edition=edition, capacity=5)
    await set_capacity(edition=edition.id, capacity=8, desk_seats=2, minimum=3)
    row = await fetch_row("SELECT capacity, desk_seats FROM session")
    assert dict(row or {}) == {"capacity": 8, "desk_seats": 2}
    row = await fetch_row("SELECT capacity, desk_seats, minimum FROM edition")
    assert dict(row or {}) == {"capacity": 8, "desk_seats": 2, "minimum": 3}


async def test_places_of_a_group_are_those_of_its_edition() -> None:
    edition = await an_edition(form=Form.COHORT, capacity=1)
    session = await a_session(edition=edition)
    await register(edition=edition.id, applicant=person("alice"))
    bob = await register(edition=edition.id, applicant=person("bob"))
    with pytest.raises(CapacityOfGroup):
        await set_capacity(session=session, capacity=2)
    await set_capacity(edition=edition.id, capacity=2)
    assert await state_of(bob.id) == "offered"


async def test_neither_or_both_is_refused() -> None:
    session = await a_session()
    with pytest.raises(WrongTarget):
        await set_capacity(capacity=2)
    with pytest.raises(WrongTarget):
        await set_capacity(session=session, edition=session, capacity=2)
