"""`leeragenda harvest`."""

import sys

import click

from content_links.harvesting.reading_catalogues import harvest
from content_links.harvesting.sources import HarvestSourceRow, harvest_sources
from leeragenda.commands.running import progress_bar, run
from refusals import Refusal


@click.command("harvest")
@click.argument("source", required=False, metavar="[SOURCE]")
def harvest_command(source: str | None) -> None:
    """Read the catalogues of packages now, from where they were; SOURCE is the name or number of one.

    The worker does the same every day.
    """
    with progress_bar("Catalogues"):
        results = run(lambda: _harvest(source))
    if source and not results:
        raise click.ClickException(f"There is no catalogue {source}.")
    for name, said, _ in results:
        click.echo(f"{name}: {said}")
    if any(failed for *_, failed in results):
        sys.exit(1)


async def _harvest(source: str | None) -> list[tuple[str, str, bool]]:
    wanted = [row for row in await harvest_sources() if source is None or source in {row.name, str(row.id)}]
    return [await _harvest_one(row) for row in wanted]


async def _harvest_one(row: HarvestSourceRow) -> tuple[str, str, bool]:
    """Its name, what was read or what went wrong, and whether it did."""
    try:
        count = await harvest(row.id)
    except Refusal as refusal:
        return row.name, str(refusal), True
    return row.name, f"{count}{'' if count.is_whole else ', not yet all'}", False
