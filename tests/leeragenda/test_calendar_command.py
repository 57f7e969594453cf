"""`leeragenda import calendar` as a person types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from database.transaction import fetch_value
from settings import get_settings
from tests.events.calendars_in.examples import calendar, event
from tests.notifications.worlds import local, make_world

pytestmark = pytest.mark.usefixtures("database")

WHERE = ("--organisation", "bibliotheek", "--location", "centrale")


def import_calendar(*arguments: str) -> tuple[int, str, str]:
    environment = os.environ | {
        "LEERAGENDA_DATABASE_URL": get_settings().database_url,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    command = [sys.executable, "-m", "leeragenda.cli", "import", "calendar", *arguments, *WHERE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return done.returncode, done.stdout, done.stderr


async def test_file_is_taken_over_once(tmp_path: Path) -> None:
    await make_world()
    path = tmp_path / "buurthuis.ics"
    path.write_bytes(calendar(event("a", f"DTSTART:{local(10):%Y%m%dT%H%M%SZ}")))
    assert import_calendar(str(path)) == (
        0,
        "1 created, 0 changed, 0 unchanged, 0 cancelled\n",
        "line 4: Taalcafé has no end: it lasts one hour here\n",
    )
    assert import_calendar(str(path))[1] == "0 created, 0 changed, 1 unchanged, 0 cancelled\n"
    assert await fetch_value("SELECT name FROM calendar_source") == "buurthuis"


async def test_bad_file_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    await make_world()
    path = tmp_path / "page.ics"
    path.write_text("<html>")
    code, output, errors = import_calendar(str(path))
    assert (code, output) == (1, "")
    assert errors.startswith("line 1: This is not a calendar file (.ics)")
    assert await fetch_value("SELECT count(*) FROM calendar_source") == 0


async def test_address_of_the_own_network_is_refused() -> None:
    await make_world()
    code, _, errors = import_calendar("http://127.0.0.1:1/agenda.ics")
    assert (code, errors) == (1, "This address leads into a private network. Give an address on the internet.\n")


@pytest.mark.parametrize("origin", ["nowhere.ics", "ftp://agenda.example/a.ics"])
async def test_file_and_address_that_cannot_be_read_are_named(origin: str) -> None:
    code, _, errors = import_calendar(origin)
    assert (code, errors.startswith("Error: ")) == (1, True)
