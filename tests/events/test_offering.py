from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from database.transaction import execute, fetch_value
from events.cancelling import cancel_registration
from events.editing import cancel_session
from events.errors import Full, NotWaiting, OfferGone
from events.offering import (
    accept_offer,
    decline_offer,
    expire_offers,
    move_waiting_lists,
    promote_by_hand,
    steps_of,
)
from events.registering import Applicant, register
from events.vocabulary import RegistrationState, StepBy, StepReason
from tests.builders import a_session, facts, seats_taken, state_of

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)
STAFF = 7


def person(name: str, party_size: int = 1) -> Applicant:
    return Applicant(name=name, email=f"{name}@reader.example", party_size=party_size)


async def offered(starts_in: timedelta = timedelta(days=10)) -> tuple[UUID, UUID, UUID]:
    """A session of one seat; Bob is offered it, Carol waits behind him."""
    session = await a_session(capacity=1, starts_in=starts_in)
    alice, bob, carol = [await register(session=session, applicant=person(name)) for name in ("alice", "bob", "carol")]
    await cancel_registration(alice.id, by="attendee")
    return session, bob.id, carol.id


async def test_offer_holds_the_seat_for_a_day() -> None:
    session, bob, _ = await offered()
    until = await fetch_value("SELECT offer_expires_at FROM registration WHERE id = $1", bob)
    assert timedelta(hours=23) < until - datetime.now(UTC) <= DAY
    assert await seats_taken(session) == 1


async def test_accepted_offer_is_a_place_told_once() -> None:
    session, bob, _ = await offered()
    await accept_offer(bob)
    await accept_offer(bob)
    assert (await state_of(bob), await seats_taken(session)) == ("confirmed", 1)
    assert (await facts())[-1] == "registration_confirmed"


async def test_declined_offer_goes_to_the_next() -> None:
    session, bob, carol = await offered()
    await decline_offer(bob)
    await decline_offer(bob)
    assert [await state_of(bob), await state_of(carol)] == ["cancelled", "offered"]
    assert (await facts())[-2:] == ["registration_cancelled", "registration_offered"]
    assert await seats_taken(session) == 1


async def test_expired_offer_goes_to_the_next() -> None:
    _, bob, carol = await offered()
    later = datetime.now(UTC) + DAY
    assert await expire_offers(later) == 1
    assert await expire_offers(later) == 0
    assert [await state_of(bob), await state_of(carol)] == ["cancelled", "offered"]
    assert (await facts())[-2:] == ["offer_expired", "registration_offered"]


async def test_offer_in_time_is_not_ended() -> None:
    _, bob, _ = await offered()
    assert await expire_offers() == 0
    assert await state_of(bob) == "offered"


async def test_offer_cannot_be_taken_after_its_time() -> None:
    _, bob, _ = await offered()
    with pytest.raises(OfferGone):
        await accept_offer(bob, now=datetime.now(UTC) + DAY)


async def test_who_waits_has_nothing_to_accept_or_decline() -> None:
    _, _, carol = await offered()
    with pytest.raises(OfferGone):
        await accept_offer(carol)
    with pytest.raises(OfferGone):
        await decline_offer(carol)


async def test_seat_that_comes_free_just_before_is_not_offered() -> None:
    _, bob, _ = await offered(starts_in=timedelta(hours=2))
    assert await state_of(bob) == "waiting"


async def test_offer_for_a_session_that_is_called_off_stays_as_it_was() -> None:
    session, bob, _ = await offered()
    await cancel_session(session, reason="Ziek")
    assert await expire_offers(datetime.now(UTC) + DAY) == 0
    assert await state_of(bob) == "offered"


async def test_sweep_offers_what_was_left_lying() -> None:
    session = await a_session(capacity=1)
    alice = await register(session=session, applicant=person("alice"))
    bob = await register(session=session, applicant=person("bob"))
    await execute("UPDATE registration SET state = 'cancelled' WHERE id = $1", alice.id)
    await execute("UPDATE session SET seats_taken = 0")
    assert await move_waiting_lists() == 1
    assert await state_of(bob.id) == "offered"


async def test_staff_promotes_somebody_at_once() -> None:
    session, bob, carol = await offered()
    with pytest.raises(Full):
        await promote_by_hand(carol, STAFF)
    await decline_offer(bob)
    assert await promote_by_hand(carol, STAFF, confirm=True) is RegistrationState.CONFIRMED
    assert (await state_of(carol), await seats_taken(session)) == ("confirmed", 1)


async def test_staff_promotes_before_those_who_came_earlier() -> None:
    session = await a_session(capacity=2)
    alice = await register(session=session, applicant=person("alice", 2))
    await register(session=session, applicant=person("bob", 2))
    carol = await register(session=session, applicant=person("carol"))
    await cancel_registration(alice.id, by="attendee")
    with pytest.raises(NotWaiting):
        await promote_by_hand(alice.id, STAFF)
    await execute("UPDATE session SET capacity = 3")
    assert await promote_by_hand(carol.id, STAFF) is RegistrationState.OFFERED


async def test_steps_tell_why() -> None:
    _, bob, carol = await offered()
    await decline_offer(bob)
    await promote_by_hand(carol, STAFF, confirm=True)
    told = [(step.state, step.reason, step.by, step.account) for step in await steps_of(carol)]
    assert told == [
        (RegistrationState.WAITING, StepReason.FULL, StepBy.ATTENDEE, None),
        (RegistrationState.OFFERED, StepReason.SEAT_FREE, StepBy.SYSTEM, None),
        (RegistrationState.CONFIRMED, StepReason.CHOSEN_BY_STAFF, StepBy.STAFF, STAFF),
    ]
    assert [step.reason for step in await steps_of(bob)][-1] is StepReason.DECLINED
