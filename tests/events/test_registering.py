import asyncio
from contextvars import Context
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import ValidationError

from database.transaction import execute, fetch_value, transaction
from events.cancelling import cancel_registration
from events.editing import cancel_session
from events.errors import AlreadyRegistered, RegistrationClosed, UnknownSession, WrongTarget
from events.registering import Applicant, register
from events.vocabulary import Form, RegistrationPolicy, RegistrationState
from tests.builders import a_session, an_edition, facts, seats_taken

ALICE = Applicant(name="Alice", email="alice@reader.example")
BOB = Applicant(name="Bob", email="bob@reader.example")


async def test_register_takes_a_seat_and_records_the_fact(database: None) -> None:
    session = await a_session(capacity=5)
    registered = await register(session=session, applicant=ALICE)
    assert (registered.state, registered.position) == (RegistrationState.CONFIRMED, None)
    assert await seats_taken(session) == 1
    assert await facts() == ["registration_confirmed"]


async def test_register_counts_everybody_of_a_party(database: None) -> None:
    session = await a_session(capacity=5)
    await register(session=session, applicant=ALICE.model_copy(update={"party_size": 4}))
    assert await seats_taken(session) == 4


async def test_register_when_full_waits_in_order(database: None) -> None:
    session = await a_session(capacity=1)
    await register(session=session, applicant=ALICE)
    first = await register(session=session, applicant=BOB)
    second = await register(session=session, applicant=Applicant(name="Carol", email="carol@reader.example"))
    assert [first.position, second.position] == [1, 2]
    assert await seats_taken(session) == 1


async def test_register_twice_is_refused_whatever_the_case(database: None) -> None:
    session = await a_session(capacity=5)
    await register(session=session, applicant=ALICE)
    with pytest.raises(AlreadyRegistered):
        await register(session=session, applicant=Applicant(name="Alice", email="ALICE@reader.example"))
    assert await seats_taken(session) == 1


async def test_register_twice_when_full_says_already_registered(database: None) -> None:
    session = await a_session(edition=await an_edition(waiting_list=False), capacity=1)
    await register(session=session, applicant=ALICE)
    with pytest.raises(AlreadyRegistered):
        await register(session=session, applicant=ALICE)


async def test_register_again_with_the_same_key_gives_the_first_answer(database: None) -> None:
    session = await a_session(capacity=5)
    first = await register(session=session, applicant=ALICE, idempotency_key="k1")
    assert await register(session=session, applicant=ALICE, idempotency_key="k1") == first
    assert await seats_taken(session) == 1


async def test_register_again_with_the_same_key_after_a_promotion_still_gives_the_first_answer(database: None) -> None:
    session = await a_session(capacity=1)
    alice = await register(session=session, applicant=ALICE)
    first = await register(session=session, applicant=BOB, idempotency_key="k1")
    await cancel_registration(alice.id, by="attendee")
    assert await register(session=session, applicant=BOB, idempotency_key="k1") == first
    assert first.position == 1


async def test_register_with_the_key_of_another_person_is_another_request(database: None) -> None:
    session = await a_session(capacity=5)
    first = await register(session=session, applicant=ALICE, idempotency_key="k1")
    second = await register(session=session, applicant=BOB, idempotency_key="k1")
    assert first.id != second.id


async def test_register_again_after_cancelling_counts_the_invitation_on(database: None) -> None:
    session = await a_session(capacity=5)
    first = await register(session=session, applicant=ALICE)
    await cancel_registration(first.id, by="attendee")
    second = await register(session=session, applicant=ALICE)
    offset = await fetch_value("SELECT invitation_offset FROM registration WHERE id = $1", second.id)
    assert offset == 2


async def test_register_for_a_past_session_is_refused(database: None) -> None:
    session = await a_session(starts_in=timedelta(hours=-1))
    with pytest.raises(RegistrationClosed):
        await register(session=session, applicant=ALICE)


async def test_register_for_a_cancelled_session_is_refused(database: None) -> None:
    session = await a_session()
    await cancel_session(session, reason="Ziek")
    with pytest.raises(RegistrationClosed):
        await register(session=session, applicant=ALICE)


async def test_register_for_an_unknown_session_is_refused(database: None) -> None:
    with pytest.raises(UnknownSession):
        await register(session=uuid4(), applicant=ALICE)


async def test_register_for_a_session_of_a_cohort_is_refused(database: None) -> None:
    session = await a_session(edition=await an_edition(form=Form.COHORT))
    with pytest.raises(WrongTarget):
        await register(session=session, applicant=ALICE)


async def test_register_for_a_cohort_takes_a_seat_of_the_edition(database: None) -> None:
    edition = await an_edition(form=Form.COHORT, capacity=10)
    await a_session(edition=edition)
    await register(edition=edition.id, applicant=ALICE)
    assert await fetch_value("SELECT seats_taken FROM edition WHERE id = $1", edition.id) == 1


async def test_register_where_people_go_to_the_desk_is_refused(database: None) -> None:
    session = await a_session(edition=await an_edition(policy=RegistrationPolicy.DESK))
    with pytest.raises(WrongTarget):
        await register(session=session, applicant=ALICE)


async def test_register_forty_at_once_for_ten_seats_never_oversells(database: None) -> None:
    session = await a_session(capacity=10)
    people = [Applicant(name=f"P{n}", email=f"p{n}@reader.example") for n in range(40)]
    answers = await asyncio.gather(*(register(session=session, applicant=person) for person in people))
    states = [answer.state for answer in answers]
    assert (states.count(RegistrationState.CONFIRMED), states.count(RegistrationState.WAITING)) == (10, 30)
    assert sorted(answer.position or 0 for answer in answers if answer.position) == list(range(1, 31))
    assert await seats_taken(session) == 10


async def test_register_forty_at_once_puts_them_in_order_of_arrival(database: None) -> None:
    session = await a_session(capacity=10)
    people = [Applicant(name=f"P{n}", email=f"p{n}@reader.example") for n in range(40)]
    answers = await asyncio.gather(*(register(session=session, applicant=person) for person in people))
    assert [answer.position for answer in answers] == [None] * 10 + list(range(1, 31))


async def test_register_twice_at_the_same_moment_with_one_key_gives_one_answer(database: None) -> None:
    session = await a_session(capacity=5)
    one, other = await asyncio.gather(
        *(register(session=session, applicant=ALICE, idempotency_key="k1") for _ in range(2))
    )
    assert one == other
    assert await seats_taken(session) == 1


async def test_register_with_the_key_of_another_process_gives_its_answer(database: None) -> None:
    session = await a_session(capacity=5)
    async with transaction():
        first = await register(session=session, applicant=ALICE, idempotency_key="k1")
        # Not in turn within this process: it waits for the row that this transaction holds.
        other = asyncio.get_running_loop().create_task(
            register(session=session, applicant=ALICE, idempotency_key="k1"), context=Context()
        )
        await asyncio.sleep(0.2)
        assert not other.done()
    assert await other == first


async def test_seats_above_capacity_are_impossible_in_the_database(database: None) -> None:
    session = await a_session(capacity=1)
    with pytest.raises(Exception, match="session_seats_within_capacity"):
        await execute("UPDATE session SET seats_taken = 2 WHERE id = $1", session)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "email": "a@b.example"},
        {"name": "x" * 121, "email": "a@b.example"},
        {"name": "Alice\r\nBcc: all@b.example", "email": "a@b.example"},
        {"name": "Alice", "email": "not an address"},
        {"name": "Alice", "email": "a@b.example", "party_size": 0},
        {"name": "Alice", "email": "a@b.example", "party_size": 21},
        {"name": "Alice", "email": "a@b.example", "note": "x" * 501},
        {"name": "Alice", "email": "a@b.example", "locale": "de"},
        {"name": "Alice", "email": "a@b.example", "bsn": "123456782"},
        {"name": "Alice", "phone": "bel mij"},
    ],
)
def test_applicant_with_a_wrong_field_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Applicant.model_validate(wrong)
