"""Signing up on paper-simple pages: what is stored, what is said, and what happens in between."""

import re
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_value
from events.vocabulary import Form, RegistrationPolicy
from tests.application import visitor
from tests.builders import a_session, an_edition, seats_taken

pytestmark = pytest.mark.usefixtures("database")

ALICE = {"name": "Alice Jansen", "email": "alice@reader.example", "party_size": "2"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with visitor("https://agenda.example", headers={"Accept-Language": "en"}) as client:
        client.follow_redirects = True
        yield client


async def registrations() -> int:
    count: int = await fetch_value("SELECT count(*) FROM registration")
    return count


async def test_form_asks_for_little_and_warns_about_health(client: AsyncClient) -> None:
    answer = await client.get(f"/sessions/{await a_session()}/register")
    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', answer.text)
    assert fields == ["key", "when_full", "name", "email", "phone", "party_size", "note", "website"]
    assert "BSN" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_sign_up_gives_a_place_and_leads_to_the_result(client: AsyncClient) -> None:
    session = await a_session(capacity=4)
    answer = await client.post(f"/sessions/{session}/register", data=ALICE, follow_redirects=False)
    result = await client.get(answer.headers["location"])
    assert (answer.status_code, result.status_code) == (303, 200)
    assert "You have a place" in result.text
    assert f"/sessions/{session}.ics" in result.text
    assert await seats_taken(session) == 2


async def test_sign_up_keeps_the_language_of_the_reader(client: AsyncClient) -> None:
    await client.post(f"/sessions/{await a_session()}/register", data=ALICE)
    assert await fetch_value("SELECT locale FROM registration") == "en"


async def test_sign_up_twice_with_one_form_stores_one(client: AsyncClient) -> None:
    session = await a_session()
    form = ALICE | {"key": "of-this-form"}
    first = await client.post(f"/sessions/{session}/register", data=form, follow_redirects=False)
    second = await client.post(f"/sessions/{session}/register", data=form, follow_redirects=False)
    assert first.headers["location"] == second.headers["location"]
    assert await registrations() == 1


async def test_every_form_has_a_key_of_its_own(client: AsyncClient) -> None:
    session = await a_session()
    pages = [(await client.get(f"/sessions/{session}/register")).text for _ in range(2)]
    keys = {re.findall(r'name="key" value="([^"]+)"', page)[0] for page in pages}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("wrong", "name", "said"),
    [
        ({"name": " "}, "name", "Your name: Fill this in."),
        ({"email": "alice"}, "email", "Your e-mail address: Write an e-mail address, such as name@example.org."),
        (
            {"email": ""},
            "email",
            "Your e-mail address: Give an e-mail address or a telephone number, so that we can reach you.",
        ),
        ({"party_size": "many"}, "party_size", "With how many do you come, yourself included? Write a whole number."),
    ],
)
async def test_sign_up_with_a_mistake_says_so_beside_the_field(
    client: AsyncClient, wrong: dict[str, str], name: str, said: str
) -> None:
    answer = await client.post(f"/sessions/{await a_session()}/register", data=ALICE | wrong)
    assert answer.status_code == 400
    assert f'href="#field-{name}">{said}</a>' in answer.text
    assert f'id="error-{name}"' in answer.text
    assert await registrations() == 0


async def test_sign_up_with_nothing_names_all_that_is_missing_at_once(client: AsyncClient) -> None:
    answer = await client.post(f"/sessions/{await a_session()}/register", data={})
    assert re.findall(r'href="#field-(\w+)"', answer.text) == ["name", "email"]


async def test_sign_up_with_a_mistake_keeps_what_was_typed(client: AsyncClient) -> None:
    answer = await client.post(f"/sessions/{await a_session()}/register", data=ALICE | {"email": "<alice>"})
    assert 'value="Alice Jansen"' in answer.text
    assert 'value="&lt;alice&gt;"' in answer.text


async def test_sign_up_by_phone_alone_is_enough(client: AsyncClient) -> None:
    form = {"name": "Bob", "phone": "06 1234 5678"}
    answer = await client.post(f"/sessions/{await a_session()}/register", data=form)
    assert (answer.status_code, await registrations()) == (200, 1)
    assert "Keep the address of this page" in answer.text


async def test_sign_up_with_the_same_address_is_refused_beside_it(client: AsyncClient) -> None:
    session = await a_session()
    await client.post(f"/sessions/{session}/register", data=ALICE)
    answer = await client.post(f"/sessions/{session}/register", data=ALICE | {"email": "ALICE@reader.example"})
    assert answer.status_code == 409
    assert (
        'href="#field-email">Your e-mail address: You have already signed up with this e-mail address.' in answer.text
    )


async def test_full_session_offers_the_waiting_list_in_words(client: AsyncClient) -> None:
    session = await a_session(capacity=2)
    await client.post(f"/sessions/{session}/register", data=ALICE)
    form = await client.get(f"/sessions/{session}/register")
    answer = await client.post(f"/sessions/{session}/register", data={"name": "Bob", "email": "bob@reader.example"})
    assert "Put me on the waiting list" in form.text
    assert "You are number 1 on the list." in answer.text


async def test_full_session_without_waiting_list_shows_a_way_on(client: AsyncClient) -> None:
    edition = await an_edition(waiting_list=False)
    session = await a_session(edition=edition, capacity=2)
    await client.post(f"/sessions/{session}/register", data=ALICE)
    answer = await client.post(f"/sessions/{session}/register", data={"name": "Bob", "email": "bob@reader.example"})
    assert answer.status_code == 409
    assert "All places are taken" in answer.text
    assert "See other times and places" in answer.text


async def test_session_cancelled_while_the_form_was_open_shows_a_way_on(client: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", session)
    answer = await client.post(f"/sessions/{session}/register", data=ALICE)
    assert (answer.status_code, await registrations()) == (409, 0)
    assert "This does not go on" in answer.text
    assert "See other times and places" in answer.text


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (RegistrationPolicy.DESK, "You sign up at the library"),
        (RegistrationPolicy.NONE, "You need not sign up here"),
        (RegistrationPolicy.EXTERNAL, "You sign up on another website"),
    ],
)
async def test_activity_that_takes_no_names_here_says_where(
    client: AsyncClient, policy: RegistrationPolicy, said: str
) -> None:
    session = await a_session(edition=await an_edition(policy=policy))
    answer = await client.get(f"/sessions/{session}/register")
    assert said in answer.text
    assert "<form" not in answer.text


async def test_session_of_a_group_leads_to_the_form_of_the_group(client: AsyncClient) -> None:
    edition = await an_edition(form=Form.COHORT)
    session = await a_session(edition=edition)
    answer = await client.get(f"/sessions/{session}/register", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/editions/{edition.id}/register")


async def test_sign_up_for_a_group_takes_a_seat_of_the_edition(client: AsyncClient) -> None:
    edition = await an_edition(form=Form.COHORT, capacity=8)
    await a_session(edition=edition)
    answer = await client.post(f"/editions/{edition.id}/register", data=ALICE)
    assert f"/editions/{edition.id}.ics" in answer.text
    assert [row["seats_taken"] for row in await fetch("SELECT seats_taken FROM edition")] == [2]


@pytest.mark.parametrize("kind", ["sessions", "editions"])
async def test_form_of_what_does_not_exist_is_404(client: AsyncClient, kind: str) -> None:
    unknown: UUID = uuid4()
    answers = [
        await client.get(f"/{kind}/{unknown}/register"),
        await client.post(f"/{kind}/{unknown}/register", data=ALICE),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_draft_is_not_shown(client: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE activity SET state = 'draft'")
    assert (await client.get(f"/sessions/{session}/register")).status_code == 404
