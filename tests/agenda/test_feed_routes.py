"""What a subscription sees of every change, over HTTP and from a real database."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from icalendar import Calendar

from content_links.linking import link_package
from content_links.packaging import create_package
from content_links.schemas import LinkDetails, PackageDetails
from content_links.vocabulary import Access, PackageKind, Phase
from database.transaction import execute, fetch, fetch_value
from events.editing import cancel_session
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition

# The same in every process that collects the tests.
NOBODY = "4ab6fc97-4146-4be4-a46a-373a3473c39f"

AGENDA = "/agenda.ics"


async def events_of(reader: AsyncClient, address: str = AGENDA) -> list[Any]:
    answer = await reader.get(address)
    assert answer.status_code == 200
    return events_in(answer.content)


def events_in(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body.decode()).walk("VEVENT"))


async def test_feed_has_one_event_a_session_with_its_id(reader: AsyncClient) -> None:
    sessions = [await a_session(starts_in=timedelta(days=days)) for days in (1, 2)]

    events = await events_of(reader)

    assert [str(event["UID"]) for event in events] == [str(session) for session in sessions]
    assert [str(event["SUMMARY"]) for event in events] == ["Lezing over de zee", "Lezing over de zee"]


async def test_feed_that_is_known_is_not_sent_again(reader: AsyncClient) -> None:
    await a_session()
    etag = (await reader.get(AGENDA)).headers["etag"]

    answer = await reader.get(AGENDA, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE session SET starts_at = starts_at + interval '1 hour'", id="moved"),
        pytest.param("UPDATE activity SET title = 'Lezing over het wad'", id="renamed activity"),
        pytest.param("UPDATE location SET name = 'De Nieuwe Haven'", id="renamed branch"),
        pytest.param("UPDATE session SET state = 'cancelled'", id="cancelled"),
        pytest.param("DELETE FROM session", id="deleted"),
        pytest.param("UPDATE activity SET state = 'archived'", id="archived"),
    ],
)
async def test_change_gives_a_feed_with_another_etag(reader: AsyncClient, change: str) -> None:
    await a_session()
    etag = (await reader.get(AGENDA)).headers["etag"]

    await execute(change)
    answer = await reader.get(AGENDA, headers={"If-None-Match": etag})

    assert answer.status_code == 200
    assert answer.headers["etag"] != etag


async def test_cancelled_session_stays_with_a_higher_sequence(reader: AsyncClient) -> None:
    session = await a_session()
    (before,) = await events_of(reader)

    await cancel_session(session, reason="De docent is ziek.")
    (after,) = await events_of(reader)

    assert after["STATUS"] == "CANCELLED"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert "De docent is ziek." in str(after["DESCRIPTION"])


async def test_cancelled_session_leaves_once_it_is_past(reader: AsyncClient) -> None:
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", await a_session(starts_in=-timedelta(days=2)))
    kept = await a_session(starts_in=-timedelta(days=3))

    assert [str(event["UID"]) for event in await events_of(reader)] == [str(kept)]


async def test_feed_reaches_a_month_back_and_a_year_ahead(reader: AsyncClient) -> None:
    for days in (-32, 367):
        await a_session(starts_in=timedelta(days=days))
    shown = [await a_session(starts_in=timedelta(days=days)) for days in (-29, 364)]

    assert [str(event["UID"]) for event in await events_of(reader)] == [str(session) for session in shown]


async def test_feed_that_grows_too_large_leaves_out_what_is_far_ahead_and_says_so(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = [await a_session(starts_in=timedelta(days=days)) for days in (1, 2, 3)]
    size = len(await largest_event(reader))
    await make_room_for(2 * size, monkeypatch)

    answer = await reader.get(AGENDA)

    assert [str(event["UID"]) for event in events_in(answer.content)] == [str(session) for session in sessions[:2]]
    assert "wat er vanaf" in description_of(answer.content)


async def test_feed_that_is_too_large_with_the_past_leaves_that_out_first(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = [await a_session(starts_in=timedelta(days=days)) for days in (-3, -2, 1, 2)]
    await make_room_for(2 * len(await largest_event(reader)), monkeypatch)

    answer = await reader.get(AGENDA)

    assert [str(event["UID"]) for event in events_in(answer.content)] == [str(session) for session in sessions[2:]]
    assert description_of(answer.content).endswith("Hij is te groot om te laten zien wat er vóór vandaag was.")


def description_of(body: bytes) -> str:
    return str(Calendar.from_ical(body.decode())["X-WR-CALDESC"])


async def make_room_for(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of events in a feed, from now on."""
    monkeypatch.setattr("agenda.feeds.MOST_BYTES", 20_000 + size)
    # What was made before is kept while nothing changes, and room is no content.
    await execute("UPDATE activity SET title = title")


async def largest_event(reader: AsyncClient) -> bytes:
    """The largest of the events as they are kept."""
    await reader.get(AGENDA)
    vevent: bytes = await fetch_value("SELECT vevent FROM rendered_event ORDER BY length(vevent) DESC LIMIT 1")
    return vevent


async def test_draft_is_in_no_feed(reader: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE activity SET state = 'draft'")

    assert [str(event["UID"]) for event in await events_of(reader)] == ["empty-feed"]
    assert (await reader.get(f"/sessions/{session}.ics")).status_code == 404


async def test_event_names_its_page_and_its_online_course(reader: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE activity SET slug = 'zee', summary = 'Alles over zout water.'")
    await create_package(
        details=PackageDetails(
            slug="golven",
            title="Golven",
            provider="Zee",
            kind=PackageKind.COURSE,
            access=Access.OPEN,
            url="https://zee.example",
        )
    )
    await link_package(details=LinkDetails(package="golven", session=session, phase=Phase.PREPARE))

    (event,) = await events_of(reader)

    assert str(event["URL"]) == "http://localhost:8000/activities/zee"
    assert str(event["DESCRIPTION"]) == (
        "Alles over zout water.\n\nOnline, voordat je komt: Golven\nhttp://localhost:8000/learn/golven\n\n"
        "http://localhost:8000/activities/zee"
    )
    assert "http://localhost:8000/learn/golven" in str(event["LINK"])


async def test_event_is_rendered_once_until_it_changes(reader: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_session()
    await reader.get(AGENDA)
    queries = count_queries(monkeypatch)

    await reader.get(AGENDA)

    assert len(queries) == 1


async def test_kept_event_follows_the_sequence(reader: AsyncClient) -> None:
    session = await a_session()
    await reader.get(AGENDA)
    await execute("UPDATE session SET note = 'Neem een handdoek mee.'")
    await reader.get(AGENDA)

    (kept,) = await fetch("SELECT sequence, vevent FROM rendered_event WHERE session = $1", session)

    assert kept["sequence"] == await fetch_value("SELECT sequence FROM session WHERE id = $1", session)
    assert b"Neem een handdoek mee." in kept["vevent"]


async def test_feed_takes_the_filters_of_the_agenda(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE activity SET themes = '{taal}'")
    other = await a_session()

    events = await events_of(reader, "/agenda.ics?theme=werk")
    assert [str(event["UID"]) for event in events] == ["empty-feed"]
    await execute("UPDATE activity SET themes = '{werk}' WHERE themes = '{}'")
    events = await events_of(reader, "/agenda.ics?theme=werk")
    assert [str(event["UID"]) for event in events] == [str(other)]


@pytest.mark.parametrize(
    "query", ["colour=red", "theme=vissen", "location=nowhere", "package=nothing", "place=Atlantis"]
)
@pytest.mark.parametrize("suffix", ["ics", "json", "rss"])
async def test_unknown_parameter_or_value_is_named(reader: AsyncClient, suffix: str, query: str) -> None:
    answer = await reader.get(f"/agenda.{suffix}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].split(".")[0] == query.partition("=")[0]


async def test_places_activities_and_editions_have_their_own_feeds(reader: AsyncClient) -> None:
    edition = await an_edition()
    session = await a_session(edition=edition)
    await a_session()
    activity = await fetch_value("SELECT slug FROM activity WHERE id = $1", edition.activity)
    location = await fetch_value("SELECT slug FROM location WHERE id = $1", edition.location)

    for address in (f"/activities/{activity}.ics", f"/locations/{location}.ics", f"/editions/{edition.id}.ics"):
        assert [str(event["UID"]) for event in await events_of(reader, address)] == [str(session)], address


async def test_single_session_is_a_file_to_keep(reader: AsyncClient) -> None:
    session = await a_session()

    answer = await reader.get(f"/sessions/{session}.ics")

    assert answer.headers["content-disposition"] == f'attachment; filename="{session}.ics"'
    assert [str(event["UID"]) for event in events_in(answer.content)] == [str(session)]


@pytest.mark.parametrize(
    "address",
    [
        "/locations/nowhere.ics",
        "/activities/nothing.ics",
        f"/editions/{NOBODY}.ics",
        f"/sessions/{NOBODY}.ics",
        "/sessions/nothing.ics",
        f"/sessions/{NOBODY}.html",
    ],
)
async def test_unknown_calendar_is_not_found(reader: AsyncClient, address: str) -> None:
    assert (await reader.get(address)).status_code == 404
