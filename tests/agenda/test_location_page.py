import re
from datetime import date, time, timedelta

import pytest
from httpx import AsyncClient

from agenda.location_page import opening_rows
from database.transaction import execute
from places.queries import OpeningHoursRow
from tests.agenda.counting import count_queries
from tests.builders import a_location, a_session, an_edition
from web.i18n import translator


async def test_location_says_where_it_is_and_what_is_on(reader: AsyncClient) -> None:
    session = await a_session()
    await execute(
        "UPDATE location SET slug = 'haven', name = 'De Haven', street = 'Kade 1', postcode = '1234 AB',"
        " latitude = 51.9, longitude = 4.5, wheelchair = false, phone = '010 281 61 00'"
    )

    html = (await reader.get("/locations/haven")).text

    assert "Kade 1, 1234 AB Dorp" in html
    assert "https://www.openstreetmap.org/?mlat=51.9&amp;mlon=4.5" in html
    assert "Met een rolstoel kun je niet naar binnen." in html
    assert 'href="tel:0102816100"' in html
    assert re.findall(r"\?session=([\w-]+)", html) == [str(session)]
    assert 'href="/subscribe?location=haven"' in html


async def test_location_without_plans_leads_to_the_agenda(reader: AsyncClient) -> None:
    location = await a_location()

    assert "Er staat hier nu niets gepland" in (await reader.get(f"/locations/{location.slug}")).text


async def test_location_says_when_it_is_closed(reader: AsyncClient) -> None:
    location = await a_location()
    await execute(
        "INSERT INTO closure (organisation, location, kind, uid, name, first_day, last_day)"
        " VALUES ($1, $2, 'closed', 'kerst', 'Kerst', current_date + 2, current_date + 3)",
        location.organisation,
        location.id,
    )

    assert ": Kerst</li>" in (await reader.get(f"/locations/{location.slug}")).text


async def test_location_that_does_not_exist_is_not_found(reader: AsyncClient) -> None:
    assert (await reader.get("/locations/nergens")).status_code == 404


def test_opening_rows_name_every_day_and_today() -> None:
    hours = [
        OpeningHoursRow(weekday=1, opens_at=time(9), closes_at=time(12)),
        OpeningHoursRow(weekday=1, opens_at=time(13), closes_at=time(17, 30)),
    ]

    rows = opening_rows(hours, date(2027, 1, 5), translator("nl"))

    assert rows[0] == {
        "day": "Maandag",
        "text": "9.00 tot 12.00 uur, 13.00 tot 17.30 uur",
        "is_today": False,
    }
    assert rows[1] == {"day": "Dinsdag", "text": "gesloten", "is_today": True}
    assert len(rows) == 7


@pytest.mark.parametrize("rows", [1, 3])
async def test_location_takes_as_many_queries_for_more_rows(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    edition = await an_edition()
    for day in range(1, rows + 1):
        await a_session(edition=edition, starts_in=timedelta(days=day))
    await execute("UPDATE location SET slug = 'haven'")
    queries = count_queries(monkeypatch)

    await reader.get("/locations/haven")

    assert len(queries) == 4
