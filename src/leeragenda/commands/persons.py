"""`leeragenda person`: what somebody can ask of the library about their data, for who does not do it themselves."""

import sys
from typing import Any
from uuid import UUID

import click

from agenda.own_data import as_json, everything_of, everything_of_registration, forget_person, forget_registration
from events.forgetting import Forgotten
from leeragenda.commands.running import run

_WHO = "WHO is an e-mail address, or the id of a registration of somebody who gave none."


@click.group("person")
def person_group() -> None:
    """What is kept about an attendee."""


@person_group.command("export", epilog=_WHO)
@click.argument("who")
def export_person_command(who: str) -> None:
    """Write everything that is kept about WHO, as JSON."""
    everything = run(lambda: _everything(who))
    if not any(everything.get(part) for part in ("registrations", "messages", "calendar_addresses")):
        click.echo(f"Nothing is kept about {who}.", err=True)
        sys.exit(1)
    click.echo(as_json(everything), nl=False)


@person_group.command("delete", epilog=_WHO)
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--locale", type=click.Choice(["nl", "en"]), default="nl", help="The language of the last mail.")
def delete_person_command(who: str, yes: bool, locale: str) -> None:
    """Forget WHO: places to come are given back, and only what is counted stays."""
    if not yes:
        click.confirm(f"Forget {who}? This cannot be undone.", abort=True)
    forgotten = run(lambda: _forget(who, locale))
    click.echo(f"{len(forgotten.registrations)} registrations forgotten, {forgotten.given_back} places given back")


async def _everything(who: str) -> dict[str, Any]:
    registration = _id_in(who)
    return await (everything_of_registration(registration) if registration else everything_of(who.strip()))


async def _forget(who: str, locale: str) -> Forgotten:
    registration = _id_in(who)
    if registration:
        return await forget_registration(registration)
    return await forget_person(who.strip(), "en" if locale == "en" else "nl")


def _id_in(who: str) -> UUID | None:
    try:
        return UUID(who.strip())
    except ValueError:
        return None
