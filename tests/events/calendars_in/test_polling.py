"""Calendars with an address, against a real server."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from database.transaction import execute, fetch_row, fetch_value
from elsewhere import asking
from elsewhere.errors import NotReachable, PackedAnswer, TooManyRedirects, UnsafeAddress
from events.calendars_in.errors import SourceWithoutAddress
from events.calendars_in.fetching import fetch_calendar
from events.calendars_in.polling import poll, poll_due
from events.calendars_in.sources import add_source, switch_source
from events.vocabulary import ActivityKind, Form
from settings import get_settings
from tabular.errors import FileTooLarge
from tabular.fields import NotAWebAddress
from tests.events.calendars_in.examples import calendar, event
from tests.events.calendars_in.servers import CalendarServer, calendar_server
from tests.notifications.worlds import make_world

NOW = datetime(2027, 1, 1, 8, tzinfo=UTC)
BODY = calendar(event("a", "DTSTART:20270105T090000Z", "DURATION:PT1H"))


@pytest.fixture
async def server() -> AsyncIterator[CalendarServer]:
    async with calendar_server() as running:
        yield running


@pytest.fixture
def own_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LEERAGENDA_PRIVATE_CALENDARS", "true")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
async def source(server: CalendarServer, own_network: None, database: None) -> int:
    await make_world()
    server.give(BODY, etag='"one"')
    return await a_source(server.url())


async def a_source(url: str | None) -> int:
    return await add_source(
        organisation_slug="bibliotheek",
        name="Buurthuis",
        location_key="centrale",
        kind=ActivityKind.MEETUP,
        form=Form.SINGLE,
        url=url,
    )


async def test_changed_calendar_is_taken_over_and_an_unchanged_one_not_sent_again(
    source: int, server: CalendarServer
) -> None:
    assert (await poll(source, now=NOW)).created == 1
    assert str(await poll(source, now=NOW)) == "0 created, 0 changed, 1 unchanged, 0 cancelled"
    assert [headers.get("if-none-match") for _, headers in server.asked] == [None, '"one"']
    server.give(calendar(event("a", "DTSTART:20270105T100000Z", "DURATION:PT1H")), etag='"two"')
    assert (await poll(source, now=NOW)).changed == 1


async def test_calendar_is_asked_every_hour_and_less_often_while_it_fails(source: int, server: CalendarServer) -> None:
    assert await poll_due(now=NOW) == 1
    assert await poll_due(now=NOW + timedelta(minutes=59)) == 0
    server.answers.clear()
    assert await poll_due(now=NOW + timedelta(minutes=70)) == 1
    row = await fetch_row("SELECT failures, last_error FROM calendar_source")
    assert tuple(row or ()) == (1, "Het adres antwoordt met de code 404 in plaats van met een agenda.")
    assert await poll_due(now=NOW + timedelta(minutes=140)) == 0
    server.give(BODY)
    assert await poll_due(now=NOW + timedelta(minutes=210)) == 1
    row = await fetch_row("SELECT failures, last_error FROM calendar_source")
    assert tuple(row or ()) == (0, "")


async def test_calendar_that_is_switched_off_is_not_asked(source: int) -> None:
    await switch_source(source, active=False)
    assert await poll_due(now=NOW) == 0


async def test_file_with_mistakes_changes_nothing_and_they_stand_with_the_calendar(
    source: int, server: CalendarServer
) -> None:
    await poll(source, now=NOW)
    server.give(calendar(event("a", "DTSTART:20270105T100000Z"), event("b", "DTSTART:tomorrow")))
    assert await poll_due(now=NOW + timedelta(hours=2)) == 1
    error = await fetch_value("SELECT last_error FROM calendar_source")
    assert (
        error == "Er staan fouten in het bestand. Daarom is er niets van overgenomen. 10: b DTSTART: Dit is geen datum."
    )
    assert await fetch_value("SELECT starts_at FROM session") == datetime(2027, 1, 5, 9, tzinfo=UTC)


async def test_file_without_an_address_cannot_be_asked(database: None) -> None:
    await make_world()
    with pytest.raises(SourceWithoutAddress):
        await poll(await a_source(None))


async def test_own_network_is_refused_also_behind_a_redirect(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.give(BODY)
    with pytest.raises(UnsafeAddress):
        await fetch_calendar(server.url())
    assert server.asked == []
    server.redirect("/away", "http://169.254.169.254/latest/meta-data")
    monkeypatch.setattr(asking, "is_public", lambda address: address != "169.254.169.254")
    with pytest.raises(UnsafeAddress):
        await fetch_calendar(server.url("/away"))


async def test_redirects_are_followed_a_few_times(server: CalendarServer) -> None:
    server.give(BODY)
    server.redirect("/moved", "/agenda.ics")
    server.redirect("/circle", "/circle")
    assert (await fetch_calendar(server.url("/moved"), private=True)).body == BODY
    with pytest.raises(TooManyRedirects):
        await fetch_calendar(server.url("/circle"), private=True)
    assert [path for path, _ in server.asked] == ["/moved", "/agenda.ics", *["/circle"] * 4]


async def test_redirect_to_another_kind_of_address_is_refused(server: CalendarServer) -> None:
    server.redirect("/file", "file:///etc/passwd")
    with pytest.raises(NotAWebAddress):
        await fetch_calendar(server.url("/file"), private=True)


async def test_answer_without_an_end_is_cut_off(server: CalendarServer) -> None:
    server.give(b"BEGIN:VCALENDAR\r\n")
    server.keeps_sending = True
    with pytest.raises(FileTooLarge):
        await fetch_calendar(server.url(), private=True)


async def test_silent_packed_and_absent_servers_are_refused(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.give(b"\x1f\x8b", path="/packed", content_encoding="gzip")
    with pytest.raises(PackedAnswer):
        await fetch_calendar(server.url("/packed"), private=True)
    with pytest.raises(NotReachable):
        await fetch_calendar("http://127.0.0.1:1/agenda.ics", private=True)
    monkeypatch.setattr(asking, "MOST_SECONDS", 0.0)
    with pytest.raises(NotReachable):
        await fetch_calendar(server.url(), private=True)


async def test_claimed_calendar_is_not_asked_by_another_worker(source: int) -> None:
    await execute("UPDATE calendar_source SET polled_at = $1", NOW)
    assert await poll_due(now=NOW + timedelta(seconds=1)) == 0
