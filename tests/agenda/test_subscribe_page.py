import pytest
from httpx import AsyncClient

from agenda.subscribe_page import addresses, feed_address
from settings import get_settings


@pytest.mark.parametrize(
    ("pairs", "path"),
    [
        ([], "/agenda.ics"),
        ([("theme", "digitaal"), ("free", "true")], "/agenda.ics?theme=digitaal&free=true"),
        ([("location", "centrale")], "/locations/centrale.ics"),
        ([("activity", "klik-en-tik")], "/activities/klik-en-tik.ics"),
        ([("location", "centrale"), ("theme", "taal")], "/agenda.ics?location=centrale&theme=taal"),
    ],
)
def test_feed_address_asks_for_the_same_choice(pairs: list[tuple[str, str]], path: str) -> None:
    assert feed_address(pairs) == get_settings().public_url + path


def test_addresses_are_the_same_feed_for_every_calendar() -> None:
    assert addresses("https://agenda.example/agenda.ics?theme=taal") == {
        "https_href": "https://agenda.example/agenda.ics?theme=taal",
        "webcal_href": "webcal://agenda.example/agenda.ics?theme=taal",
        "google_href": "https://calendar.google.com/calendar/r?"
        "cid=webcal%3A%2F%2Fagenda.example%2Fagenda.ics%3Ftheme%3Dtaal",
        "outlook_href": "https://outlook.live.com/calendar/0/addfromweb?"
        "url=https%3A%2F%2Fagenda.example%2Fagenda.ics%3Ftheme%3Dtaal",
        "office_href": "https://outlook.office.com/calendar/0/addfromweb?"
        "url=https%3A%2F%2Fagenda.example%2Fagenda.ics%3Ftheme%3Dtaal",
    }


async def test_subscribe_shows_the_choice_in_words(reader: AsyncClient) -> None:
    html = (await reader.get("/subscribe?theme=digitaal")).text

    assert "Computer en internet" in html
    assert 'href="/agenda?theme=digitaal"' in html
    assert "/agenda.ics?theme=digitaal" in html


@pytest.mark.parametrize("query", ["theme=onzin", "kleur=rood"])
async def test_subscribe_refuses_a_choice_that_has_no_feed(reader: AsyncClient, query: str) -> None:
    assert (await reader.get(f"/subscribe?{query}")).status_code == 400
