"""`leeragenda check`."""

import asyncio
import sys

import click

from leeragenda.checking import problems


@click.command("check")
def check_command() -> None:
    """Say what is wrong with this installation and its data, in a line for each; exit with 1 if anything is."""
    found = asyncio.run(problems())
    for problem in found:
        click.echo(problem, err=True)
    if found:
        sys.exit(1)
    click.echo("All is well.")
