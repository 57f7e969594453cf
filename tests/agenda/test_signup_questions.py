"""What an activity asks of who signs up: on the form, in the API, and in what is stored."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import fetch, fetch_row, fetch_value
from events.vocabulary import QuestionKind
from tests.agenda.signups import ALICE, ask, let_activity, reading, stored
from tests.builders import a_session

pytestmark = pytest.mark.usefixtures("database")

TEXT, CHOICE, TICK = QuestionKind.TEXT, QuestionKind.CHOICE, QuestionKind.TICK
BSN = "111222333"


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with reading() as client:
        yield client


async def answers() -> dict[int, str]:
    return {row["question"]: row["text"] for row in await fetch("SELECT question, text FROM answer")}


async def test_form_shows_each_kind_of_question(client: AsyncClient) -> None:
    session = await a_session()
    text, choice, tick = await ask(TEXT, CHOICE, TICK)
    page = (await client.get(f"/sessions/{session}/register")).text
    shown = re.findall(r'type="(\w+)" name="(answer-\d+)"[^>]* value="(\w*)"', re.sub(r'id="[^"]*" ', "", page))
    shown += [("text", name, "") for name in re.findall(r'name="(answer-\d+)" type="text"', page)]
    assert sorted(shown) == sorted(
        [
            ("text", f"answer-{text}", ""),
            ("radio", f"answer-{choice}", "Koffie"),
            ("radio", f"answer-{choice}", "Thee"),
            ("checkbox", f"answer-{tick}", "yes"),
        ]
    )
    assert "Write nothing about your health here, and no BSN." in page


async def test_answers_are_kept(client: AsyncClient) -> None:
    session = await a_session()
    text, choice, tick = await ask(TEXT, CHOICE, TICK)
    form = ALICE | {f"answer-{text}": " Mijn tablet ", f"answer-{choice}": "Thee", f"answer-{tick}": "yes"}
    answer = await client.post(f"/sessions/{session}/register", data=form)
    assert answer.status_code == 303
    assert await answers() == {text: "Mijn tablet", choice: "Thee", tick: "yes"}


async def test_all_answers_that_are_wrong_are_named_at_once_with_their_question(client: AsyncClient) -> None:
    session = await a_session()
    text, choice = await ask(TEXT, CHOICE, required=True)
    form = ALICE | {"name": "", f"answer-{choice}": "Bier"}
    answer = await client.post(f"/sessions/{session}/register", data=form)
    assert re.findall(r'href="#field-([\w-]+)">([^<]*)</a>', answer.text) == [
        ("name", "Your name: Fill this in."),
        (f"answer-{text}", "Vraag 0? Answer this question."),
        (f"answer-{choice}", "Vraag 1? Choose one of the answers."),
    ]
    assert (answer.status_code, await stored()) == (400, 0)


async def test_answers_stay_when_something_else_is_wrong(client: AsyncClient) -> None:
    session = await a_session()
    text, choice, tick = await ask(TEXT, CHOICE, TICK)
    form = {f"answer-{text}": "<tablet>", f"answer-{choice}": "Thee", f"answer-{tick}": "yes"}
    page = (await client.post(f"/sessions/{session}/register", data=form)).text
    assert 'value="&lt;tablet&gt;"' in page
    assert 'value="Thee" checked' in page
    assert 'value="yes" checked' in page


async def test_names_of_who_come_along_are_asked_when_the_activity_does(client: AsyncClient) -> None:
    session = await a_session()
    assert 'name="companions"' not in (await client.get(f"/sessions/{session}/register")).text
    await let_activity(asks_names=True)
    form = ALICE | {"party_size": "3", "companions": "Bob\r\n\r\n Carol "}
    assert (await client.post(f"/sessions/{session}/register", data=form)).status_code == 303
    assert await fetch_value("SELECT companions FROM registration") == ["Bob", "Carol"]


@pytest.mark.parametrize(
    ("companions", "said"),
    [
        ("Bob", "Give the name of everybody who comes along."),
        ("Bob\nCarol\nDora", "These are more names than the number of people you come with."),
    ],
)
async def test_names_that_do_not_match_the_number_are_named(client: AsyncClient, companions: str, said: str) -> None:
    session = await a_session()
    await let_activity(asks_names=True)
    form = ALICE | {"party_size": "3", "companions": companions}
    answer = await client.post(f"/sessions/{session}/register", data=form)
    assert f'href="#field-companions">Who come with you? {said}</a>' in answer.text


async def test_access_needs_are_asked_with_what_happens_to_them(client: AsyncClient) -> None:
    session = await a_session()
    await let_activity(asks_access_needs=True)
    page = (await client.get(f"/sessions/{session}/register")).text
    await client.post(f"/sessions/{session}/register", data=ALICE | {"access_needs": "Een plek vooraan"})
    assert "We delete it after the activity." in page
    assert await fetch_value("SELECT access_needs FROM registration") == "Een plek vooraan"


@pytest.mark.parametrize("field", ["name", "companions", "note", "access_needs", "answer"])
async def test_citizen_number_is_refused_in_every_free_text(client: AsyncClient, field: str) -> None:
    session = await a_session()
    (question,) = await ask(TEXT)
    await let_activity(asks_names=True, asks_access_needs=True)
    name = f"answer-{question}" if field == "answer" else field
    form = ALICE | {"party_size": "2", "companions": "Bob"} | {name: f"Mijn nummer: {BSN}"}
    answer = await client.post(f"/sessions/{session}/register", data=form)
    assert re.findall(r'href="#field-([\w-]+)"', answer.text) == [name]
    assert "A number here looks like a BSN." in answer.text
    assert (answer.status_code, await stored()) == (400, 0)


async def test_telephone_number_in_a_note_is_no_citizen_number(client: AsyncClient) -> None:
    session = await a_session()
    answer = await client.post(
        f"/sessions/{session}/register", data=ALICE | {"note": "Bel 06-11122233 of 010 111 22 23"}
    )
    assert answer.status_code == 303


async def test_program_answers_by_the_id_of_the_question(client: AsyncClient) -> None:
    session = await a_session()
    (text,) = await ask(TEXT, required=True)
    address = f"/api/v1/sessions/{session}/registrations"
    body = {"name": "Alice", "email": "alice@reader.example"}
    missing = await client.post(address, json=body)
    given = await client.post(address, json=body | {"answers": {str(text): "Mijn tablet"}})
    assert (missing.status_code, missing.json()["code"]) == (400, "answer_missing")
    assert (given.status_code, await answers()) == (201, {text: "Mijn tablet"})


async def test_program_is_refused_a_citizen_number(client: AsyncClient) -> None:
    session = await a_session()
    body = {"name": "Alice", "email": "alice@reader.example", "note": f"bsn {BSN}"}
    answer = await client.post(f"/api/v1/sessions/{session}/registrations", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "citizen_number")


async def test_program_reads_what_an_activity_asks(client: AsyncClient) -> None:
    await a_session()
    (choice,) = await ask(CHOICE, required=True)
    await let_activity(asks_names=True)
    slug = (await fetch_row("SELECT slug FROM activity") or {})["slug"]
    activity = (await client.get(f"/api/v1/activities/{slug}")).json()
    assert (activity["asks_names"], activity["asks_access_needs"]) == (True, False)
    assert activity["questions"] == [
        {"id": choice, "kind": "choice", "text": "Vraag 0?", "choices": ["Koffie", "Thee"], "required": True}
    ]
