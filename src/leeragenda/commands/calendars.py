"""`leeragenda import calendar`."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import click

import leeragenda.commands.programme  # noqa: F401  adds its commands to the same groups
from database.transaction import transaction
from events.calendars_in.fetching import plain_address
from events.calendars_in.importing import CalendarCount, import_calendar
from events.calendars_in.polling import poll
from events.calendars_in.sources import add_source, change_address, source_named
from events.vocabulary import ActivityKind, Form
from leeragenda.commands.imports import import_group, organisation_option
from leeragenda.commands.running import progress_bar, run
from refusals import Refusal

_NAME_LENGTH = 200


@import_group.command("calendar")
@click.argument("origin", metavar="FILE.ics|URL")
@organisation_option
@click.option("--location", required=True, metavar="KEY", help="Where the events are held.")
@click.option("--name", help="What the calendar is called here; the name of the file or server unless given.")
@click.option("--activity", metavar="SLUG", help="The activity of all events; else each is named after its summary.")
@click.option("--kind", type=click.Choice([kind.value for kind in ActivityKind]), default=ActivityKind.MEETUP.value)
@click.option("--form", type=click.Choice([form.value for form in Form]), default=Form.SINGLE.value)
def calendar_command(origin: str, organisation: str, name: str | None, **values: str | None) -> None:
    """Take over the events of another system from an .ics file, or from an address that is asked every hour after."""
    url = _address(origin) if "://" in origin else None
    if url is None and not Path(origin).is_file():
        raise click.ClickException(f"There is no file {origin}.")
    known_as = (name or (urlsplit(url).hostname if url else Path(origin).stem) or origin)[:_NAME_LENGTH]
    with progress_bar("Calendar"):
        count = run(lambda: _take_over(origin, url, organisation, known_as, values))
    for remark in count.remarks:
        click.echo(f"line {remark.line}: {remark.summary} {remark.message}", err=True)
    click.echo(str(count))


def _address(origin: str) -> str:
    try:
        return plain_address(origin)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


async def _take_over(
    origin: str, url: str | None, organisation: str, name: str, values: dict[str, str | None]
) -> CalendarCount:
    """A new calendar that cannot be used leaves nothing behind; a known one keeps what went wrong with it."""
    known = await source_named(organisation, name)
    if known:
        if url and url != known.url:
            await change_address(known.id, url)
        return await _read(known.id, origin, url)
    async with transaction():
        return await _read(await _add(organisation, name, url, values), origin, url)


async def _read(source: int, origin: str, url: str | None) -> CalendarCount:
    return (
        await poll(source) if url else await import_calendar(source, await asyncio.to_thread(Path(origin).read_bytes))
    )


async def _add(organisation: str, name: str, url: str | None, values: dict[str, str | None]) -> int:
    return await add_source(
        organisation_slug=organisation,
        name=name,
        url=url,
        location_key=str(values["location"]),
        activity_slug=values["activity"],
        kind=ActivityKind(str(values["kind"])),
        form=Form(str(values["form"])),
    )
