from datetime import timedelta

import pytest

from database.transaction import execute, fetch_value
from events.checking import problems
from events.registering import Applicant, register
from tests.builders import a_session
from tests.events.series.worlds import a_person, a_series, an_activity

pytestmark = pytest.mark.usefixtures("database")


async def test_problems_of_a_whole_database_are_none() -> None:
    session = await a_session(capacity=2)
    await register(session=session, applicant=Applicant(name="Alice", email="alice@example.nl", party_size=2))
    await register(session=session, applicant=Applicant(name="Bob", email="bob@example.nl"))
    assert await problems() == []


async def test_problems_name_seats_that_do_not_add_up() -> None:
    session = await a_session(capacity=9)
    await register(session=session, applicant=Applicant(name="Alice", email="alice@example.nl"))
    await execute("UPDATE session SET seats_taken = 2")
    await execute("UPDATE edition SET seats_taken = 1")
    assert await problems() == [
        "1 sessions count other seats than their registrations take",
        "1 editions count other seats than their registrations take",
    ]


async def test_problems_name_a_room_elsewhere() -> None:
    await a_session()
    await a_session(starts_in=timedelta(days=20))
    room = await fetch_value(
        "INSERT INTO room (location, name) SELECT location, 'Zaal' FROM session ORDER BY starts_at LIMIT 1 RETURNING id"
    )
    await execute("UPDATE session SET room = $1", room)
    assert await problems() == ["1 sessions are in a room of another location"]


async def test_problems_name_somebody_counted_elsewhere() -> None:
    session, other = await a_session(), await a_session()
    signed_up = await register(session=session, applicant=Applicant(name="Alice", email="alice@example.nl"))
    await execute(
        "INSERT INTO attendance (session, registration, presence) VALUES ($1, $2, 'present')", other, signed_up.id
    )
    assert await problems() == ["1 people were counted at a session that they did not sign up for"]


async def test_problems_name_who_is_expected_at_another_time_than_the_session() -> None:
    activity, place = await an_activity()
    await a_series(activity, place, people=[await a_person(activity)])
    await execute(
        "UPDATE assignment SET starts_at = starts_at - interval '1 day' WHERE id = (SELECT min(id) FROM assignment)"
    )
    assert await problems() == ["1 people lead a session at another time than it is held"]


async def test_problems_name_offers_that_nobody_ended() -> None:
    session = await a_session(capacity=1)
    await register(session=session, applicant=Applicant(name="Alice", email="alice@example.nl"))
    await execute("UPDATE registration SET state = 'offered', offer_expires_at = now() - interval '2 days'")
    await execute("UPDATE registration_step SET state = 'offered'")
    assert await problems() == ["1 offered places are still kept a day after their time"]
    await execute("UPDATE session SET state = 'cancelled'")
    assert await problems() == []


async def test_problems_name_a_state_without_a_step_to_it() -> None:
    session = await a_session(capacity=1)
    await register(session=session, applicant=Applicant(name="Alice", email="alice@example.nl"))
    await execute("UPDATE registration SET state = 'waiting'")
    await execute("UPDATE session SET seats_taken = 0")
    assert await problems() == ["1 registrations are in a state that their last step did not lead to"]
