"""What is asked before somebody is signed up, what changed while the form was open, and what is sent twice."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch, fetch_value
from events.vocabulary import RegistrationPolicy
from tests.agenda.signups import ALICE, hidden, reading, stored
from tests.builders import a_session, an_edition, seats_taken

pytestmark = pytest.mark.usefixtures("database")

BOB = {"name": "Bob", "email": "bob@reader.example", "party_size": "1"}
TYPO = ALICE | {"email": "alice@gmial.com"}
OPEN = {"when_full": "ask"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with reading() as client:
        yield client


def buttons(answer: Response) -> list[tuple[str, str]]:
    """Name and value of the buttons that send a choice, in order."""
    return re.findall(r'<button [^>]*type="submit" name="(\w+)" value="([^"]*)"', answer.text)


async def send(client: AsyncClient, session: object, form: dict[str, str]) -> Response:
    return await client.post(f"/sessions/{session}/register", data=form)


async def test_typo_in_a_mail_address_is_asked_about_once(client: AsyncClient) -> None:
    session = await a_session()
    asked = await send(client, session, TYPO)
    assert "Do you mean alice@gmail.com?" in asked.text
    assert buttons(asked) == [("chosen_mail", "alice@gmail.com"), ("chosen_mail", "alice@gmial.com")]
    assert (asked.status_code, await stored()) == (400, 0)


@pytest.mark.parametrize("chosen", ["alice@gmail.com", "alice@gmial.com"])
async def test_chosen_mail_address_is_taken(client: AsyncClient, chosen: str) -> None:
    session = await a_session()
    asked = await send(client, session, TYPO)
    form = TYPO | {"asked_mail": hidden(asked.text, "asked_mail"), "chosen_mail": chosen}
    assert (await send(client, session, form)).status_code == 303
    assert await fetch_value("SELECT email FROM registration") == chosen


async def test_address_typed_anew_goes_before_the_choice(client: AsyncClient) -> None:
    session = await a_session()
    form = TYPO | {"email": "alice@hotmial.com", "asked_mail": "alice@gmial.com", "chosen_mail": "alice@gmail.com"}
    asked = await send(client, session, form)
    assert "Do you mean alice@hotmail.com?" in asked.text


async def test_typo_is_asked_about_beside_what_is_wrong(client: AsyncClient) -> None:
    session = await a_session()
    asked = await send(client, session, TYPO | {"name": ""})
    assert "Do you mean alice@gmail.com?" in asked.text
    assert re.findall(r'href="#field-(\w+)"', asked.text) == ["name"]


async def test_party_larger_than_all_places_may_only_come_with_fewer(client: AsyncClient) -> None:
    session = await a_session(capacity=3)
    asked = await send(client, session, ALICE | OPEN | {"party_size": "4"})
    assert "There are 3 places left" in asked.text
    assert buttons(asked) == [("chosen_size", "3")]
    assert "on the waiting list" not in asked.text
    assert (asked.status_code, await stored()) == (409, 0)


async def test_party_that_does_not_fit_comes_with_fewer(client: AsyncClient) -> None:
    session = await a_session(capacity=4)
    await send(client, session, BOB | {"party_size": "2"})
    form = ALICE | OPEN | {"party_size": "3"}
    asked = await send(client, session, form)
    assert (asked.status_code, await seats_taken(session)) == (409, 2)
    assert "There are 2 places left" in asked.text
    assert buttons(asked) == [("chosen_size", "2")]
    form = ALICE | {"party_size": "3", "asked_size": hidden(asked.text, "asked_size"), "chosen_size": "2"}
    assert (await send(client, session, form)).status_code == 303
    assert await seats_taken(session) == 4


async def test_party_that_does_not_fit_waits_together(client: AsyncClient) -> None:
    session = await a_session(capacity=4)
    await send(client, session, BOB | {"party_size": "2"})
    asked = await send(client, session, ALICE | OPEN | {"party_size": "3"})
    assert "Put all 3 of us on the waiting list" in asked.text
    assert hidden(asked.text, "when_full") == ""
    await send(client, session, ALICE | {"party_size": "3", "when_full": hidden(asked.text, "when_full")})
    assert await fetch_value("SELECT party_size FROM registration WHERE state = 'waiting'") == 3


async def test_party_that_does_not_fit_without_waiting_list_may_come_with_fewer(client: AsyncClient) -> None:
    session = await a_session(edition=await an_edition(waiting_list=False), capacity=4)
    await send(client, session, BOB | {"party_size": "2"})
    asked = await send(client, session, ALICE | {"party_size": "3"})
    assert "You can come with fewer people." in asked.text
    assert buttons(asked) == [("chosen_size", "2")]
    assert await seats_taken(session) == 2


async def test_number_changed_after_the_question_goes_before_the_choice(client: AsyncClient) -> None:
    session = await a_session(capacity=4)
    form = ALICE | {"party_size": "4", "asked_size": "3", "chosen_size": "2"}
    await send(client, session, form)
    assert await seats_taken(session) == 4


async def test_session_that_fills_while_the_form_is_open_is_said_before_anybody_waits(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    opened = await client.get(f"/sessions/{session}/register")
    await send(client, session, BOB)
    asked = await send(client, session, ALICE | {"when_full": hidden(opened.text, "when_full")})
    assert "The last place has just gone" in asked.text
    assert "You are not signed up yet." in asked.text
    assert (asked.status_code, await stored()) == (409, 1)
    again = await send(client, session, ALICE | {"when_full": hidden(asked.text, "when_full")})
    assert (again.status_code, await fetch_value("SELECT count(*) FROM registration WHERE state = 'waiting'")) == (
        303,
        1,
    )


async def test_form_that_offered_the_waiting_list_does_not_ask_again(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    await send(client, session, BOB)
    opened = await client.get(f"/sessions/{session}/register")
    assert hidden(opened.text, "when_full") == ""
    assert (await send(client, session, ALICE)).status_code == 303


async def test_session_cancelled_while_the_form_was_open_is_said_first(client: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE session SET state = 'cancelled'")
    answer = await send(client, session, ALICE | OPEN)
    assert "You are not signed up" in answer.text
    assert "Nothing of what you filled in is kept." in answer.text
    opened = await client.get(f"/sessions/{session}/register")
    assert "You are not signed up" not in opened.text


async def test_second_click_on_the_last_place_gives_the_same_place(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    form = ALICE | OPEN | {"key": "of-this-form"}
    answers = [await send(client, session, form) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await stored() == 1


async def test_second_tab_hears_that_the_first_sign_up_stands(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    pages = [await client.get(f"/sessions/{session}/register") for _ in range(2)]
    answers = [await send(client, session, ALICE | OPEN | {"key": hidden(page.text, "key")}) for page in pages]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert "Your first sign-up stands, and nothing is stored twice." in answers[1].text
    assert await stored() == 1


async def test_second_tab_with_only_a_telephone_number_stores_nothing_twice(client: AsyncClient) -> None:
    session = await a_session()
    dora = {"name": "Dora", "phone": "06 1234 5678"}
    answers = [
        await send(client, session, dora | {"key": "one"}),
        await send(client, session, dora | {"key": "one"}),
        await send(client, session, dora | {"key": "two", "name": "DORA"}),
        await send(client, session, dora | {"key": "three", "name": "Emma"}),
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 409, 303]
    assert "You have already signed up with this name and telephone number." in answers[2].text
    assert await stored() == 2


async def test_back_button_after_a_place_was_given_back_shows_what_happened(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    form = ALICE | OPEN | {"key": "of-this-form"}
    place = (await send(client, session, form)).headers["location"].partition("?")[0]
    await client.post(f"{place}/cancel")
    again = await send(client, session, form)
    assert again.headers["location"].partition("?")[0] == place
    assert "You are not signed up any more" in (await client.get(place)).text
    assert await stored() == 1


async def test_form_before_people_can_sign_up_says_from_when(client: AsyncClient) -> None:
    session = await a_session()
    opens_at = datetime.now(UTC).replace(hour=8, minute=0) + timedelta(days=2)
    await execute("UPDATE edition SET registration_opens_at = $1", opens_at)
    answer = await client.get(f"/sessions/{session}/register")
    assert "You cannot sign up for this yet" in answer.text
    assert re.search(r"You can sign up from \w+ \d+ \w+ \d{4}, \d\d:00\.", answer.text)


async def test_number_to_call_is_a_link(client: AsyncClient) -> None:
    session = await a_session(edition=await an_edition(policy=RegistrationPolicy.PHONE))
    await execute("UPDATE location SET phone = '010 123 45 67'")
    answer = await client.get(f"/sessions/{session}/register")
    assert "You sign up by telephone" in answer.text
    assert re.findall(r'<a class="leeragenda-phone" href="([^"]+)"', answer.text)[0] == "tel:0101234567"


async def test_other_website_is_named_before_somebody_goes_there(client: AsyncClient) -> None:
    session = await a_session(edition=await an_edition(policy=RegistrationPolicy.EXTERNAL))
    await execute("UPDATE activity SET registration_url = 'https://www.tickets.example/x'")
    answer = await client.get(f"/sessions/{session}/register")
    assert "The button leads to tickets.example. There you leave this website." in answer.text
    assert 'href="https://www.tickets.example/x"' in answer.text


async def test_activity_where_signing_up_is_recommended_says_that_it_need_not(client: AsyncClient) -> None:
    session = await a_session(edition=await an_edition(policy=RegistrationPolicy.RECOMMENDED))
    answer = await client.get(f"/sessions/{session}/register")
    assert "You may also just come." in answer.text
    assert "Sign me up" in answer.text


async def test_who_waits_hears_how_the_offer_comes(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    await send(client, session, BOB)
    result = await client.get((await send(client, session, ALICE)).headers["location"])
    assert "You are number 1 on the list." in result.text
    assert "In that mail is a button to take the place" in result.text
    assert len(await fetch("SELECT FROM registration")) == 2
