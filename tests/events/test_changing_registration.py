from uuid import UUID

import pytest

from database.transaction import execute, fetch_row, fetch_value
from events.cancelling import cancel_registration
from events.changing_registration import RegistrationValues, change_registration
from events.errors import (
    AnswerMissing,
    AnswerUnknown,
    CompanionsMissing,
    NotAsked,
    NotComing,
    PartyTooLarge,
    SeatsShort,
    UnknownQuestion,
)
from events.registering import Applicant, register
from events.tables import Question
from events.vocabulary import QuestionKind
from tests.builders import a_session, an_edition, facts, seats_taken, state_of

pytestmark = pytest.mark.usefixtures("database")

STAFF = 7


def person(name: str, party_size: int = 1, **more: object) -> Applicant:
    values = {"name": name, "email": f"{name}@reader.example", "party_size": party_size} | more
    return Applicant.model_validate(values)


async def sign_up(session: UUID, name: str, party_size: int = 1) -> UUID:
    return (await register(session=session, applicant=person(name, party_size))).id


async def resize(registration: UUID, party_size: int, *, by_staff: int | None = None) -> None:
    await change_registration(registration, RegistrationValues(party_size=party_size), by_staff=by_staff)


async def a_question(activity: int, kind: QuestionKind, *, choices: tuple[str, ...] = (), position: int = 1) -> int:
    question = Question(
        activity=activity, position=position, kind=kind, text="Wat wil je?", choices=list(choices), required=True
    )
    await question.save()
    return question.id


async def test_larger_party_takes_seats_and_is_told_each_time() -> None:
    session = await a_session(capacity=4)
    alice = await sign_up(session, "alice")
    await resize(alice, 3)
    await resize(alice, 3)
    await resize(alice, 4)
    assert await seats_taken(session) == 4
    assert await facts() == ["registration_confirmed", "registration_changed", "registration_changed"]
    assert await fetch_value("SELECT max(payload ->> 'revision') FROM fact") == "2"


async def test_smaller_party_leaves_its_seats_to_who_waits() -> None:
    session = await a_session(capacity=3)
    alice = await sign_up(session, "alice", 3)
    bob = await sign_up(session, "bob")
    await resize(alice, 2)
    assert (await state_of(bob), await seats_taken(session)) == ("offered", 3)


async def test_larger_party_than_there_are_seats_is_refused() -> None:
    session = await a_session(capacity=3)
    alice = await sign_up(session, "alice")
    await sign_up(session, "bob")
    with pytest.raises(SeatsShort) as refused:
        await resize(alice, 3)
    assert refused.value.details == {"left": 1}
    with pytest.raises(PartyTooLarge):
        await resize(alice, 4)
    assert await seats_taken(session) == 2


async def test_larger_party_does_not_pass_who_waits() -> None:
    session = await a_session(capacity=3)
    alice = await sign_up(session, "alice", 2)
    await sign_up(session, "bob", 2)
    with pytest.raises(SeatsShort):
        await resize(alice, 3)


async def test_staff_enlarges_a_party_with_the_seats_of_the_desk() -> None:
    session = await a_session(capacity=3)
    alice = await sign_up(session, "alice")
    await execute("UPDATE session SET desk_seats = 2")
    with pytest.raises(SeatsShort):
        await resize(alice, 2)
    await resize(alice, 2, by_staff=STAFF)
    assert await seats_taken(session) == 2


async def test_party_that_waits_takes_no_seats() -> None:
    session = await a_session(capacity=2)
    await sign_up(session, "alice", 2)
    bob = await sign_up(session, "bob")
    await resize(bob, 2)
    assert (await state_of(bob), await seats_taken(session)) == ("waiting", 2)


async def test_registration_that_has_ended_stays_as_it_was() -> None:
    alice = await sign_up(await a_session(capacity=2), "alice")
    await cancel_registration(alice, by="attendee")
    with pytest.raises(NotComing):
        await resize(alice, 2)


async def test_note_changes_without_a_mail() -> None:
    alice = await sign_up(await a_session(capacity=2), "alice")
    await change_registration(alice, RegistrationValues(note="Ik kom wat later"))
    assert await fetch_value("SELECT note FROM registration") == "Ik kom wat later"
    assert await facts() == ["registration_confirmed"]


async def test_answers_are_kept_with_the_registration_and_replaced() -> None:
    edition = await an_edition()
    session = await a_session(edition=edition, capacity=5)
    what = await a_question(edition.activity, QuestionKind.CHOICE, choices=("Thee", "Koffie"))
    alice = (await register(session=session, applicant=person("alice", answers={what: "Thee"}))).id
    assert await fetch_value("SELECT text FROM answer WHERE registration = $1", alice) == "Thee"
    await change_registration(alice, RegistrationValues(answers={what: "Koffie"}))
    assert await fetch_value("SELECT text FROM answer WHERE registration = $1", alice) == "Koffie"


async def test_answers_that_do_not_fit_the_questions_are_refused() -> None:
    edition = await an_edition()
    session = await a_session(edition=edition, capacity=5)
    choice = await a_question(edition.activity, QuestionKind.CHOICE, choices=("Thee", "Koffie"))
    tick = await a_question(edition.activity, QuestionKind.TICK, position=2)
    for answers, refusal, field in (
        ({}, AnswerMissing, f"answers.{choice}"),
        ({choice: "Bier", tick: "yes"}, AnswerUnknown, f"answers.{choice}"),
        ({choice: "Thee", tick: "no"}, AnswerUnknown, f"answers.{tick}"),
        ({choice: "Thee", tick: "yes", 0: "x"}, UnknownQuestion, "answers.0"),
    ):
        with pytest.raises(refusal) as refused:
            await register(session=session, applicant=person("alice", answers=answers))
        assert refused.value.field == field
    assert await fetch_row("SELECT FROM registration") is None


async def test_names_of_companions_are_asked_where_the_activity_does() -> None:
    edition = await an_edition()
    session = await a_session(edition=edition, capacity=5)
    with pytest.raises(NotAsked):
        await register(session=session, applicant=person("alice", 2, companions=["Bob"]))
    with pytest.raises(NotAsked):
        await register(session=session, applicant=person("alice", access_needs="Rolstoel"))
    await execute("UPDATE activity SET asks_names = true, asks_access_needs = true")
    with pytest.raises(CompanionsMissing):
        await register(session=session, applicant=person("alice", 2))
    await register(session=session, applicant=person("alice", 2, companions=["Bob"], access_needs="Rolstoel"))
    row = await fetch_row("SELECT companions, access_needs FROM registration")
    assert dict(row or {}) == {"companions": ["Bob"], "access_needs": "Rolstoel"}
