from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from database.transaction import fetch_value
from events.attending import mark_attendance
from events.checking import problems
from events.errors import NoIntakeHere
from events.intake import meetings_left, record_intake
from events.registering import Applicant, register
from events.vocabulary import Form, Presence
from tests.builders import a_session, an_edition, facts, state_of

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime.now(UTC)


def person(name: str) -> Applicant:
    return Applicant(name=name, email=f"{name}@reader.example")


async def a_track(meetings: int = 3) -> tuple[UUID, list[UUID], UUID, UUID]:
    """A track of one place with meetings: Alice has it, Bob waits."""
    edition = await an_edition(form=Form.GUIDED_TRACK, capacity=1)
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=7 * week + 1)) for week in range(meetings)]
    alice = await register(edition=edition.id, applicant=person("alice"))
    bob = await register(edition=edition.id, applicant=person("bob"))
    return edition.id, sessions, alice.id, bob.id


async def test_who_has_had_the_agreed_meetings_leaves_the_place_to_the_next() -> None:
    _, sessions, alice, bob = await a_track()
    await record_intake(alice, at=NOW, planned_meetings=2)
    await mark_attendance(sessions[0], {alice: Presence.PRESENT})
    await mark_attendance(sessions[1], {alice: Presence.ABSENT})
    assert (await state_of(alice), await meetings_left(alice)) == ("confirmed", 1)
    await mark_attendance(sessions[1], {alice: Presence.PRESENT})
    assert (await state_of(alice), await state_of(bob)) == ("finished", "offered")
    assert (await facts())[-2:] == ["registration_finished", "registration_offered"]
    assert await problems() == []


async def test_intake_with_fewer_meetings_than_were_had_ends_it_at_once() -> None:
    _, sessions, alice, _ = await a_track()
    await mark_attendance(sessions[0], {alice: Presence.PRESENT})
    assert await meetings_left(alice) is None
    await record_intake(alice, at=NOW, planned_meetings=1)
    assert await state_of(alice) == "finished"


async def test_who_has_finished_can_sign_up_again() -> None:
    edition, sessions, alice, _ = await a_track()
    await record_intake(alice, at=NOW, planned_meetings=1)
    await mark_attendance(sessions[0], {alice: Presence.PRESENT})
    again = await register(edition=edition, applicant=person("alice"))
    assert (again.state.value, again.position) == ("waiting", 1)


async def test_intake_of_a_lecture_is_refused() -> None:
    alice = await register(session=await a_session(), applicant=person("alice"))
    with pytest.raises(NoIntakeHere):
        await record_intake(alice.id, at=NOW, planned_meetings=3)
    assert await fetch_value("SELECT intake_at FROM registration") is None
