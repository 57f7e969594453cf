"""`leeragenda serve`, `worker` and `migrate`: what runs an installation."""

import click

from leeragenda.commands.running import run
from leeragenda.migrating import MigrationFailedError, migrate
from leeragenda.server import AddressTakenError, serve
from leeragenda.worker import run_worker
from settings import get_settings


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve_command(host: str, port: int, workers: int) -> None:
    """Run the web server."""
    require_settings()
    try:
        serve(host, port, workers)
    except AddressTakenError as error:
        raise click.ClickException(str(error)) from error


@click.command("worker")
def worker_command() -> None:
    """Run a worker, which plans and sends the mail. Run as many as you like."""
    require_settings()
    run_worker()


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date. Twice, or from two places at once, does no harm."""
    try:
        done = run(migrate)
    except MigrationFailedError as error:
        raise click.ClickException(f"A migration failed, and nothing has changed.\n{error}") from error
    for name in done:
        click.echo(f"Done: {name}")
    click.echo(f"{len(done)} migrations run, the database is up to date.")


def require_settings() -> None:
    """:raises click.ClickException: with every setting that this process cannot do without and that is not set well."""
    missing = get_settings().missing_for_production()
    if missing:
        raise click.ClickException("These settings are missing or not fit for production: " + ", ".join(missing))
