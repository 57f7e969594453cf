"""`leeragenda import`, `leeragenda export` and `leeragenda organisation`."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import click
from pydantic import ValidationError

from content_links.exporting import export_packages
from content_links.harvesting.choosing import CHOICES_OF_ACCESS, Choices
from content_links.harvesting.importing import import_file
from content_links.suggesting.counting_words import count_words
from leeragenda.commands.replanning import announce, carry_out
from leeragenda.commands.running import progress_bar, run
from places.exporting import export_locations
from places.importing import import_closures, import_locations
from places.organising import create_organisation
from places.queries import organisation_by_slug
from places.schemas import OrganisationDetails
from places.vocabulary import ClosureKind, OrganisationKind, SchoolRegion
from tabular.counting import ImportCount
from tabular.reasons import reason_of

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
organisation_option = click.option("--organisation", required=True, metavar="SLUG", help="Whose they are.")


@click.group("import")
def import_group() -> None:
    """Take over a file: all of it, or nothing when there is a mistake in it. Twice is the same as once."""


@click.group("export")
def export_group() -> None:
    """Write the CSV that import takes."""


@click.group("organisation")
def organisation_group() -> None:
    """Organisations: national, provincial, libraries and partners."""


@import_group.command("locations")
@file_argument
@organisation_option
def locations_command(file: Path, organisation: str) -> None:
    """Add and change locations from a CSV file."""
    run_import("Locations", lambda: import_locations(file, organisation))


@import_group.command("closures")
@file_argument
@organisation_option
@click.option("--kind", type=click.Choice([kind.value for kind in ClosureKind]), required=True)
@click.option(
    "--region", type=click.Choice([region.value for region in SchoolRegion]), help="Of events that name no region."
)
@click.option("--replan", is_flag=True, help="Also call off what is planned on days that are closed by now.")
def closures_command(file: Path, organisation: str, kind: str, region: str | None, replan: bool) -> None:
    """Add and change closed days from a calendar (.ics).

    What is planned already stays, and how much of it is on closed days is said; --replan takes it out, tells who
    signed up, and plans days that are open again.
    """
    school_region = SchoolRegion(region) if region else None
    run_import("Closures", lambda: import_closures(file, organisation, ClosureKind(kind), school_region))
    # Beside the count, which programs read.
    if said := run(lambda: carry_out(organisation) if replan else announce(organisation)):
        click.echo(said, err=True)


@import_group.command("packages")
@file_argument
@click.option("--owner", metavar="SLUG", help="The organisation that looks after them.")
@click.option("--access", type=click.Choice([access.value for access in CHOICES_OF_ACCESS]), help="How people get in.")
@click.option("--provider", default="", metavar="NAME", help="Who makes them, where the file does not say so.")
@click.option("--language", default="nl", show_default=True, help="Where the file does not say so.")
@click.option("--url", metavar="URL", help="Where a package is found, when the file does not say so.")
def packages_command(file: Path, owner: str | None, **chosen: str | None) -> None:
    """Add and change e-content packages.

    FILE is CSV, a course package (.zip or .imscc with cmi5.xml or imsmanifest.xml), such a manifest by itself, learning
    object metadata (NL-LOM) or schema.org in JSON-LD. The options are for all kinds but CSV, which says everything.
    """
    try:
        choices = Choices.model_validate(chosen)
    except ValidationError as error:
        raise click.ClickException(_reasons(error)) from error
    run_import("Packages", lambda: _import_packages(file, choices, owner))


async def _import_packages(file: Path, choices: Choices, owner: str | None) -> ImportCount:
    owned_by = (await organisation_by_slug(owner)).id if owner else None
    count = await import_file(file, choices.model_copy(update={"owner": owned_by}))
    await count_words()
    return count


@export_group.command("locations")
@organisation_option
def export_locations_command(organisation: str) -> None:
    """The locations of an organisation."""
    click.echo(run(lambda: export_locations(organisation)), nl=False)


@export_group.command("packages")
def export_packages_command() -> None:
    """All e-content packages."""
    click.echo(run(export_packages), nl=False)


@organisation_group.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), required=True)
@click.option("--parent", metavar="SLUG", help="The organisation it belongs to.")
@click.option("--timezone", default="Europe/Amsterdam", show_default=True)
@click.option("--school-region", type=click.Choice([region.value for region in SchoolRegion]))
def add_organisation_command(**values: str | None) -> None:
    """Add the organisation SLUG with the name NAME."""
    try:
        details = OrganisationDetails.model_validate(
            {name: value for name, value in values.items() if value is not None}
        )
    except ValidationError as error:
        raise click.ClickException(_reasons(error)) from error
    added = run(lambda: create_organisation(details=details))
    click.echo(f"Added {added.slug}: {added.name}")


def _reasons(error: ValidationError) -> str:
    return "\n".join(f"{'.'.join(map(str, each['loc']))}: {reason_of(each)}" for each in error.errors())


def run_import(description: str, operation: Callable[[], Awaitable[ImportCount]]) -> None:
    """Runs an import of which the length is not known beforehand, and prints its count."""
    with progress_bar(description):
        count = run(operation)
    click.echo(str(count))
