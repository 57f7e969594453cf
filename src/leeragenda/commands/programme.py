"""`leeragenda import programme` and `leeragenda export programme`."""

from pathlib import Path

import click

from events.exporting import export_programme
from events.importing import import_programme
from leeragenda.commands.imports import export_group, file_argument, import_group, organisation_option
from leeragenda.commands.running import progress_bar, run


@import_group.command("programme")
@file_argument
@organisation_option
def programme_command(file: Path, organisation: str) -> None:
    """Add and change activities with their schedule rules from a CSV file, and plan their sessions."""
    with progress_bar("Programme") as report:
        count = run(lambda: import_programme(file.read_bytes(), organisation, report))
    click.echo(str(count))


@export_group.command("programme")
@organisation_option
def export_programme_command(organisation: str) -> None:
    """The activities of an organisation with their schedule rules."""
    click.echo(run(lambda: export_programme(organisation)), nl=False)
