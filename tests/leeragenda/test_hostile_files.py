"""Every column of the files that can be imported, with what nobody means: the line and the column are named."""

import csv
import io
from collections.abc import Awaitable, Callable
from itertools import product

import pytest

from content_links.importing import import_packages
from database.transaction import fetch
from events.importing import import_programme
from places.importing import import_locations
from tabular.counting import ImportCount
from tabular.errors import BadLines
from tests.events.programmes import COURSE, TALKS, make_library, programme
from web.i18n import LOCALES, translator

pytestmark = pytest.mark.usefixtures("database")

HOSTILE = {"nul": "a\x00b", "not a sign": "a\ufffdb", "long": "x" * 25_000, "formula": "=1+" + "1" * 25_000}
LOCATIONS = b"""key,name,kind,host_kind,street,postcode,place,latitude,longitude,phone,note
centrale,Centrale,branch,,Straat 1,3011 PV,Rotterdam,51.9,4.4,010 123 45 67,Kort
slinge,Slinge,branch,,Straat 2,3011 PV,Rotterdam,51.9,4.4,010 123 45 67,Kort
"""
PACKAGES = b"""slug,title,summary,description,provider,kind,access,url,themes,target_groups,language,level
klik,Klik,Kort,Lang,Oefenen.nl,course,open,https://oefenen.example,digitaal,beginners,nl,1F
boeken,Boeken,Kort,Lang,Oefenen.nl,course,open,https://oefenen.example,digitaal,beginners,nl,1F
"""
Import = Callable[[bytes], Awaitable[ImportCount]]


async def programme_of_rotterdam(source: bytes) -> ImportCount:
    return await import_programme(source, "rotterdam")


async def locations_of_rotterdam(source: bytes) -> ImportCount:
    return await import_locations(source, "rotterdam")


FILES: dict[str, tuple[Import, bytes]] = {
    "programme": (programme_of_rotterdam, programme(TALKS, COURSE)),
    "locations": (locations_of_rotterdam, LOCATIONS),
    "packages": (import_packages, PACKAGES),
}


def with_cell(file: bytes, column: str, value: str) -> bytes:
    """The file with another value in the last line."""
    rows = list(csv.reader(io.StringIO(file.decode())))
    rows[-1][rows[0].index(column)] = value
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


async def counts() -> list[tuple[str, int]]:
    tables = [row["tablename"] for row in await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    count = "SELECT '{0}', count(*) FROM {0}"
    return sorted(tuple(row) for row in await fetch(" UNION ALL ".join(count.format(each) for each in tables)))


@pytest.mark.parametrize("kind", FILES)
async def test_hostile_cell_is_named_and_nothing_imported(kind: str) -> None:
    await make_library()
    take, file = FILES[kind]
    before = await counts()
    for column, (name, value) in product(file.decode().splitlines()[0].split(","), HOSTILE.items()):
        with pytest.raises(BadLines) as caught:
            await take(with_cell(file, column, value))
        assert {(bad.line, bad.column) for bad in caught.value.lines} == {(3, column)}, (column, name)
    assert await counts() == before


@pytest.mark.parametrize(
    ("change", "column"),
    [
        pytest.param({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule", id="never"),
        pytest.param({"rrule": "FREQ=DAILY;COUNT=99999999999"}, "rrule", id="thousands"),
        pytest.param({"rrule": "FREQ=SECONDLY"}, "rrule", id="each second"),
        pytest.param(
            {"starts_on": "2027-03-28", "ends_on": "2027-03-28", "start_time": "02:30", "end_time": "04:00",
             "rrule": "FREQ=DAILY"},
            "start_time",
            id="in the hour that the clock skips",
        ),
        pytest.param({"capacity": "-1"}, "capacity", id="fewer than nobody"),
        pytest.param({"capacity": "9" * 30}, "capacity", id="more than everybody"),
        pytest.param({"cost_eur": "1e99"}, "cost_eur", id="unpayable"),
        pytest.param({"starts_on": "2027-02-30"}, "starts_on", id="no such day"),
        pytest.param({"starts_on": "9999-12-31", "ends_on": ""}, "starts_on", id="beyond the calendar"),
    ],
)  # fmt: skip
async def test_line_that_nobody_can_keep_is_named_and_nothing_imported(change: dict[str, str], column: str) -> None:
    await make_library()
    before = await counts()
    file = programme(TALKS, COURSE)
    for name, value in change.items():
        file = with_cell(file, name, value)
    with pytest.raises(BadLines) as caught:
        await import_programme(file, "rotterdam")
    assert [(bad.line, bad.column) for bad in caught.value.lines] == [(3, column)]
    reason = caught.value.lines[0].reason
    words = {translator(locale).gettext(reason.message_id, **reason.details) for locale in LOCALES}
    assert len(words) == 2
    assert await counts() == before
