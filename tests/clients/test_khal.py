"""Somebody imports our calendar into khal, and reads in the terminal when to come."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest

from tests.notifications.worlds import AMSTERDAM, make_world

pytestmark = pytest.mark.usefixtures("database")

_CONFIG = """
[calendars]
[[agenda]]
path = {directory}/calendar
[sqlite]
path = {directory}/khal.db
[locale]
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


def changes_of_clock() -> list[date]:
    """The last Sundays of March and October that a feed reaches with a day to spare."""
    first = datetime.now(UTC).date() - timedelta(days=20)
    days = [first + timedelta(days=number) for number in range(365)]
    last_sundays = [day for day in days if day.weekday() == 6 and (day + timedelta(days=7)).month != day.month]
    return [day for day in last_sundays if day.month in {3, 10}]


async def test_days_around_a_change_of_the_clock_have_the_hours_of_the_library(
    khal: Path, server: str, tmp_path: Path
) -> None:
    world = await make_world()
    days = [day + timedelta(days=more) for day in changes_of_clock() for more in (-1, 0, 1)]
    for day in days:
        await world.session(datetime.combine(day, time(10, 30), AMSTERDAM).astimezone(UTC))
    async with httpx.AsyncClient(base_url=server) as client:
        (tmp_path / "agenda.ics").write_bytes((await client.get("/agenda.ics")).content)
    (tmp_path / "calendar").mkdir()
    (tmp_path / "config").write_text(_CONFIG.format(directory=tmp_path))

    await _khal(khal, tmp_path, "import", "--batch", "-a", "agenda", "agenda.ics")
    shape = ("--day-format", "", "--format", "{start-date-full} {start-time}-{end-time} {title}")
    listed = await _khal(khal, tmp_path, "list", *shape, f"{days[0]}", f"{days[-1] + timedelta(days=1)}")

    assert len(days) >= 6
    assert listed.split("\n") == [f"{day} 10:30-12:30 Omgaan met je telefoon" for day in days]


async def _khal(program: Path, directory: Path, *arguments: str) -> str:
    argv = (str(program), "--config", "config", *arguments)
    process = await asyncio.create_subprocess_exec(
        *argv, cwd=directory, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    return said.decode().strip()
