"""Taking a selection along, as staff do it."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, time

import icalendar
import pytest
from httpx import AsyncClient
from openpyxl import load_workbook

from database.transaction import execute, fetch_value
from identity.roles import Role
from planner import export_selection
from planner.export_sheets import COLUMNS
from tests.application import visitor
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def world() -> World:
    return await make_world(title='=cmd|"/c calc"!A1')


@pytest.fixture
async def staff(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        client.headers.update(await headers_of(Role.VIEWER))
        yield client


async def rows(client: AsyncClient, query: str = "") -> list[dict[str, str]]:
    answer = await client.get(f"/planner/export?format=csv{query}")
    assert (answer.status_code, answer.content[:3]) == (200, b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_csv_holds_the_selection_with_formulas_made_harmless(staff: AsyncClient, world: World) -> None:
    await world.session(local(3))
    (row,) = await rows(staff)
    assert (row["title"], row["location"], row["start"], row["end"]) == (
        '\'=cmd|"/c calc"!A1',
        "Centrale",
        "10:00",
        "12:00",
    )
    assert list(row) == list(COLUMNS)


async def test_filters_are_those_of_the_agenda(staff: AsyncClient, world: World) -> None:
    await world.session(local(3))
    await world.session(local(9))
    assert len(await rows(staff, f"&until={local(4):%Y-%m-%d}")) == 1
    assert await rows(staff, "&kind=walk_in") == []
    assert (await staff.get("/planner/export?colour=red")).status_code == 400
    assert (await staff.get("/planner/export?format=pdf")).status_code == 400


async def test_drafts_are_in_it_only_when_asked_for_and_of_the_own_library(staff: AsyncClient, world: World) -> None:
    await world.session(local(3))
    await execute("UPDATE activity SET state = 'draft'")
    assert await rows(staff) == []
    assert len(await rows(staff, "&drafts=true")) == 1
    await make_neighbour()
    staff.headers.update(await headers_of(Role.VIEWER, "elders"))
    assert await rows(staff, "&drafts=true") == []


async def test_sheet_has_dates_as_dates_and_no_formulas(staff: AsyncClient, world: World) -> None:
    await world.session(local(3))
    answer = await staff.get("/planner/export?format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    header, row = sheet.iter_rows()
    values = dict(zip([cell.value for cell in header], row, strict=True))
    assert (values["date"].value.date(), values["start"].value) == (local(3).date(), time(10))
    assert isinstance(values["date"].value.date(), date)
    assert (values["title"].value, values["title"].data_type) == ('=cmd|"/c calc"!A1', "s")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:Z2")


async def test_calendar_holds_all_sessions_over_many_batches(
    staff: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_selection, "BATCH", 2)
    for day in range(1, 6):
        await world.session(local(day))
    answer = await staff.get("/planner/export?format=ics")
    found = icalendar.Calendar.from_ical(answer.content)
    uids = [str(event["UID"]) for event in found.walk("VEVENT")]
    assert (len(set(uids)), len(found.walk("VTIMEZONE"))) == (5, 1)
    assert uids[0] == str(await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1"))


async def test_empty_calendar_and_sheet_can_still_be_opened(staff: AsyncClient) -> None:
    calendar = await staff.get("/planner/export?format=ics")
    assert len(icalendar.Calendar.from_ical(calendar.content).walk("VEVENT")) == 1
    sheet = load_workbook(io.BytesIO((await staff.get("/planner/export?format=xlsx")).content)).active
    assert sheet is not None
    assert sheet.max_row == 1


async def test_more_than_fits_is_refused(staff: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_selection, "MOST_SESSIONS", 1)
    await world.session(local(3))
    await world.session(local(4))
    assert (await staff.get("/planner/export")).status_code == 400


async def test_answer_is_a_download_that_nobody_keeps(staff: AsyncClient) -> None:
    answer = await staff.get("/planner/export?format=csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="leeragenda-2')
