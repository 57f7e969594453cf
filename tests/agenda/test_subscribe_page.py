import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx import AsyncClient

from agenda.calendar_ways import CalendarWays, code_of
from agenda.subscribe_page import feed_address
from database.transaction import fetch
from settings import get_settings
from tests.builders import a_session


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


def test_ways_are_the_same_feed_for_every_calendar() -> None:
    ways = CalendarWays("https://agenda.example/agenda.ics?theme=taal")

    feed = "agenda.example%2Fagenda.ics%3Ftheme%3Dtaal"
    assert ways.webcal == "webcal://agenda.example/agenda.ics?theme=taal"
    assert ways.google == f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{feed}"
    assert ways.outlook == f"https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2F{feed}"
    assert ways.office == f"https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2F{feed}"


async def test_subscribe_has_a_code_that_opens_the_same_choice_on_a_phone(reader: AsyncClient) -> None:
    html = (await reader.get("/subscribe?theme=taal")).text

    assert str(code_of(f"{get_settings().public_url}/subscribe?theme=taal")) in html
    assert str(code_of(f"{get_settings().public_url}/subscribe")) not in html


async def test_subscribe_says_every_choice_as_the_agenda_does(reader: AsyncClient) -> None:
    await a_session()
    query = "theme=digitaal&kind=course&open=true&from=2027-01-12&near=51.9%2C4.5&within_km=5"

    html = (await reader.get(f"/subscribe?{query}")).text

    said = [unescape(chip) for chip in re.findall(r'leeragenda-chip">([^<]*)<', html)]
    assert said == [
        "Cursus",
        "Computer en internet",
        "Vanaf dinsdag 12 januari 2027",
        "Vlak bij 51.9,4.5",
        "Binnen 5 km",
        "Er is nog plek",
    ]


async def test_agenda_subscribes_to_exactly_what_it_shows(reader: AsyncClient) -> None:
    query = "q=digi&theme=digitaal&delivery=physical&until=2030-01-01&free=true"

    agenda = (await reader.get(f"/agenda?{query}&view=month&month=2027-01")).text
    subscribe = unescape(re.findall(r'href="(/subscribe\?[^"]*)"', agenda)[0])
    html = (await reader.get(subscribe)).text

    feed = urlsplit(unescape(re.findall(r'value="([^"]*/agenda\.ics[^"]*)"', html)[0]))
    assert sorted(parse_qsl(feed.query)) == sorted(parse_qsl(query))
    assert (await reader.get(f"{feed.path}?{feed.query}")).status_code == 200
    back = unescape(re.findall(r'href="(/agenda\?[^"]*)"', html)[0])
    assert sorted(parse_qsl(urlsplit(back).query)) == sorted(parse_qsl(query))


async def test_subscribe_names_the_activity(reader: AsyncClient) -> None:
    await a_session()
    slug, title = (await fetch("SELECT slug, title FROM activity"))[0].values()

    html = (await reader.get(f"/subscribe?activity={slug}")).text

    assert f">{title}</span>" in html
    assert (await reader.get("/subscribe?activity=no-such")).status_code == 404


@pytest.mark.parametrize("query", ["theme=onzin", "kleur=rood"])
async def test_subscribe_refuses_a_choice_that_has_no_feed(reader: AsyncClient, query: str) -> None:
    assert (await reader.get(f"/subscribe?{query}")).status_code == 400
