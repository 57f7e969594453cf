"""Robots fill in what nobody sees, come too often, or do no sums."""

import hashlib
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any

import pytest
from httpx import AsyncClient
from redis.asyncio import Redis

from devservices.valkey import start_valkey
from settings import get_settings
from tests.agenda.signups import ALICE, hidden, reading, stored
from tests.builders import a_session

pytestmark = pytest.mark.usefixtures("database")

ADDRESS = "93.184.216.34"


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    with start_valkey() as server:
        yield server.url


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(valkey_url) as client:
        await client.flushdb()
        yield client


@pytest.fixture
async def client(valkey: Redis) -> AsyncIterator[AsyncClient]:
    """Somebody on the internet."""
    async with reading(valkey=valkey, address=ADDRESS) as client:
        yield client


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    get_settings.cache_clear()


def choose(settings: pytest.MonkeyPatch, **values: object) -> None:
    for name, value in values.items():
        settings.setenv(f"LEERAGENDA_{name.upper()}", str(value))
    get_settings.cache_clear()


def person(number: int) -> dict[str, str]:
    return {"name": f"Reader {number}", "email": f"reader-{number}@reader.example"}


async def solved(client: AsyncClient) -> str:
    """As a browser does it."""
    challenge: dict[str, Any] = (await client.get("/proof-of-work")).json()
    number = next(
        number
        for number in count()
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]
    )
    del challenge["maxnumber"]
    return b64encode(json.dumps(challenge | {"number": number}).encode()).decode()


async def test_filled_trap_looks_like_a_place_and_stores_nothing(client: AsyncClient) -> None:
    answer = await client.post(
        f"/sessions/{await a_session()}/register", data=ALICE | {"website": "https://spam.example"}
    )
    assert (answer.status_code, await stored()) == (200, 0)
    assert "You have a place" in answer.text


async def test_address_that_signs_up_too_many_waits_on_the_page_and_in_the_api(
    client: AsyncClient, settings: pytest.MonkeyPatch
) -> None:
    choose(settings, sign_ups_per_address=3)
    session = await a_session()
    answers = [await client.post(f"/sessions/{session}/register", data=person(number)) for number in range(4)]
    program = await client.post(f"/api/v1/sessions/{session}/registrations", json=person(5))
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert "You ask a lot in a short time." in answers[3].text
    assert (program.status_code, program.json()["code"]) == (429, "too_many_requests")
    assert all(190 <= int(answer.headers["retry-after"]) <= 200 for answer in (answers[3], program))
    assert await stored() == 3


async def test_other_addresses_go_on(client: AsyncClient, valkey: Redis, settings: pytest.MonkeyPatch) -> None:
    choose(settings, sign_ups_per_address=1)
    session = await a_session()
    await client.post(f"/sessions/{session}/register", data=person(1))
    async with reading(valkey=valkey, address="93.184.216.35") as other:
        assert (await other.post(f"/sessions/{session}/register", data=person(2))).status_code == 303


async def test_session_takes_so_many_a_minute_from_all_addresses_together(
    valkey: Redis, settings: pytest.MonkeyPatch
) -> None:
    choose(settings, sign_ups_per_session=2)
    session, other = await a_session(), await a_session()
    statuses = []
    for number, target in enumerate([session, session, session, other]):
        async with reading(valkey=valkey, address=f"93.184.216.{number}") as client:
            statuses.append((await client.post(f"/sessions/{target}/register", data=person(number))).status_code)
    assert statuses == [303, 303, 429, 303]


async def test_address_behind_our_proxy_is_the_one_that_counts(valkey: Redis, settings: pytest.MonkeyPatch) -> None:
    choose(settings, sign_ups_per_address=1, proxies=1)
    session = await a_session()
    async with reading(valkey=valkey) as client:
        statuses = [
            (
                await client.post(
                    f"/sessions/{session}/register", data=person(number), headers={"X-Forwarded-For": forwarded}
                )
            ).status_code
            for number, forwarded in enumerate(["93.184.216.1", "8.8.8.8, 93.184.216.1", "93.184.216.2"])
        ]
    assert statuses == [303, 429, 303]


async def test_machine_itself_is_not_counted(valkey: Redis, settings: pytest.MonkeyPatch) -> None:
    choose(settings, sign_ups_per_address=1)
    session = await a_session()
    async with reading(valkey=valkey) as client:
        statuses = [
            (await client.post(f"/sessions/{session}/register", data=person(number))).status_code for number in range(3)
        ]
    assert statuses == [303, 303, 303]


async def test_sign_up_goes_on_when_valkey_is_away(settings: pytest.MonkeyPatch) -> None:
    choose(settings, sign_ups_per_address=1, proof_of_work="always")
    session = await a_session()
    async with reading(valkey=Redis(port=1), address=ADDRESS) as client:
        for number in range(2):
            form = person(number) | {"proof": await solved(client)}
            assert (await client.post(f"/sessions/{session}/register", data=form)).status_code == 303


async def test_form_asks_no_sum_unless_the_library_wants_it(client: AsyncClient) -> None:
    assert "data-proof" not in (await client.get(f"/sessions/{await a_session()}/register")).text


async def test_sum_that_everybody_does_is_asked_and_taken_once(
    client: AsyncClient, settings: pytest.MonkeyPatch
) -> None:
    choose(settings, proof_of_work="always")
    session = await a_session()
    address = f"/sessions/{session}/register"
    page = await client.get(address)
    without = await client.post(address, data=ALICE)
    proof = await solved(client)
    first = await client.post(address, data=person(1) | {"proof": proof})
    second = await client.post(address, data=person(2) | {"proof": proof})
    assert 'data-proof="/proof-of-work"' in page.text
    assert "Script is off in your browser." in page.text
    assert (without.status_code, "Your browser had to do a small sum first" in without.text) == (400, True)
    assert hidden(without.text, "proof") == ""
    assert [first.status_code, second.status_code, await stored()] == [303, 400, 1]


async def test_second_click_needs_no_second_sum(client: AsyncClient, settings: pytest.MonkeyPatch) -> None:
    choose(settings, proof_of_work="always")
    session = await a_session(capacity=1)
    form = ALICE | {"key": "of-this-form", "when_full": "ask", "proof": await solved(client)}
    answers = [await client.post(f"/sessions/{session}/register", data=form) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]


async def test_mistake_and_question_leave_the_sum_unused(client: AsyncClient, settings: pytest.MonkeyPatch) -> None:
    choose(settings, proof_of_work="always")
    session = await a_session(capacity=1)
    await client.post(f"/sessions/{session}/register", data=person(1) | {"proof": await solved(client)})
    form = ALICE | {"proof": await solved(client)}
    for wrong in ({"name": ""}, {"when_full": "ask"}):
        assert (await client.post(f"/sessions/{session}/register", data=form | wrong)).status_code in (400, 409)
    assert (await client.post(f"/sessions/{session}/register", data=form)).status_code == 303


async def test_program_sends_the_solution_as_a_header(client: AsyncClient, settings: pytest.MonkeyPatch) -> None:
    choose(settings, proof_of_work="always")
    address = f"/api/v1/sessions/{await a_session()}/registrations"
    without = await client.post(address, json=person(1))
    given = await client.post(address, json=person(1), headers={"Proof-Of-Work": await solved(client)})
    assert (without.status_code, without.json()["code"], given.status_code) == (400, "proof_of_work", 201)


async def test_busy_address_alone_does_the_sum_when_it_is_for_the_suspicious(
    client: AsyncClient, valkey: Redis, settings: pytest.MonkeyPatch
) -> None:
    choose(settings, proof_of_work="suspicious", sign_ups_per_address=10)
    session = await a_session()
    address = f"/sessions/{session}/register"
    statuses = [(await client.post(address, data=person(number))).status_code for number in range(3)]
    page = await client.get(address)
    solved_one = await client.post(address, data=person(4) | {"proof": await solved(client)})
    assert (statuses, "data-proof" in page.text, solved_one.status_code) == ([303, 303, 400], True, 303)
    async with reading(valkey=valkey, address="93.184.216.99") as other:
        assert "data-proof" not in (await other.get(address)).text
