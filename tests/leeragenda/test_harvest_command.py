"""`leeragenda harvest`, against a catalogue on this machine."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from content_links.harvesting.sources import SourceDetails, add_harvest_source
from content_links.vocabulary import HarvestKind
from settings import get_settings
from tests.builders import a_library
from tests.content_links.harvesting.catalogues import answer, record
from tests.content_links.harvesting.servers import Says, running_site

pytestmark = pytest.mark.usefixtures("database")


async def leeragenda(*arguments: str) -> tuple[int, str, str]:
    environment = os.environ | {
        "LEERAGENDA_DATABASE_URL": get_settings().database_url,
        "LEERAGENDA_PRIVATE_CALENDARS": "true",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    command = [sys.executable, "-m", "leeragenda.cli", *arguments]
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


async def test_catalogues_are_read_and_what_fails_is_said() -> None:
    library = await a_library()
    async with running_site() as site:
        site.pages["/oai"] = Says(answer(record("oai:1", "Les", "https://a.example/1")))
        for name, path in (("Goed", "/oai"), ("Weg", "/weg")):
            details = SourceDetails(name=name, kind=HarvestKind.OAI_PMH, url=site.url(path))
            await add_harvest_source(organisation=library.id, details=details)
        everything = await leeragenda("harvest")
        one = await leeragenda("harvest", "Goed")
    good = "Goed: {} created, 0 changed, {} unchanged, 0 withdrawn, 0 left out\n"
    assert everything == (1, good.format(1, 0) + "Weg: The catalogue answers with the code 404.\n", "")
    assert one == (0, good.format(0, 1), "")
    assert await leeragenda("harvest", "Nergens") == (1, "", "Error: There is no catalogue Nergens.\n")
