from uuid import uuid4

import pytest

from database.transaction import fetch_value
from events.cancelling import cancel_registration
from events.errors import UnknownRegistration
from events.registering import Applicant, register
from tests.builders import a_session, facts, seats_taken, state_of


def person(name: str, party_size: int = 1) -> Applicant:
    return Applicant(name=name, email=f"{name}@reader.example", party_size=party_size)


async def test_cancel_frees_the_seats_and_counts_the_invitation_up(database: None) -> None:
    session = await a_session(capacity=5)
    alice = await register(session=session, applicant=person("alice", 3))
    await cancel_registration(alice.id, by="attendee")
    assert await seats_taken(session) == 0
    assert await fetch_value("SELECT invitation_offset FROM registration WHERE id = $1", alice.id) == 1
    assert await facts() == ["registration_confirmed", "registration_cancelled"]


async def test_cancel_twice_changes_nothing_more(database: None) -> None:
    session = await a_session(capacity=5)
    alice = await register(session=session, applicant=person("alice"))
    await cancel_registration(alice.id, by="attendee")
    await cancel_registration(alice.id, by="attendee")
    assert await seats_taken(session) == 0
    assert await facts() == ["registration_confirmed", "registration_cancelled"]


async def test_cancel_offers_the_seat_to_the_first_who_waits(database: None) -> None:
    session = await a_session(capacity=1)
    alice = await register(session=session, applicant=person("alice"))
    bob = await register(session=session, applicant=person("bob"))
    carol = await register(session=session, applicant=person("carol"))
    await cancel_registration(alice.id, by="attendee")
    assert [await state_of(bob.id), await state_of(carol.id)] == ["offered", "waiting"]
    assert await seats_taken(session) == 1
    assert (await facts())[-2:] == ["registration_cancelled", "registration_offered"]


async def test_cancel_of_a_large_party_that_waits_lets_those_behind_it_in(database: None) -> None:
    session = await a_session(capacity=2)
    await register(session=session, applicant=person("alice"))
    large = await register(session=session, applicant=person("bob", 2))
    small = await register(session=session, applicant=person("carol"))
    await cancel_registration(large.id, by="attendee")
    assert await state_of(small.id) == "offered"
    assert await seats_taken(session) == 2


async def test_cancel_of_an_unknown_registration_is_refused(database: None) -> None:
    with pytest.raises(UnknownRegistration):
        await cancel_registration(uuid4(), by="attendee")
