"""How it was: from the mail that asks, without signing in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from agenda.own_data import everything_of, forget_person
from database.transaction import execute, fetch_row, fetch_value
from events.feedback import Score, opinions_about
from events.registering import Applicant, register
from notifications.links import FEEDBACK
from tests.builders import a_session
from web.signed_links import signed_links


async def asked(name: str = "Alice", session: UUID | None = None) -> tuple[str, UUID]:
    """The address in the mail that asks, and the session."""
    session = session or await a_session()
    applicant = Applicant(name=name, email=f"{name.lower()}@reader.example", party_size=1)
    registration = (await register(session=session, applicant=applicant)).id
    message = uuid4()
    await execute(
        "INSERT INTO message (id, kind, recipient, subject, registration, session, payload)"
        " VALUES ($1, 'follow_up', $2, $3, $4, $5, '{\"asks\": true}')",
        message,
        applicant.email,
        f"registration:{registration}",
        registration,
        session,
    )
    return f"/how-was-it/{signed_links().make(FEEDBACK, message)}", session


async def test_link_shows_its_answer_chosen_and_changes_nothing(reader: AsyncClient) -> None:
    address, _ = await asked()

    page = await reader.get(f"{address}?answer=okay")

    assert (page.status_code, 'value="okay" checked' in page.text, 'value="good" checked' in page.text) == (
        200,
        True,
        False,
    )
    assert page.headers["cache-control"] == "no-store"
    assert await fetch_value("SELECT count(*) FROM feedback") == 0


async def test_answer_is_kept_and_can_be_changed(reader: AsyncClient) -> None:
    address, session = await asked()

    first = await reader.post(address, data={"answer": "good", "remark": "Fijn!"})
    thanks = await reader.get(first.headers["location"])
    await reader.post(address, data={"answer": "poor", "remark": "Toch niet"})

    assert (first.status_code, "Dank je wel" in thanks.text, ">Fijn!<" in thanks.text) == (303, True, True)
    opinions = await opinions_about(session)
    assert opinions.counts == {Score.GOOD: 0, Score.OKAY: 0, Score.POOR: 1}
    assert [(each.score, each.text) for each in opinions.remarks] == [(Score.POOR, "Toch niet")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Kies een van de antwoorden."),
        ({"answer": "great"}, "Kies een van de antwoorden."),
        ({"answer": "good", "remark": "x" * 501}, "error-remark"),
        ({"answer": "good", "remark": "111222333"}, "BSN"),
    ],
)
async def test_answer_that_cannot_be_kept_is_said_beside_the_field(
    reader: AsyncClient, data: dict[str, str], said: str
) -> None:
    address, _ = await asked()

    page = await reader.post(address, data=data)

    assert (page.status_code, said in page.text) == (400, True)
    assert await fetch_value("SELECT count(*) FROM feedback") == 0


@pytest.mark.parametrize("query", ["?answer=great", "?answer=", "", "?answer=good&answer=poor"])
async def test_link_with_any_answer_opens(reader: AsyncClient, query: str) -> None:
    address, _ = await asked()

    assert (await reader.get(address + query)).status_code == 200


async def test_links_that_open_nothing(reader: AsyncClient) -> None:
    address, _ = await asked()
    unknown = f"/how-was-it/{signed_links().make(FEEDBACK, uuid4())}"
    other_purpose = f"/how-was-it/{signed_links().make('registration', uuid4())}"

    for wrong in (unknown, other_purpose, address[:-4], "/how-was-it/x"):
        assert (await reader.get(wrong)).status_code == 404
        assert (await reader.post(wrong, data={"answer": "good"})).status_code == 404


async def test_forgotten_person_leaves_a_number(reader: AsyncClient) -> None:
    address, session = await asked()
    await reader.post(address, data={"answer": "good", "remark": "Ik ben Alice"})
    told = await everything_of("alice@reader.example")

    await forget_person("alice@reader.example", "nl")

    assert told["registrations"][0]["feedback"][0]["remark"] == "Ik ben Alice"
    row = await fetch_row("SELECT registration, score, remark FROM feedback")
    assert row is not None
    assert (row["registration"], row["score"], row["remark"]) == (None, 3, "")
    assert (await opinions_about(session)).number == 1
    assert (await reader.post(address, data={"answer": "poor"})).status_code == 404


async def test_link_ends_with_the_registration(reader: AsyncClient) -> None:
    address, _ = await asked()
    await execute("UPDATE registration SET anonymised_at = $1", datetime.now(UTC) - timedelta(days=1))

    assert (await reader.get(address)).status_code == 404
