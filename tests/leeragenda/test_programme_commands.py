"""Programmes as a person imports and exports them, and the nightly planning of sessions."""

import os
import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest

from database.transaction import execute, fetch_value
from events.editions import add_rule
from events.schemas import RuleDetails
from leeragenda.worker import crons, plan_sessions
from settings import get_settings
from tests.events.programmes import LINES, TALKS, make_library, programme

pytestmark = pytest.mark.usefixtures("database")


def leeragenda(*arguments: str) -> tuple[int, bytes, str]:
    environment = os.environ | {"LEERAGENDA_DATABASE_URL": get_settings().database_url}
    command = [sys.executable, "-m", "leeragenda.cli", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)  # noqa: S603
    return done.returncode, done.stdout, done.stderr.decode()


async def test_programme_is_imported_and_exported(tmp_path: Path) -> None:
    await make_library()
    path = tmp_path / "programme.csv"
    path.write_bytes(programme(*LINES))
    whose = ("--organisation", "rotterdam")

    first = leeragenda("import", "programme", str(path), *whose)
    exported = leeragenda("export", "programme", *whose)
    path.write_bytes(exported[1])
    second = leeragenda("import", "programme", str(path), *whose)

    assert first == (0, b"8 created, 0 changed, 0 unchanged\n", "")
    assert exported == (0, programme(*LINES), "")
    assert second == (0, b"0 created, 0 changed, 8 unchanged\n", "")


async def test_bad_lines_are_printed(tmp_path: Path) -> None:
    await make_library()
    path = tmp_path / "programme.csv"
    path.write_bytes(programme(*LINES, TALKS.replace("slinge", "nergens")))

    code, output, errors = leeragenda("import", "programme", str(path), "--organisation", "rotterdam")

    assert (code, output) == (1, b"")
    assert errors.splitlines() == [
        "line 10: location: This organisation has no location nergens.",
        "The file has mistakes, so nothing of it was imported. Mistakes: 1.",
    ]


async def test_sessions_are_planned_every_night_and_at_the_start() -> None:
    planning = [cron for cron in crons() if cron.name == "cron:plan_sessions"]

    assert [(cron.hour, cron.minute, cron.run_at_startup) for cron in planning] == [(2, 47, True)]


async def test_planning_fills_up_to_the_horizon(tmp_path: Path) -> None:
    await make_library()
    path = tmp_path / "programme.csv"
    path.write_bytes(programme(TALKS))
    leeragenda("import", "programme", str(path), "--organisation", "rotterdam")
    weekly = RuleDetails(first_day=date(2026, 1, 7), starts_at=time(10), ends_at=time(12), rrule="FREQ=WEEKLY;BYDAY=WE")
    rule = await add_rule(edition=await fetch_value("SELECT id FROM edition"), details=weekly)
    # Without an end, as the activity goes on.
    await execute("UPDATE edition SET last_day = NULL")

    await plan_sessions({})

    last = await fetch_value("SELECT max(occurs_on) FROM session WHERE rule = $1", rule)
    assert 410 <= (last - date.today()).days <= 430  # noqa: DTZ011
