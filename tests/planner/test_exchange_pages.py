"""Import and export on the pages of staff."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import fetch, fetch_value
from identity.roles import Role
from planner.exchange_files import packed, unpacked
from planner.export_errors import FileMissing
from tests.application import visitor
from tests.events.calendars_in.examples import calendar, event
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")

LINE = "taalcafe,Taalcafé,meetup,drop_in,centrale,2027-01-05,2027-01-26,10:00,12:00,FREQ=WEEKLY,none"
PROGRAMME = f"activity,title,kind,form,location,starts_on,ends_on,start_time,end_time,rrule,registration\n{LINE}\n"
CALENDAR = {
    "name": "Buurthuis",
    "location": "bibliotheek/centrale",
    "kind": "meetup",
    "form": "single",
    "activity": "",
    "url": "",
}


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def staff(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


def file_of(body: str | bytes, name: str = "file.csv") -> dict[str, tuple[str, bytes]]:
    return {"file": (name, body.encode() if isinstance(body, str) else body)}


def ics(*lines: str) -> dict[str, tuple[str, bytes]]:
    return file_of(calendar(event("a", f"DTSTART:{local(10):%Y%m%dT%H%M%SZ}", "DURATION:PT1H", *lines)), "a.ics")


async def test_programme_is_looked_at_first_and_taken_over_after(staff: AsyncClient) -> None:
    path, organisation = "/planner/exchange/programme", {"organisation": "bibliotheek"}
    looked = await staff.post(path, data=organisation, files=file_of(PROGRAMME))
    assert "1 nieuw, 0 anders, 0 hetzelfde. Er is nog niets veranderd." in looked.text
    assert await fetch_value("SELECT count(*) FROM activity WHERE key = 'taalcafe'") == 0
    content = re.search(r'name="content" value="([^"]+)"', looked.text)
    assert content
    done = await staff.post(path, data=organisation | {"content": content[1]})
    assert "1 nieuw, 0 anders, 0 hetzelfde." in done.text
    assert await fetch_value("SELECT count(*) FROM session JOIN edition ON edition.id = session.edition") == 4
    assert [row["action"] for row in await fetch("SELECT action FROM operation")] == ["import.programme"]
    exported = await staff.get("/planner/exchange/programme.csv?organisation=bibliotheek")
    again = await staff.post(path, data=organisation, files=file_of(exported.content))
    assert "0 nieuw, 0 anders, 1 hetzelfde." in again.text


async def test_every_bad_line_of_a_programme_is_named(staff: AsyncClient) -> None:
    bad = PROGRAMME + LINE.replace("centrale", "nergens") + "\n" + LINE.replace("10:00", "noon") + "\n"
    answer = await staff.post("/planner/exchange/programme", data={"organisation": "bibliotheek"}, files=file_of(bad))
    assert answer.status_code == 400
    assert re.findall(r"<strong>Regel (\d+)</strong>, (\w+)", answer.text)[:2] == [
        ("3", "location"),
        ("4", "start_time"),
    ]


async def test_programme_without_a_file_or_with_a_broken_one_is_refused(staff: AsyncClient) -> None:
    for extra in ({}, {"content": "AAAA"}):
        answer = await staff.post("/planner/exchange/programme", data={"organisation": "bibliotheek"} | extra)
        assert (answer.status_code, "Kies een bestand." in answer.text) == (400, True)


async def test_nobody_imports_or_exports_for_another_library(staff: AsyncClient) -> None:
    await make_neighbour()
    assert (await staff.get("/planner/exchange/programme.csv?organisation=elders")).status_code == 403
    data = {"organisation": "elders"}
    assert (await staff.post("/planner/exchange/programme", data=data, files=file_of(PROGRAMME))).status_code == 403
    there = CALENDAR | {"location": "elders/overkant"}
    assert (await staff.post("/planner/calendars", data=there, files=ics())).status_code == 403


async def test_calendar_is_added_read_again_and_switched_off(staff: AsyncClient) -> None:
    added = await staff.post("/planner/calendars", data=CALENDAR, files=ics())
    assert "1 nieuw, 0 anders, 0 hetzelfde, 0 gaan niet door." in added.text
    source = await fetch_value("SELECT id FROM calendar_source")
    again = await staff.post(f"/planner/calendars/{source}", files=ics("STATUS:CANCELLED"))
    assert "0 nieuw, 0 anders, 0 hetzelfde, 1 gaan niet door." in again.text
    off = await staff.post(f"/planner/calendars/{source}/active", data={"active": "false"})
    assert "Staat uit" in off.text
    assert "Staat uit" in (await staff.get("/planner/calendars")).text
    assert "Buurthuis" in (await staff.get(f"/planner/calendars/{source}")).text


async def test_calendar_that_cannot_be_used_is_refused_and_what_was_typed_stays(staff: AsyncClient) -> None:
    answer = await staff.post("/planner/calendars", data=CALENDAR, files=ics("RRULE:FREQ=SECONDLY"))
    assert (answer.status_code, 'value="Buurthuis"' in answer.text, "Regel 4" in answer.text) == (400, True, True)
    answer = await staff.post("/planner/calendars", data=CALENDAR)
    assert "Vul een adres in, of kies een bestand." in answer.text
    private = CALENDAR | {"url": "http://127.0.0.1:1/agenda.ics"}
    assert "Dit adres leidt naar een eigen netwerk." in (await staff.post("/planner/calendars", data=private)).text
    assert await fetch_value("SELECT count(*) FROM calendar_source") == 0


async def test_page_offers_a_viewer_no_import(staff: AsyncClient) -> None:
    assert "Kijk wat er zou veranderen" in (await staff.get("/planner/exchange")).text
    staff.headers.update(await headers_of(Role.VIEWER))
    page = await staff.get("/planner/exchange")
    assert (page.status_code, "Kijk wat er zou veranderen" in page.text) == (200, False)


def test_packed_file_comes_out_whole_and_nothing_else_does() -> None:
    assert unpacked(packed(b"a,b\r\n")) == b"a,b\r\n"
    for text in ("!", packed(b"abc")[:-4], packed(b"x" * 13_000_000)):
        with pytest.raises(FileMissing):
            unpacked(text)
