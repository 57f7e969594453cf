"""Patience with the mail servers of others: how much goes to one domain at once, in a minute, and when nothing does.

How much is counted in each worker; a pause that a domain asked for is in the database, so that all workers keep it.
"""

import asyncio
import time
from collections import defaultdict, deque
from datetime import timedelta
from typing import Final

from database.transaction import execute

LONGEST_PAUSE: Final = timedelta(minutes=10)
MINUTE: Final = 60.0

_PAUSE: Final = """
INSERT INTO mail_domain (domain, paused_until, reason) VALUES ($1, clock_timestamp() + $2::interval, $3)
ON CONFLICT (domain) DO UPDATE SET paused_until = greatest(mail_domain.paused_until, excluded.paused_until),
    reason = excluded.reason
"""


def domain_of(email: str) -> str:
    """As the claim in claiming.py finds it."""
    return email.rpartition("@")[2].lower()


async def pause_domain(domain: str, pause: timedelta, reason: str) -> None:
    """Claim no message for this domain until the pause is over."""
    await execute(_PAUSE, domain, min(pause, LONGEST_PAUSE), reason[:200])


async def forget_pauses() -> None:
    """Deletes the pauses that are over."""
    await execute("DELETE FROM mail_domain WHERE paused_until < now()")


class Domains:
    """What one worker sends to each domain. Without `per_minute` (0) there is no limit to the mails in a minute."""

    def __init__(self, *, connections: int, per_minute: int = 0) -> None:
        self._per_minute = per_minute
        self._places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(connections))
        self._sent: dict[str, deque[float]] = defaultdict(deque)
        self._paused: dict[str, float] = {}

    def place(self, domain: str) -> asyncio.Semaphore:
        """One of the connections that this domain may have at once, to be held while a mail goes."""
        return self._places[domain]

    def pause(self, domain: str, pause: timedelta) -> None:
        """What was claimed already stays here too."""
        self._paused[domain] = time.monotonic() + min(pause, LONGEST_PAUSE).total_seconds()

    def wait(self, domain: str) -> timedelta | None:
        """How long nothing may go to the domain; None when a mail may go now, and then it counts as one that went."""
        now = time.monotonic()
        until = self._paused.get(domain, 0.0)
        if until > now:
            return timedelta(seconds=until - now)
        if not self._per_minute:
            return None
        sent = self._sent[domain]
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        if len(sent) >= self._per_minute:
            return timedelta(seconds=sent[0] + MINUTE - now)
        sent.append(now)
        return None
