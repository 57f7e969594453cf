"""Feeds are made once for a version of the content, and every process sees every change at once."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import brotli
import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Router

from agenda import feed_routes, feed_store, feeds, pages
from agenda.conditions import Conditions
from agenda.feed_routes import calendar_instead
from agenda.feed_store import purge_feeds
from agenda.feeds import BuiltFeed, feed_of
from agenda.kept_feeds import KeptFeeds, Wanted
from agenda.rendering_ahead import Ahead
from content_links.linking import link_package
from content_links.packaging import create_package
from content_links.schemas import LinkDetails, PackageDetails
from content_links.vocabulary import Access, PackageKind, Phase
from database.transaction import execute, fetch_value
from tests.agenda.counting import count_queries
from tests.builders import a_session
from web.codings import Coding
from web.shell import create_shell

AGENDA = "/agenda.ics"
OUTSIDE = "UPDATE location SET phone = '020 123 45 67'"
HOUR = timedelta(hours=1)


@pytest.fixture
async def processes(database: None) -> AsyncIterator[list[AsyncClient]]:
    """Readers of two server processes."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(_process()) for _process_number in range(2)]


def _process() -> AsyncClient:
    routes = [*feed_routes.ROUTES, Router("/", route_handlers=pages.ROUTES, before_request=calendar_instead)]
    app: Any = create_shell(routes, public_url="http://localhost")
    return AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost", headers={"Accept-Encoding": ""})


async def asked(readers: list[AsyncClient], address: str = AGENDA, **headers: str) -> list[Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return [await reader.get(address, headers=named) for reader in readers]


async def a_linked_session() -> None:
    session = await a_session()
    details = PackageDetails(
        slug="golven",
        title="Golven",
        provider="Zee",
        kind=PackageKind.COURSE,
        access=Access.OPEN,
        url="https://zee.example",
    )
    await create_package(details=details)
    await link_package(details=LinkDetails(package="golven", session=session, phase=Phase.PREPARE))


async def test_every_change_gives_every_process_another_feed(processes: list[AsyncClient]) -> None:
    await a_linked_session()
    former = (await asked(processes[:1]))[0].headers["etag"]
    for change in (
        "UPDATE session SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour'",
        "UPDATE session SET note = 'Neem een handdoek mee.'",
        "UPDATE activity SET title = 'Lezing over het wad'",
        "UPDATE location SET name = 'De Nieuwe Haven'",
        "UPDATE package SET title = 'Hoge golven'",
        "UPDATE package SET state = 'ended'",
        "UPDATE package SET state = 'available'",
        "DELETE FROM content_link",
        "UPDATE session SET state = 'cancelled', cancel_reason = 'De docent is ziek.'",
        "UPDATE activity SET state = 'draft'",
        "UPDATE activity SET state = 'published'",
        "DELETE FROM session",
    ):
        await execute(change)
        answers = await asked(processes, if_none_match=former)
        assert [answer.status_code for answer in answers] == [200, 200], change
        assert answers[0].headers["etag"] == answers[1].headers["etag"] != former, change
        former = answers[0].headers["etag"]
        assert [answer.status_code for answer in await asked(processes, if_none_match=former)] == [304, 304], change


async def test_change_of_a_filter_changes_what_is_chosen(processes: list[AsyncClient]) -> None:
    await a_session()
    places = [f"{AGENDA}?place=Dorp", f"{AGENDA}?kind=lecture", f"{AGENDA}?theme=taal", f"{AGENDA}?free=true"]
    former = {place: (await asked(processes, place))[0].headers["etag"] for place in places}

    await execute("UPDATE location SET place = 'Stad'")
    await execute("UPDATE activity SET kind = 'debate', themes = '{taal}', cost_cents = 500")

    assert (await asked(processes, places[0]))[1].status_code == 400  # nobody is there any more
    for place in places[1:]:
        answers = await asked(processes, place, if_none_match=former[place])
        assert [answer.status_code for answer in answers] == [200, 200], place


async def test_second_process_takes_what_the_first_one_made(
    processes: list[AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_session()
    first = (await asked(processes[:1]))[0]
    queries = count_queries(monkeypatch)

    second = (await asked(processes[1:]))[0]

    assert len(queries) == 2  # the version, and what is kept
    assert (second.content, second.headers["last-modified"]) == (first.content, first.headers["last-modified"])


async def test_many_who_ask_at_once_have_it_made_once(
    processes: list[AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_session()
    queries = count_queries(monkeypatch)

    answers = await asyncio.gather(*(processes[0].get(AGENDA) for _reader in range(20)))

    assert len({answer.content for answer in answers}) == 1
    assert len([query for query in queries if "string_agg" in query]) == 2  # before and after rendering


async def test_feed_stays_the_same_when_something_else_changes(processes: list[AsyncClient]) -> None:
    await a_session()
    first = (await asked(processes[:1]))[0]

    await execute("UPDATE organisation SET slug = 'anders'")
    answers = await asked(processes, if_none_match=first.headers["etag"])

    assert [answer.status_code for answer in answers] == [304, 304]
    assert {answer.headers["last-modified"] for answer in answers} == {first.headers["last-modified"]}


async def test_last_modified_alone_tells_of_a_change_within_the_same_second(processes: list[AsyncClient]) -> None:
    await a_session()
    other = await a_session()
    known = (await asked(processes[:1]))[0].headers["last-modified"]
    assert [answer.status_code for answer in await asked(processes, if_modified_since=known)] == [304, 304]

    for change in ("UPDATE session SET note = 'Neem wat mee.' WHERE id = $1", "DELETE FROM session WHERE id = $1"):
        await execute(change, other)
        answers = await asked(processes, if_modified_since=known)
        assert [answer.status_code for answer in answers] == [200, 200]
        assert parsedate_to_datetime(answers[0].headers["last-modified"]) <= datetime.now(UTC)


async def test_etag_wins_over_the_date(processes: list[AsyncClient]) -> None:
    await a_session()
    first = (await asked(processes[:1]))[0].headers

    answers = await asked(processes, if_none_match='"other"', if_modified_since=first["last-modified"])

    assert [answer.status_code for answer in answers] == [200, 200]


async def test_each_coding_is_the_same_feed_under_its_own_etag(processes: list[AsyncClient]) -> None:
    await a_session()
    names = ("identity", "gzip", "br")
    plain, zipped, small = [(await asked(processes[:1], accept_encoding=name))[0] for name in names]
    raw = await _raw_bodies(processes[0])

    assert [gzip.decompress(raw["gzip"]), brotli.decompress(raw["br"])] == [plain.content] * 2
    assert [answer.headers.get("content-encoding") for answer in (plain, zipped, small)] == [None, "gzip", "br"]
    assert [answer.headers["vary"] for answer in (plain, zipped, small)] == ["Accept-Encoding"] * 3
    digest = plain.headers["etag"].strip('"')
    assert [answer.headers["etag"] for answer in (zipped, small)] == [f'"{digest}-gzip"', f'"{digest}-br"']


async def _raw_bodies(reader: AsyncClient) -> dict[str, bytes]:
    bodies = {}
    for coding in ("gzip", "br"):
        async with reader.stream("GET", AGENDA, headers={"Accept-Encoding": coding}) as answer:
            bodies[coding] = b"".join([part async for part in answer.aiter_raw()])
            assert int(answer.headers["content-length"]) == len(bodies[coding])
    return bodies


async def test_who_has_it_in_another_coding_has_it(processes: list[AsyncClient]) -> None:
    await a_session()
    zipped = (await asked(processes[:1], accept_encoding="gzip"))[0].headers["etag"]

    answers = await asked(processes, accept_encoding="br", if_none_match=f'"other", W/{zipped}')

    assert [(answer.status_code, answer.headers["etag"]) for answer in answers] == [(304, zipped)] * 2


async def test_coding_is_made_once_for_all_processes(processes: list[AsyncClient]) -> None:
    await a_session()
    await asked(processes[:1], accept_encoding="gzip")
    made = await fetch_value("SELECT gzip FROM kept_feed")

    await execute("UPDATE organisation SET slug = 'anders'")
    await asked(processes, accept_encoding="gzip")

    assert made is not None
    assert await fetch_value("SELECT gzip FROM kept_feed") == made
    assert await fetch_value("SELECT size = length(body) + length(gzip) FROM kept_feed")


async def test_head_has_the_headers_without_the_body(processes: list[AsyncClient]) -> None:
    await a_session()
    got = (await asked(processes[:1]))[0]

    head = await processes[0].head(AGENDA)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers


async def test_places_left_are_looked_up_each_time(processes: list[AsyncClient]) -> None:
    await a_session(capacity=1)
    before = await asked(processes, f"{AGENDA}?open=true")

    await execute("UPDATE session SET seats_taken = 1")
    after = await asked(processes, f"{AGENDA}?open=true")

    assert [b"BEGIN:VEVENT\r\nUID:empty" in answer.content for answer in (*before, *after)] == [False] * 2 + [True] * 2


async def test_words_that_somebody_typed_are_kept_in_the_process_only(
    processes: list[AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_session()
    await asked(processes, f"{AGENDA}?q=zee")
    queries = count_queries(monkeypatch)

    await asked(processes[:1], f"{AGENDA}?q=zee")

    assert len(queries) == 1
    assert await fetch_value("SELECT count(*) FROM kept_feed") == 0


async def test_feed_of_an_earlier_program_is_made_again(processes: list[AsyncClient]) -> None:
    await a_session()
    first = (await asked(processes[:1]))[0]
    await execute("UPDATE kept_feed SET renderer = 'former', body = 'BEGIN:NOTHING', etag = 'former'")
    await execute("UPDATE rendered_event SET renderer = 'former', vevent = 'BEGIN:NOTHING'")

    assert (await asked(processes[1:]))[0].content == first.content


async def test_feed_is_right_until_a_cancelled_session_ends_or_the_day_does(database: None) -> None:
    session = await a_session(starts_in=timedelta(days=3))
    ends_at: datetime = await fetch_value("SELECT ends_at FROM session")
    midnight = datetime.combine(ends_at.astimezone(feeds._WINDOW_ZONE), datetime.min.time(), feeds._WINDOW_ZONE)
    just_before = max(midnight, ends_at - HOUR)

    scheduled = await feed_of(_all(), "Agenda", now=just_before)
    await execute("UPDATE session SET state = 'cancelled'")
    cancelled = await feed_of(_all(), "Agenda", now=just_before)
    gone = await feed_of(_all(), "Agenda", now=ends_at)

    assert scheduled.valid_until == midnight + timedelta(days=1)
    assert cancelled.valid_until == ends_at
    assert [str(session).encode() in feed.body for feed in (scheduled, cancelled, gone)] == [True, True, False]


def _all() -> Conditions:
    return Conditions(common=["activity.state = 'published'"])


async def test_feed_that_is_no_longer_right_is_made_again_without_a_change(processes: list[AsyncClient]) -> None:
    session = await a_session(starts_in=-HOUR)
    await execute("UPDATE session SET state = 'cancelled', ends_at = now() + interval '0.3 seconds'")
    before = (await asked(processes))[1]

    await asyncio.sleep(0.35)
    after = await asked(processes)

    assert [str(session) in answer.text for answer in (before, *after)] == [True, False, False]


async def test_nonsense_of_clients_is_answered_with_the_feed(processes: list[AsyncClient]) -> None:
    await a_session()
    for name, value in (
        ("If-None-Match", '"'),
        ("If-None-Match", "W/" * 1000),
        ("If-None-Match", "\xff\xfe"),
        ("If-Modified-Since", "yesterday"),
        ("If-Modified-Since", "Fri, 99 Nov 2026 99:99:99 GMT"),
        ("If-Modified-Since", "Fri, 20 Nov 99999 10:00:00 +9999"),
        ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("If-Modified-Since", "Mon, 01 Jan 0001 00:00:00 +2359"),
        ("If-Modified-Since", "0" * 5000),
        ("Accept-Encoding", ";;q=,gzip;q=∞".encode().decode("latin-1")),
        ("Accept", "application/nonsense"),
        ("Range", "bytes=5-1"),
    ):
        answer = await processes[0].get(AGENDA, headers=[(name.encode(), value.encode("latin-1"))])
        assert (answer.status_code, answer.content[:15]) == (200, b"BEGIN:VCALENDAR"), (name, value)


async def test_process_keeps_no_more_than_it_may(database: None) -> None:
    kept = KeptFeeds(most_bytes=1000)
    made = []

    async def build() -> BuiltFeed:
        made.append(1)
        return BuiltFeed(b"x" * 400, datetime.now(UTC) + HOUR)

    for key in ("a", "b", "a", "c", "a", "b"):  # b was not asked for longest when c came
        await kept.get(Wanted(key, build, shared=False))

    assert len(made) == 4


async def test_failure_to_make_a_feed_is_not_kept(processes: list[AsyncClient]) -> None:
    assert [answer.status_code for answer in await asked(processes, "/activities/zee.ics")] == [404, 404]
    await a_session()
    await execute("UPDATE activity SET slug = 'zee'")

    assert [answer.status_code for answer in await asked(processes, "/activities/zee.ics")] == [200, 200]


async def test_kept_feeds_that_nobody_asks_for_go(
    processes: list[AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_session()
    addresses = [AGENDA, f"{AGENDA}?kind=lecture", f"{AGENDA}?kind=debate", f"{AGENDA}?kind=course"]
    for address in addresses:
        await asked(processes, address)
    await execute("UPDATE kept_feed SET asked_at = now() - interval '8 days' WHERE body LIKE '%empty-feed%'")
    monkeypatch.setattr(feed_store, "MOST_FEEDS", 2)

    await purge_feeds()

    assert await fetch_value("SELECT count(*) FROM kept_feed") == 1
    assert [answer.status_code for address in addresses for answer in await asked(processes, address)] == [200] * 8


async def test_full_store_still_answers(processes: list[AsyncClient], monkeypatch: pytest.MonkeyPatch) -> None:
    await a_session()
    monkeypatch.setattr(feed_store, "MOST_BYTES", 0)

    answers = await asked(processes, accept_encoding=Coding.GZIP)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert await fetch_value("SELECT count(*) FROM kept_feed") == 0


async def test_rendering_ahead_leaves_nothing_to_render(
    processes: list[AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (-3, 3, 500):
        await a_session(starts_in=timedelta(days=days))
    ahead = Ahead()

    rounds = [await ahead.render(), await ahead.render()]
    await execute("UPDATE session SET note = 'Bel aan.' WHERE starts_at > now()")
    rounds.append(await ahead.render())
    queries = count_queries(monkeypatch)
    await asked(processes[:1])

    assert rounds == [2, 0, 1]
    assert len([query for query in queries if "string_agg" in query]) == 1
