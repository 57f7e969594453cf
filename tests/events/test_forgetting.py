"""Leaving: what is to come is given back, the person goes and what is counted stays."""

from datetime import timedelta
from uuid import UUID

import pytest

from database.transaction import execute, fetch_row, fetch_value
from events.asking import keep_answers
from events.attending import mark_attendance
from events.forgetting import NOBODY, forget_registrations, registrations_of
from events.registering import Applicant, register
from events.tables import Edition, Question
from events.vocabulary import Form, Presence, QuestionKind
from tests.builders import a_session, an_edition, seats_taken, state_of

pytestmark = pytest.mark.usefixtures("database")

PERSONAL = "SELECT name, email, phone, note, companions, access_needs, idempotency_hash FROM registration WHERE id = $1"


async def sign_up(name: str, session: UUID | None = None, *, edition: UUID | None = None, party: int = 1) -> UUID:
    applicant = Applicant(
        name=name, email=f"{name.lower()}@reader.example", phone="06 1234 5678", note="Ik kom later", party_size=party
    )
    key = f"key of {name}"
    return (await register(session=session, edition=edition, applicant=applicant, idempotency_key=key)).id


async def held(session: UUID) -> None:
    await execute(
        "UPDATE session SET starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' WHERE id = $1",
        session,
    )


async def test_who_leaves_is_nobody_any_more() -> None:
    alice = await sign_up("Alice", await a_session())
    await execute("UPDATE registration SET companions = '{Bob}', access_needs = 'Een stoel vooraan'")
    await forget_registrations([alice])
    assert tuple(await fetch_row(PERSONAL, alice) or ()) == (NOBODY, None, None, "", [], "", None)
    assert await fetch_value("SELECT anonymised_at IS NOT NULL FROM registration") is True


async def test_seat_to_come_goes_to_the_next_who_waits() -> None:
    session = await a_session(capacity=1)
    alice, bob = [await sign_up(name, session) for name in ("Alice", "Bob")]
    forgotten = await forget_registrations([alice])
    assert (forgotten.given_back, await state_of(alice), await state_of(bob)) == (1, "cancelled", "offered")


async def test_what_has_been_is_still_counted() -> None:
    session = await a_session(capacity=5)
    alice = await sign_up("Alice", session, party=3)
    await held(session)
    await mark_attendance(session=session, marks={alice: Presence.PRESENT})
    before = await fetch_row("SELECT state, party_size FROM registration")
    forgotten = await forget_registrations([alice])
    assert (forgotten.given_back, await fetch_row("SELECT state, party_size FROM registration")) == (0, before)
    assert await seats_taken(session) == 3
    assert await fetch_value("SELECT count(*) FROM attendance WHERE presence = 'present'") == 1


async def test_group_with_a_meeting_to_come_is_given_back() -> None:
    edition = await an_edition(form=Form.GUIDED_TRACK, capacity=2)
    await a_session(edition=edition, starts_in=timedelta(days=-7))
    await a_session(edition=edition, starts_in=timedelta(days=7))
    alice = await sign_up("Alice", edition=edition.id)
    await forget_registrations([alice])
    taken = (await Edition.objects().get(Edition.id == edition.id)).seats_taken  # type: ignore[union-attr]
    assert (await state_of(alice), taken) == ("cancelled", 0)


async def test_answers_and_errors_of_facts_go_too() -> None:
    edition = await an_edition()
    alice = await sign_up("Alice", await a_session(edition=edition))
    question = Question(activity=edition.activity, position=1, kind=QuestionKind.TEXT, text="Welke telefoon?")
    await question.save()
    await keep_answers(alice, {question.id: "Een oude"})
    await execute("UPDATE fact SET last_error = 'ValueError: alice@reader.example'")
    await forget_registrations([alice])
    counts = "SELECT (SELECT count(*) FROM answer), (SELECT count(*) FROM fact WHERE last_error IS NOT NULL)"
    assert tuple(await fetch_row(counts) or ()) == (0, 0)


async def test_others_stay_as_they_are() -> None:
    session = await a_session()
    alice, bob = [await sign_up(name, session) for name in ("Alice", "Bob")]
    await forget_registrations([alice])
    row = await fetch_row(PERSONAL, bob)
    assert row is not None
    assert (row["name"], row["email"], await state_of(bob)) == ("Bob", "bob@reader.example", "confirmed")


async def test_leaving_twice_changes_nothing() -> None:
    session = await a_session(capacity=5)
    alice = await sign_up("Alice", session)
    await forget_registrations([alice])
    before = await fetch_row("SELECT * FROM registration")
    await forget_registrations([alice])
    assert (await fetch_row("SELECT * FROM registration"), await seats_taken(session)) == (before, 0)


async def test_registrations_of_an_address_are_found_however_it_is_written() -> None:
    session, other = await a_session(), await a_session()
    alice = [await sign_up("Alice", each) for each in (session, other)]
    await sign_up("Bob", session)
    assert await registrations_of(" ALICE@Reader.example ") == alice
