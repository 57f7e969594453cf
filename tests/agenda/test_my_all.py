"""The page with all places of an address: who gets a link to it, what it shows, and leaving."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from redis.asyncio import Redis

from agenda.my_all import LINKS_PER_EMAIL, LINKS_PER_READER
from agenda.own_links import mailed_token, receipt_token
from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_value
from devservices.valkey import start_valkey
from events.cancelling import cancel_registration
from events.registering import Applicant, register
from notifications.links import OWN_PAGE
from tests.agenda.signups import reading
from tests.builders import a_session, state_of
from tests.notifications.worlds import local, make_world
from web.signed_links import signed_links

ALICE = "alice@reader.example"


async def sign_up(session: UUID, name: str = "Alice") -> UUID:
    applicant = Applicant(name=name, email=f"{name.lower()}@reader.example")
    return (await register(session=session, applicant=applicant)).id


async def own_page(reader: AsyncClient) -> str:
    """The address in the mail that Alice asked for."""
    await reader.post("/my", data={"email": ALICE})
    message = await fetch_value("SELECT id FROM message WHERE kind = 'own_page' ORDER BY created_at DESC")
    return f"/my/all/{signed_links().make(OWN_PAGE, message)}"


def headings(text: str) -> list[str]:
    return [" ".join(found.split()) for found in re.findall(r"<h[123][^>]*>(.*?)</h[123]>", text, re.DOTALL)]


async def test_known_and_unknown_addresses_get_the_same_answer(reader: AsyncClient) -> None:
    await sign_up(await a_session())
    known, unknown = [(await reader.post("/my", data={"email": email})).text for email in (ALICE, "bob@reader.example")]
    assert known == unknown.replace("bob@reader.example", ALICE)
    assert "Kijk in je mail" in known
    mails = await fetch("SELECT kind, recipient FROM message")
    assert [tuple(mail) for mail in mails] == [("own_page", ALICE)]


@pytest.mark.parametrize("email", ["", "alice", "alice@", "x" * 300])
async def test_what_is_no_address_is_said_beside_the_field(reader: AsyncClient, email: str) -> None:
    answer = await reader.post("/my", data={"email": email})
    assert (answer.status_code, 'id="error-email"' in answer.text) == (400, True)


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    with start_valkey() as server:
        yield server.url


@pytest.mark.parametrize(
    ("most", "typed"), [(LINKS_PER_EMAIL, "alice@reader.example"), (LINKS_PER_READER, "{}@b.example")]
)
async def test_links_are_not_asked_for_without_end(reader: AsyncClient, valkey_url: str, most: int, typed: str) -> None:
    """One reader for everybody, or everybody for one address; whether we know the address makes no difference."""
    async with Redis.from_url(valkey_url) as valkey:
        await valkey.flushdb()
        async with reading(valkey=valkey, address="93.184.216.34") as client:
            answers = [await client.post("/my", data={"email": typed.format(f"a{turn}")}) for turn in range(most + 1)]
    assert [answer.status_code for answer in answers] == [200] * most + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_page_shows_what_is_to_come_and_what_has_been(reader: AsyncClient) -> None:
    full = await a_session(capacity=1)
    for name in ("Bob", "Alice"):
        await sign_up(full, name)
    coming, been = await a_session(starts_in=timedelta(days=3)), await a_session()
    for session in (coming, been):
        await sign_up(session)
    times = "starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour'"
    await execute(f"UPDATE session SET {times} WHERE id = $1", been)  # noqa: S608
    shown = headings((await reader.get(await own_page(reader))).text)
    title = "Lezing over de zee"
    places = ["Je hebt een plek", title, "Je staat op de wachtlijst", title, "Wat is geweest", title]
    assert shown[: len(places) + 1] == ["Mijn plekken", *places]


async def test_page_lets_take_a_place_that_is_offered(reader: AsyncClient) -> None:
    session = await a_session(capacity=1)
    bob, alice = [await sign_up(session, name) for name in ("Bob", "Alice")]
    await cancel_registration(bob, by="attendee")
    shown = await reader.get(await own_page(reader))
    [action] = re.findall(r'action="(/my/[^"]*/offer)"', shown.text)
    await reader.post(action, data={"answer": "accept"})
    assert await state_of(alice) == "confirmed"


@pytest.mark.parametrize("neutral_title", [None, "Afspraak in de bibliotheek"])
async def test_page_shows_what_is_online_and_hides_what_is_discreet(
    reader: AsyncClient, neutral_title: str | None
) -> None:
    world = await make_world(title="Omgaan met schulden", neutral_title=neutral_title)
    await world.package(Phase.PREPARE, "Thuis oefenen")
    await world.person(session=await world.session(local(5)))
    address = await own_page(reader)
    for shown in [(await reader.get(address + path)).text for path in ("", "/delete")]:
        assert ("Omgaan met schulden" in shown) is (neutral_title is None)
        assert neutral_title is None or neutral_title in shown
    assert ("/open/" in (await reader.get(address)).text) is (neutral_title is None)


async def test_page_is_of_this_address_only(reader: AsyncClient) -> None:
    session = await a_session()
    await sign_up(session)
    bob = await sign_up(session, "Bob")
    shown = (await reader.get(await own_page(reader))).text
    assert mailed_token(bob) not in shown
    assert shown.count("/my/") > 0


@pytest.mark.parametrize("path", ["", "/data", "/delete"])
async def test_link_to_one_place_opens_no_page_of_all(reader: AsyncClient, path: str) -> None:
    """A mail about one place is passed on; what else somebody does is not."""
    alice = await sign_up(await a_session())
    for token in (mailed_token(alice), receipt_token(alice), signed_links().make(OWN_PAGE, alice), "x"):
        answer = await reader.get(f"/my/all/{token}{path}")
        assert (answer.status_code, "Deze link werkt niet meer" in answer.text) == (404, True)


@pytest.mark.parametrize("path", ["", "/data", "/delete"])
async def test_link_is_over_after_a_day(reader: AsyncClient, path: str) -> None:
    await sign_up(await a_session())
    address = await own_page(reader)
    assert (await reader.get(address + path)).status_code == 200
    await execute("UPDATE message SET created_at = created_at - interval '25 hours'")
    assert (await reader.get(address + path)).status_code == 404


async def test_pages_are_kept_by_nobody(reader: AsyncClient) -> None:
    await sign_up(await a_session())
    address = await own_page(reader)
    for path in ("", "/data", "/delete"):
        headers = (await reader.get(address + path)).headers
        assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex, nofollow")


async def test_data_comes_as_an_archive(reader: AsyncClient) -> None:
    await sign_up(await a_session())
    answer = await reader.get(await own_page(reader) + "/data")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.zip"'
    assert answer.content.startswith(b"PK")


async def test_leaving_asks_first_and_says_what_happens(reader: AsyncClient) -> None:
    alice = await sign_up(await a_session())
    answer = await reader.get(await own_page(reader) + "/delete")
    assert "Je geeft hiervoor je plek terug:" in answer.text
    assert "Lezing over de zee" in answer.text
    assert await state_of(alice) == "confirmed"


async def test_leaving_forgets_and_ends_the_link(reader: AsyncClient) -> None:
    await sign_up(await a_session())
    address = await own_page(reader)
    answer = await reader.post(address + "/delete")
    assert (answer.status_code, "Je hebt 1 plek teruggegeven." in answer.text) == (200, True)
    assert await fetch_value("SELECT count(*) FROM registration WHERE email IS NOT NULL") == 0
    assert [(await reader.get(address)).status_code, (await reader.post(address + "/delete")).status_code] == [404, 404]
    assert await fetch_value("SELECT count(*) FROM message") == 1


async def test_broken_link_forgets_nobody(reader: AsyncClient) -> None:
    alice = await sign_up(await a_session())
    await own_page(reader)
    await reader.post(f"/my/all/{signed_links().make(OWN_PAGE, uuid4())}/delete")
    assert await state_of(alice) == "confirmed"


@pytest.mark.parametrize(("language", "said"), [("nl", "Jouw privacy"), ("en", "Your privacy")])
async def test_page_about_privacy_is_linked_and_says_how_long(reader: AsyncClient, language: str, said: str) -> None:
    start = await reader.get("/my", headers={"Accept-Language": language})
    answer = await reader.get("/privacy", headers={"Accept-Language": language})
    assert 'href="/privacy"' in start.text
    assert (said in answer.text, "12 m" in answer.text) == (True, True)
