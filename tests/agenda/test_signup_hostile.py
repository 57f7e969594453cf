"""The sign-up form with what no browser sends by itself: it is shown again, says what is wrong, and stores nothing."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient

from database.transaction import fetch_value
from tests.builders import a_session

pytestmark = pytest.mark.usefixtures("database")

FORM = {"name": "Alice", "email": "alice@reader.example", "phone": "0612345678", "party_size": "2", "note": "Hallo"}
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = {"nul": "a%00b", "surrogate": "a%ED%A0%80b", "not utf-8": "%FF%FE", "long": "x" * 50_000}
SENTENCES = {
    "nl": "Hier staat een teken dat we niet kunnen tonen. Typ deze tekst opnieuw.",
    "en": "There is a character here that cannot be shown. Type this text anew.",
}


def encoded(changes: dict[str, str]) -> bytes:
    values = {name: quote(value) for name, value in FORM.items()} | changes
    return "&".join(f"{name}={value}" for name, value in values.items()).encode()


async def post(reader: AsyncClient, body: bytes, **headers: str) -> Any:
    return await reader.post(f"/sessions/{await a_session()}/register", content=body, headers=FORM_TYPE | headers)


async def nothing_is_stored() -> bool:
    return not await fetch_value("SELECT EXISTS (SELECT FROM registration) OR EXISTS (SELECT FROM fact)")


@pytest.mark.parametrize("field", FORM)
async def test_hostile_field_is_named(reader: AsyncClient, field: str) -> None:
    for name, value in HOSTILE.items():
        answer = await post(reader, encoded({field: value}))
        said = (answer.status_code, set(re.findall(r'href="#field-(\w+)"', answer.text)))
        assert said == (400, {field}), name
    assert await nothing_is_stored()


@pytest.mark.parametrize(("locale", "sentence"), SENTENCES.items())
async def test_hostile_field_is_named_in_the_language_of_the_reader(
    reader: AsyncClient, locale: str, sentence: str
) -> None:
    answer = await post(reader, encoded({"name": HOSTILE["nul"]}), **{"Accept-Language": locale})
    assert sentence in answer.text


@pytest.mark.parametrize("party_size", ["-1", "0", "21", "1e3", "1.5", "9" * 400, "٣٠٠", "zes"])
async def test_number_of_people_that_cannot_be_is_named(reader: AsyncClient, party_size: str) -> None:
    answer = await post(reader, encoded({"party_size": quote(party_size)}))
    assert (answer.status_code, re.findall(r'href="#field-(\w+)"', answer.text)) == (400, ["party_size"])
    assert await nothing_is_stored()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"name=" + b"x" * 10_000_000, 413, id="ten megabytes"),
        pytest.param(b"&".join(b"field%d=1" % number for number in range(20_000)), 400, id="very many fields"),
        pytest.param(b"%00=%00&=&&==", 400, id="no names"),
        pytest.param(b"\xff\xfe\x00", 400, id="no form"),
    ],
)
async def test_form_that_cannot_be_read_stores_nothing(reader: AsyncClient, body: bytes, status: int) -> None:
    assert (await post(reader, body)).status_code == status
    assert await nothing_is_stored()


async def test_field_that_is_sent_twice_stores_nothing(reader: AsyncClient) -> None:
    answer = await post(reader, encoded({}) + b"&name=Bob")
    assert answer.status_code == 400
    assert await nothing_is_stored()


async def test_key_of_any_length_is_a_key(reader: AsyncClient) -> None:
    answer = await post(reader, encoded({"key": "k%00" + "x" * 50_000}))
    assert answer.status_code == 303
