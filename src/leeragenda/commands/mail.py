"""`leeragenda mail`: what the mail server hands to us."""

import asyncio
import os
import sys
from collections.abc import Sequence

import asyncpg
import click

from database.engine import close_pool, open_pool
from notifications.envelopes import reply_addresses
from notifications.incoming import LARGEST, UnreadableMailError, read_mail
from notifications.receiving import UnknownAddressError, receive
from notifications.vocabulary import Outcome
from settings import get_settings


@click.group("mail")
def mail_group() -> None:
    """Mail that comes in."""


@mail_group.command("receive")
@click.argument("recipient", nargs=-1)
def receive_command(recipient: tuple[str, ...]) -> None:
    """Deal with one mail, read from standard input: an answer to an invitation, or a report that mail did not arrive.

    RECIPIENT is the address it came to, as the mail server knows it; else its headers say so. Ends with 0 when it was
    taken, 65 when it cannot be read or is not for us, and 75 when it has to be tried later (sysexits.h).
    """
    content = sys.stdin.buffer.read(LARGEST + 1)
    try:
        outcome = asyncio.run(_receive(content, recipient))
    except (UnreadableMailError, UnknownAddressError) as error:
        click.echo(f"This mail cannot be taken: {error}.", err=True)
        sys.exit(os.EX_DATAERR)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        click.echo(f"Try again later: {type(error).__name__}.", err=True)
        sys.exit(os.EX_TEMPFAIL)
    click.echo(outcome)


async def _receive(content: bytes, recipients: Sequence[str]) -> Outcome:
    addresses = reply_addresses(get_settings())
    mail = read_mail(content)
    await open_pool()
    try:
        return await receive(mail, recipients, addresses)
    finally:
        await close_pool()
