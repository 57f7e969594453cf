"""Changing a registration on its own page."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from httpx import AsyncClient

from agenda.own_links import mailed_token
from database.transaction import execute, fetch_row, fetch_value
from events.cancelling import cancel_registration
from events.registering import Applicant, register
from events.tables import Edition, Question
from events.vocabulary import QuestionKind
from tests.builders import a_session, an_edition, facts, seats_taken, state_of


async def sign_up(session: UUID, name: str = "Alice", party: int = 1) -> UUID:
    applicant = Applicant(name=name, email=f"{name.lower()}@reader.example", party_size=party, note="Ik kom later")
    return (await register(session=session, applicant=applicant)).id


def form_of(registration: UUID) -> str:
    return f"/my/{mailed_token(registration)}/change"


async def ask(edition: Edition, text: str, kind: QuestionKind, choices: Sequence[str] = ()) -> int:
    position = 1 + await fetch_value("SELECT count(*) FROM question")
    question = Question(activity=edition.activity, position=position, kind=kind, text=text, choices=list(choices))
    await question.save()
    return int(question.id)


async def test_form_shows_what_was_filled_in(reader: AsyncClient) -> None:
    alice = await sign_up(await a_session(), party=3)
    answer = await reader.get(form_of(alice))
    assert (answer.status_code, ">Ik kom later<" in answer.text) == (200, True)
    assert 'value="3" selected' in answer.text


async def test_fewer_people_leave_seats_and_the_page_says_so(reader: AsyncClient) -> None:
    session = await a_session(capacity=5)
    alice = await sign_up(session, party=3)
    answer = await reader.post(form_of(alice), data={"party_size": "1", "note": "Tot dan"})
    after = await reader.get(answer.headers["location"])
    assert (answer.status_code, await seats_taken(session)) == (303, 1)
    assert await fetch_value("SELECT note FROM registration") == "Tot dan"
    assert "Je wijziging is opgeslagen." in after.text
    assert (await facts())[-1] == "registration_changed"


async def test_more_people_than_seats_is_refused_in_words(reader: AsyncClient) -> None:
    session = await a_session(capacity=3)
    alice = await sign_up(session, party=2)
    await sign_up(session, "Bob")
    answer = await reader.post(form_of(alice), data={"party_size": "3", "note": "Tot dan"})
    assert (answer.status_code, "leeragenda-error-summary" in answer.text) == (409, True)
    assert ">Tot dan<" in answer.text
    assert (await seats_taken(session), await fetch_value("SELECT min(note) FROM registration")) == (3, "Ik kom later")


@pytest.mark.parametrize("size", ["", "0", "-1", "twee", "21", "9" * 5000, "２"])
async def test_number_of_people_that_is_none_is_said_beside_the_field(reader: AsyncClient, size: str) -> None:
    alice = await sign_up(await a_session())
    answer = await reader.post(form_of(alice), data={"party_size": size})
    if size == "２":  # another two is a two
        assert answer.status_code == 303
    else:
        assert (answer.status_code, 'id="error-party_size"' in answer.text) == (400, True)


async def test_answers_names_and_needs_are_changed(reader: AsyncClient) -> None:
    edition = await an_edition()
    alice = await sign_up(await a_session(edition=edition), party=2)
    await execute("UPDATE activity SET asks_names = true, asks_access_needs = true")
    phone = await ask(edition, "Welke telefoon?", QuestionKind.TEXT)
    moment = await ask(edition, "Wanneer?", QuestionKind.CHOICE, ["Ochtend", "Middag"])
    filled = {
        "party_size": "2",
        "companions": "Bob\n\n",
        "access_needs": "Een stoel vooraan",
        f"answer-{phone}": "Een oude",
        f"answer-{moment}": "Middag",
    }
    await reader.post(form_of(alice), data=filled)
    row = await fetch_row("SELECT companions, access_needs, note FROM registration")
    answers = await fetch_value("SELECT jsonb_object_agg(question, text)::text FROM answer")
    shown = (await reader.get(form_of(alice))).text
    assert tuple(row or ()) == (["Bob"], "Een stoel vooraan", "")
    assert answers == f'{{"{phone}": "Een oude", "{moment}": "Middag"}}'
    assert all(text in shown for text in ("Bob", "Een stoel vooraan", "Een oude"))


async def test_wrong_answer_is_said_beside_its_question(reader: AsyncClient) -> None:
    edition = await an_edition()
    alice = await sign_up(await a_session(edition=edition))
    moment = await ask(edition, "Wanneer?", QuestionKind.CHOICE, ["Ochtend", "Middag"])
    answer = await reader.post(form_of(alice), data={"party_size": "1", f"answer-{moment}": "Nacht"})
    assert (answer.status_code, f'id="error-answer-{moment}"' in answer.text) == (400, True)


async def test_what_was_given_back_is_not_changed(reader: AsyncClient) -> None:
    alice = await sign_up(await a_session())
    await cancel_registration(alice, by="attendee")
    for answer in (await reader.get(form_of(alice)), await reader.post(form_of(alice), data={"party_size": "2"})):
        assert (answer.status_code, answer.headers["location"]) == (303, f"/my/{mailed_token(alice)}")
    assert (await state_of(alice), await fetch_value("SELECT party_size FROM registration")) == ("cancelled", 1)


async def test_broken_link_changes_nothing(reader: AsyncClient) -> None:
    alice = await sign_up(await a_session())
    broken = f"/my/{mailed_token(alice)[:-3]}/change"
    answers = [await reader.get(broken), await reader.post(broken, data={"party_size": "2"})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert await fetch_value("SELECT party_size FROM registration") == 1
