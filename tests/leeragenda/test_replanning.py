"""What becomes of a programme when closed days are imported after it was planned."""

from pathlib import Path

import pytest

from database.transaction import execute, fetch_value
from events.series.replanning import replan
from places.closing import add_closure
from places.schemas import ClosureDetails
from places.vocabulary import ClosureKind
from tests.events.series.worlds import a_series, an_activity, held_at, ids_of, sign_up
from tests.leeragenda.test_import_commands import leeragenda
from tests.places.calendars import calendar

pytestmark = pytest.mark.usefixtures("database")

CLOSED = """BEGIN:VEVENT
UID:studiedag@library.example
DTSTAMP:20261122T120000Z
DTSTART;VALUE=DATE:20270112
DTEND;VALUE=DATE:20270120
SUMMARY:Verbouwing
END:VEVENT
"""


async def test_import_says_how_much_is_on_closed_days_and_takes_it_out_when_asked(tmp_path: Path) -> None:
    edition = await a_series(*await an_activity())
    await sign_up(session=(await ids_of(edition))[2])
    (tmp_path / "closed.ics").write_bytes(calendar(CLOSED))
    library = await fetch_value("SELECT slug FROM organisation")
    arguments = ("closures", str(tmp_path / "closed.ics"), "--organisation", library, "--kind", "closed")

    told = leeragenda("import", *arguments)
    still = len(await held_at(edition))
    done = leeragenda("import", *arguments, "--replan")
    again = leeragenda("import", *arguments, "--replan")

    counts = "2 sessions on closed days go, 0 on days that are open again come; 1 mails are sent."
    assert told == (0, "1 created, 0 changed, 0 unchanged\n", f"{counts}\nAdd --replan to change them.\n")
    assert still == 6
    assert done == (0, "0 created, 0 changed, 1 unchanged\n", f"Done: {counts}\n")
    assert again[2] == "Nothing that is planned has to change.\n"
    assert await held_at(edition) == ["01-05 10:00", "01-26 10:00", "02-02 10:00", "02-09 10:00"]


async def test_day_that_is_open_again_gets_its_session() -> None:
    edition = await a_series(*await an_activity())
    library = await fetch_value("SELECT id FROM organisation")
    day = await fetch_value("SELECT max(occurs_on) FROM session")
    details = ClosureDetails(kind=ClosureKind.CLOSED, name="Verbouwing", first_day=day, last_day=day)
    await add_closure(organisation_slug=await fetch_value("SELECT slug FROM organisation"), details=details)

    closed = await replan(library)
    fewer = len(await held_at(edition))
    await execute("DELETE FROM closure")
    opened = await replan(library)

    assert (closed, fewer, opened, len(await held_at(edition))) == (1, 5, 1, 6)
