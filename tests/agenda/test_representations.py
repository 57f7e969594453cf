"""The agenda as JSON-LD and RSS."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from httpx import AsyncClient

from agenda import representations
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from tests.builders import a_session
from tests.content_links.examples import link, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence

NASTY = "<b>Zee & \"wad\"</b> ]]> 'zout'"


async def graph(reader: AsyncClient) -> list[Any]:
    answer = await reader.get("/agenda.json")
    assert answer.headers["content-type"] == "application/ld+json"
    document = answer.json()
    assert document["@context"] == "https://schema.org"
    return list(document["@graph"])


async def items(reader: AsyncClient) -> list[Element]:
    answer = await reader.get("/agenda.rss")
    assert answer.headers["content-type"] == "application/rss+xml"
    return fromstring(answer.content).findall("channel/item")  # noqa: S314  our own answer


async def test_json_describes_the_session(reader: AsyncClient) -> None:
    session = await a_session(capacity=3)
    await execute("UPDATE session SET starts_at = '2027-01-12T13:00Z', ends_at = '2027-01-12T15:00Z', seats_taken = 1")
    await execute("UPDATE activity SET slug = 'zee', cost_cents = 250, kind = 'course'")
    location = await fetch_value("SELECT slug FROM location")

    (event,) = await graph(reader)

    page = "http://localhost:8000/activities/zee"
    assert event["@type"] == "EducationEvent"
    assert event["identifier"] == str(session)
    assert (event["startDate"], event["endDate"]) == ("2027-01-12T14:00:00+01:00", "2027-01-12T16:00:00+01:00")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"] == {
        "@type": "Place",
        "name": "De Haven",
        "url": f"http://localhost:8000/locations/{location}",
        "address": {"@type": "PostalAddress", "addressLocality": "Dorp"},
    }
    assert event["superEvent"] == {"@type": "Event", "@id": page, "name": "Lezing over de zee", "url": page}
    assert event["offers"] == {
        "@type": "Offer",
        "price": "2.50",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": page,
    }
    assert (event["isAccessibleForFree"], event["remainingAttendeeCapacity"]) == (False, 2)


async def test_json_of_a_cancelled_session_offers_nothing(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE session SET state = 'cancelled'")

    (event,) = await graph(reader)

    assert event["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in event


async def test_json_of_an_online_session_has_a_virtual_location(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE location SET kind = 'online'")

    (event,) = await graph(reader)

    assert event["location"]["@type"] == "VirtualLocation"


async def test_json_names_what_each_session_offers_online(reader: AsyncClient) -> None:
    first = await a_session()
    await a_session()
    await make_package()
    await make_package("foto", title="Foto's maken", kind="video", provider="Voorbeeld", url="https://foto.example/")
    await link("klik-en-tik", Phase.PREPARE, session=first)
    await link("klik-en-tik", Phase.FOLLOW_UP, session=first)
    await link("foto", Phase.FOLLOW_UP, session=first)
    await make_licence("foto", await fetch_value("SELECT slug FROM organisation LIMIT 1"), ends_on=TODAY - DAY)

    events = {event["identifier"]: event for event in await graph(reader)}

    offered = events.pop(str(first))["workFeatured"]
    assert [(each["@type"], each["name"], each["url"]) for each in offered] == [
        ("Course", "Klik & Tik", "http://localhost:8000/learn/klik-en-tik")
    ]
    assert ["workFeatured" in event for event in events.values()] == [False]


async def test_rss_survives_what_people_type(reader: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE session SET starts_at = '2027-01-12T13:00Z', ends_at = '2027-01-12T15:00Z'")
    await execute("UPDATE activity SET title = $1, slug = 'zee'", f"{NASTY}\x0b")

    (item,) = await items(reader)

    assert item.findtext("title") == f"{NASTY}, dinsdag 12 januari, 14.00 tot 16.00 uur"
    assert item.findtext("link") == "http://localhost:8000/activities/zee"
    assert item.findtext("guid") == f"urn:uuid:{session}"


async def test_rss_names_its_own_address_with_the_choice(reader: AsyncClient) -> None:
    answer = await reader.get("/agenda.rss?q=a%26b&free=true")

    channel = fromstring(answer.content).find("channel")  # noqa: S314  our own answer
    assert channel is not None
    assert channel.findtext("link") == "http://localhost:8000/agenda?q=a%26b&free=true"
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None
    assert own.get("href") == "http://localhost:8000/agenda.rss?q=a%26b&free=true"


async def test_rss_says_what_is_cancelled(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE session SET state = 'cancelled', cancel_reason = 'De docent is ziek.'")

    (item,) = await items(reader)

    assert (item.findtext("title") or "").startswith("Gaat niet door: Lezing over de zee")
    assert "De docent is ziek." in (item.findtext("description") or "")


@pytest.mark.parametrize("suffix", ["json", "rss"])
async def test_parts_are_linked_until_the_last_and_hold_everything_once(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(representations, "MOST_ITEMS", 2)
    made = {str(await a_session()) for _ in range(5)}

    found, address = [], f"/agenda.{suffix}?kind=lecture"
    for _ in range(3):
        answer = await reader.get(address)
        found += [each for each in made if each in answer.text]
        address = answer.links.get("next", {}).get("url", "")
        assert parse_qs(urlsplit(address).query).get("kind", ["lecture"]) == ["lecture"]
        assert (f'{address}" rel="next"'.replace("&", "&amp;") in answer.text) is (suffix == "rss" and address != "")

    assert (sorted(found), address) == (sorted(made), "")


@pytest.mark.parametrize("suffix", ["json", "rss"])
async def test_part_that_nobody_linked_to_is_refused_by_name(reader: AsyncClient, suffix: str) -> None:
    answer = await reader.get(f"/agenda.{suffix}?cursor=first")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")
