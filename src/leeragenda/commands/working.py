"""`leeragenda worker`."""

import click

from leeragenda.commands.requiring import require_settings
from leeragenda.worker import run_worker


@click.command("worker")
def worker_command() -> None:
    """Run a worker, which plans and sends the mail. Run as many as you like."""
    require_settings()
    run_worker()
