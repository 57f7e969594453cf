"""`leeragenda import calendar`."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import click

import leeragenda.commands.programme  # noqa: F401  adds its commands to the same groups
from elsewhere.asking import plain_address
from events.calendars_in.adding import add_calendar
from events.calendars_in.importing import CalendarCount, import_calendar
from events.calendars_in.polling import poll
from events.calendars_in.sources import change_address, source_named
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
    known = await source_named(organisation, name)
    if known is None:
        return await _add(organisation, name, url, await _body(origin, url), values)
    if url and url != known.url:
        await change_address(known.id, url)
    return await poll(known.id) if url else await import_calendar(known.id, await _body(origin, url) or b"")


async def _body(origin: str, url: str | None) -> bytes | None:
    return None if url else await asyncio.to_thread(Path(origin).read_bytes)


async def _add(
    organisation: str, name: str, url: str | None, body: bytes | None, values: dict[str, str | None]
) -> CalendarCount:
    _, count = await add_calendar(
        organisation_slug=organisation,
        name=name,
        url=url,
        body=body,
        location_key=str(values["location"]),
        activity_slug=values["activity"],
        kind=ActivityKind(str(values["kind"])),
        form=Form(str(values["form"])),
    )
    return count
