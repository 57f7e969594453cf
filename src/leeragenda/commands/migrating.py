"""`leeragenda migrate`."""

import click

from leeragenda.commands.running import run
from leeragenda.migrating import MigrationFailedError, migrate


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date. Twice, or from two places at once, does no harm."""
    try:
        done = run(migrate)
    except MigrationFailedError as error:
        raise click.ClickException(f"A migration failed, and nothing has changed.\n{error}") from error
    for name in done:
        click.echo(f"Done: {name}")
    click.echo("The database is up to date.")
