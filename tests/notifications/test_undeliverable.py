"""Addresses that mail came back from."""

import pytest

from database.transaction import execute, fetch_value
from notifications.undeliverable import (
    clear,
    forget_unused_bounces,
    is_undeliverable,
    note_bounce,
    status_of,
    stopped_among,
)
from tests.notifications.worlds import local, make_world

pytestmark = pytest.mark.usefixtures("database")
ALICE = "alice@reader.example"


async def test_bounce_for_good_makes_the_address_undeliverable_until_it_is_cleared() -> None:
    await note_bounce("Alice@reader.example", status="5.1.1", permanent=True)
    noted = (await is_undeliverable(ALICE), await status_of(ALICE))

    await clear("ALICE@reader.example")

    assert noted == (True, "5.1.1")
    assert await is_undeliverable(ALICE) is False


async def test_bounce_for_now_stops_nothing() -> None:
    await note_bounce(ALICE, status="4.2.2", permanent=False)

    assert await is_undeliverable(ALICE) is False


async def test_bounce_for_now_after_one_for_good_keeps_its_reason() -> None:
    await note_bounce(ALICE, status="5.1.1", permanent=True)
    await note_bounce(ALICE, status="4.2.2", permanent=False)

    assert await status_of(ALICE) == "5.1.1"
    assert await fetch_value("SELECT bounces FROM undeliverable_address") == 2


async def test_messages_to_an_undeliverable_address_are_stopped() -> None:
    world = await make_world()
    session = await world.session(local(14))
    people = [await world.person(session=session, email=email) for email in (ALICE, "bob@reader.example")]
    messages = [await _message(person) for person in people]

    await note_bounce(ALICE, status="5.1.1", permanent=True)

    assert await stopped_among(messages) == {messages[0]}


async def test_who_signed_up_since_the_bounce_is_written_to() -> None:
    world = await make_world()
    person = await world.person(session=await world.session(local(14)), email=ALICE, days_ago=0)
    message = await _message(person)

    await note_bounce(ALICE, status="5.1.1", permanent=True)
    await execute("UPDATE undeliverable_address SET last_at = now() - interval '1 day'")

    assert await stopped_among([message]) == set()


async def test_bounces_of_who_has_no_registration_any_more_are_forgotten() -> None:
    world = await make_world()
    await world.person(session=await world.session(local(14)), email="Alice@reader.example")
    for email in (ALICE, "bob@reader.example"):
        await note_bounce(email, status="5.1.1", permanent=True)

    await forget_unused_bounces()

    assert await fetch_value("SELECT array_agg(email) FROM undeliverable_address") == [ALICE]


async def _message(registration: object) -> object:
    return await fetch_value(
        "INSERT INTO message (id, kind, recipient, subject, registration, revision, payload, state, due_at, attempts,"
        " unconfirmed, created_at) SELECT gen_random_uuid(), 'confirmation', upper(email), id::text, id, 0, '{}',"
        " 'pending', now(), 0, 0, now() FROM registration WHERE id = $1 RETURNING id",
        registration,
    )
