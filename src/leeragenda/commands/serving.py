"""`leeragenda serve`. Its process stays next to those that answer, so it imports no more than it must."""

import click

from leeragenda.commands.requiring import require_settings
from leeragenda.server import AddressTakenError, serve


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
