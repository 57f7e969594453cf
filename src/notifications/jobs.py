"""The jobs of a worker (arq): each does what is due, so none is missed when one was lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from database.transaction import execute
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from notifications.domains import Domains, forget_pauses
from notifications.envelopes import parse_sender, reply_addresses
from notifications.forgetting import forget_links
from notifications.links import Links
from notifications.reminders import sweep
from notifications.styling import dark_colours
from notifications.transport import Server, SmtpPool
from notifications.writing import Writer
from outbox.relay import purge as purge_facts
from outbox.relay import relay as relay_facts
from settings import Settings
from web.signed_links import SignedLinks

BATCH = 100
BUSY_SECONDS = 15.0
ROUND_SECONDS = 1.0
KEEP_FACTS = timedelta(days=30)
KEEP_MESSAGES = timedelta(days=365)

Context = dict[str, Any]
"""arq's own; ours in it: `delivery` (Delivery) and `relaying` (asyncio.Lock)."""


@asynccontextmanager
async def delivering(settings: Settings) -> AsyncIterator[Delivery]:
    """A delivery with its connections. Raises ValueError for an SMTP_URL or MAIL_FROM that cannot be used."""
    dark_colours()  # fails now, rather than at the first mail, when the assets are not built
    sender = parse_sender(settings.mail_from)
    links = Links(settings.public_url, SignedLinks(settings.secret_key.get_secret_value()))
    writer = Writer(sender=sender, links=links, addresses=reply_addresses(settings))
    pool = SmtpPool(Server.from_url(settings.smtp_url), sender=sender.email, size=settings.mail_connections)
    domains = Domains(connections=settings.mail_domain_connections, per_minute=settings.mail_domain_per_minute)
    delivery = Delivery(writer, pool, domains)
    try:
        yield delivery
    finally:
        await delivery.close()


async def relay(ctx: Context) -> None:
    """Make messages out of facts and send what is due, until nothing is left or the time of one job is up."""
    lock: asyncio.Lock = ctx["relaying"]
    if lock.locked():
        return  # this process is at it, and the next second brings another job
    async with lock:
        deadline = time.monotonic() + BUSY_SECONDS
        delivery: Delivery = ctx["delivery"]
        while time.monotonic() < deadline:
            relayed = await relay_facts(HANDLERS, BATCH)
            until = time.monotonic() + ROUND_SECONDS
            # Two batches at once: while one waits for the database or a slow answer, the other sends.
            delivered = await asyncio.gather(_deliver(delivery, until), _deliver(delivery, until))
            if not relayed and not any(delivered):
                return


async def _deliver(delivery: Delivery, until: float) -> int:
    """Send what is due, in batches, and return how many; new facts do not wait longer than that."""
    total = 0
    while time.monotonic() < until and (number := await delivery.deliver()):
        total += number
    return total


async def plan_reminders(ctx: Context) -> None:  # noqa: ARG001  arq passes it by name
    await sweep(datetime.now(UTC))


async def purge(ctx: Context) -> None:  # noqa: ARG001  arq passes it by name
    """Forget facts and messages after their time: messages name people."""
    await purge_facts(older_than=KEEP_FACTS)
    await forget_links(datetime.now(UTC))
    await forget_pauses()
    await execute(
        "DELETE FROM message WHERE state NOT IN ('pending', 'sending') AND created_at < now() - $1::interval",
        KEEP_MESSAGES,
    )
