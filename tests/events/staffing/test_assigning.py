import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from database.transaction import execute, fetch_value
from events.editing import cancel_session
from events.errors import SessionIsCancelled, UnknownEdition, UnknownSession
from events.staffing.assigning import assign, assign_to_edition, set_staffing, unassign, unassign_from_edition
from events.staffing.errors import FacilitatorRetired, PersonElsewhere, TooManyStaff, UnknownFacilitator
from events.staffing.facilitators import retire_facilitator
from events.staffing.schemas import StaffingDetails
from tests.builders import a_session, an_edition
from tests.events.staffing.people import a_facilitator, needs, who_leads

pytestmark = pytest.mark.usefixtures("database")

TOMORROW = timedelta(days=1)


async def test_person_leads_a_session_and_leaves_it() -> None:
    edition = await an_edition()
    session, alice = await a_session(edition=edition), await a_facilitator(edition)

    await assign(session=session, facilitator=alice)
    await assign(session=session, facilitator=alice)
    assert await who_leads(session) == [alice]

    await unassign(session=session, facilitator=alice)
    assert await who_leads(session) == []


async def test_person_is_not_in_two_places_and_the_refusal_says_where_they_are() -> None:
    edition, other = await an_edition(), await an_edition()
    await execute(
        "UPDATE activity SET organisation = (SELECT organisation FROM activity WHERE id = $1)", edition.activity
    )
    first = await a_session(edition=edition, starts_in=TOMORROW)
    second = await a_session(edition=other, starts_in=TOMORROW + timedelta(hours=1))
    alice = await a_facilitator(edition)
    await assign(session=first, facilitator=alice)

    with pytest.raises(PersonElsewhere) as caught:
        await assign(session=second, facilitator=alice)

    assert [each["other_session"] for each in caught.value.details["clashes"]] == [str(first)]
    assert caught.value.code == "person_taken"
    assert "Lezing over de zee, De Haven" in str(caught.value)
    assert await who_leads(second) == []


async def test_person_leads_sessions_that_follow_each_other() -> None:
    edition = await an_edition()
    first = await a_session(edition=edition, starts_in=TOMORROW)
    second = await a_session(edition=edition, starts_in=TOMORROW)
    later = """
    UPDATE session SET starts_at = first.ends_at, ends_at = first.ends_at + interval '1 hour'
    FROM session first WHERE first.id = $2 AND session.id = $1
    """
    await execute(later, second, first)
    alice = await a_facilitator(edition)

    await assign(session=first, facilitator=alice)
    await assign(session=second, facilitator=alice)

    assert await who_leads(second) == [alice]


async def test_person_is_free_again_when_the_session_is_cancelled() -> None:
    edition = await an_edition()
    first = await a_session(edition=edition, starts_in=TOMORROW)
    second = await a_session(edition=edition, starts_in=TOMORROW)
    alice = await a_facilitator(edition)
    await assign(session=first, facilitator=alice)
    await cancel_session(first, reason="Storm")

    await assign(session=second, facilitator=alice)

    assert await who_leads(second) == [alice]
    with pytest.raises(SessionIsCancelled):
        await assign(session=first, facilitator=await a_facilitator(edition, "Bob"))


async def test_no_more_people_than_the_session_needs() -> None:
    edition = await an_edition()
    await needs(edition, least=1, most=1)
    session = await a_session(edition=edition)
    alice, bob = await a_facilitator(edition), await a_facilitator(edition, "Bob")
    await assign(session=session, facilitator=alice)

    with pytest.raises(TooManyStaff):
        await assign(session=session, facilitator=bob)

    await set_staffing(session=session, details=StaffingDetails(staff_max=2))
    await assign(session=session, facilitator=bob)
    assert await who_leads(session) == [alice, bob]
    with pytest.raises(TooManyStaff):
        await set_staffing(session=session, details=StaffingDetails(staff_max=1))


async def test_person_leads_all_coming_sessions_of_an_edition() -> None:
    edition = await an_edition()
    past = await a_session(edition=edition, starts_in=-TOMORROW)
    coming = [await a_session(edition=edition, starts_in=timedelta(days=day)) for day in (1, 8)]
    alice = await a_facilitator(edition)

    assert await assign_to_edition(edition=edition.id, facilitator=alice) == 2

    assert [await who_leads(session) for session in [past, *coming]] == [[], [alice], [alice]]
    assert await fetch_value("SELECT facilitator FROM edition_facilitator") == alice
    assert await unassign_from_edition(edition=edition.id, facilitator=alice) == 2
    assert [await who_leads(session) for session in coming] == [[], []]
    assert await fetch_value("SELECT count(*) FROM edition_facilitator") == 0


async def test_person_who_is_taken_once_leads_nothing_of_an_edition() -> None:
    edition, other = await an_edition(), await an_edition()
    await execute(
        "UPDATE activity SET organisation = (SELECT organisation FROM activity WHERE id = $1)", edition.activity
    )
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=day)) for day in (1, 8, 15)]
    taken = [await a_session(edition=other, starts_in=timedelta(days=day)) for day in (8, 15)]
    alice = await a_facilitator(edition)
    for session in taken:
        await assign(session=session, facilitator=alice)

    with pytest.raises(PersonElsewhere) as caught:
        await assign_to_edition(edition=edition.id, facilitator=alice)

    assert [each["other_session"] for each in caught.value.details["clashes"]] == [str(each) for each in taken]
    assert [await who_leads(session) for session in sessions] == [[], [], []]
    assert await fetch_value("SELECT count(*) FROM edition_facilitator") == 0


async def test_fifty_at_once_give_one_person_overlapping_sessions_and_one_succeeds() -> None:
    edition = await an_edition()
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=1, minutes=number)) for number in range(50)]
    alice = await a_facilitator(edition)

    answers = await asyncio.gather(
        *(assign(session=session, facilitator=alice) for session in sessions), return_exceptions=True
    )

    assert [type(answer) for answer in answers].count(PersonElsewhere) == 49
    assert answers.count(None) == 1
    assert await fetch_value("SELECT count(*) FROM assignment") == 1


async def test_fifty_people_at_once_for_one_place_and_one_gets_it() -> None:
    edition = await an_edition()
    await needs(edition, most=1)
    session = await a_session(edition=edition)
    people = [await a_facilitator(edition, f"Vrijwilliger {number}") for number in range(50)]

    answers = await asyncio.gather(
        *(assign(session=session, facilitator=person) for person in people), return_exceptions=True
    )

    assert [type(answer) for answer in answers].count(TooManyStaff) == 49
    assert len(await who_leads(session)) == 1


async def test_somebody_of_another_library_is_unknown_here() -> None:
    edition, elsewhere = await an_edition(), await an_edition()
    session, stranger = await a_session(edition=edition), await a_facilitator(elsewhere)

    with pytest.raises(UnknownFacilitator):
        await assign(session=session, facilitator=stranger)


async def test_somebody_of_the_organisation_above_leads_sessions_here() -> None:
    edition, above = await an_edition(), await an_edition()
    session, adviser = await a_session(edition=edition), await a_facilitator(above)
    below, upper = [
        await fetch_value("SELECT organisation FROM activity WHERE id = $1", each.activity) for each in (edition, above)
    ]
    await execute("UPDATE organisation SET parent = $2 WHERE id = $1", below, upper)

    await assign(session=session, facilitator=adviser)

    assert await who_leads(session) == [adviser]


async def test_somebody_who_stops_leaves_what_is_to_come() -> None:
    edition = await an_edition()
    past = await a_session(edition=edition, starts_in=-TOMORROW)
    coming = await a_session(edition=edition, starts_in=TOMORROW)
    alice = await a_facilitator(edition)
    await assign(session=past, facilitator=alice)
    await assign_to_edition(edition=edition.id, facilitator=alice)

    assert await retire_facilitator(facilitator=alice) == 1

    assert [await who_leads(past), await who_leads(coming)] == [[alice], []]
    with pytest.raises(FacilitatorRetired):
        await assign(session=coming, facilitator=alice)


async def test_what_does_not_exist() -> None:
    edition = await an_edition()
    session = await a_session(edition=edition)
    with pytest.raises(UnknownSession):
        await assign(session=uuid4(), facilitator=1)
    with pytest.raises(UnknownEdition):
        await assign_to_edition(edition=uuid4(), facilitator=1)
    with pytest.raises(UnknownFacilitator):
        await assign(session=session, facilitator=404)
    with pytest.raises(UnknownSession):
        await set_staffing(session=uuid4(), details=StaffingDetails())
