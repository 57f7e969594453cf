"""Hands recorded facts to whoever acts on them: at least once, and once when the handler only writes to the database.

A handler runs in the transaction that marks the fact as handled, so its rows and the mark commit together.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from arq.connections import ArqRedis
from redis.exceptions import RedisError

from database.transaction import execute, fetch, savepoint, transaction
from outbox.pauses import pause_after
from outbox.recording import RecordedFact
from refusals import Refusal

Handler = Callable[[Any], Awaitable[None]]
"""Acts on a fact of the class that it is registered with."""
Handlers = Mapping[str, tuple[type[RecordedFact], Handler]]
"""Kind of fact -> its class and its handler."""

RELAY_JOB = "relay"
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

# What a fact or its handler can get wrong. A lost connection (OSError, asyncpg.InterfaceError) or a cancelled job is
# not the fact's fault: it ends the whole batch, which is taken up again.
_FAULTS = (
    asyncpg.PostgresError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    Refusal,
    RuntimeError,
    TypeError,
    ValueError,
)
_log = structlog.get_logger(__name__)

_CLAIM = """
SELECT id, kind, payload, attempts FROM fact
WHERE handled_at IS NULL AND (retry_at IS NULL OR retry_at <= now())
ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
"""


async def relay(handlers: Handlers, limit: int = 100) -> int:
    """Hand on at most `limit` waiting facts, oldest first, and return how many were taken up, failed ones included.

    Facts that another process is busy with are left to it. A fact whose handler fails is kept with its error and comes
    up again after a growing pause; the others go on. So does a fact of a kind that nobody handles.
    """
    async with transaction():
        facts = await fetch(_CLAIM, limit)
        for fact in facts:
            try:
                async with savepoint():
                    await _hand_over(fact, handlers)
            except _FAULTS as fault:
                await _postpone(fact, fault)
    return len(facts)


async def purge(*, older_than: timedelta) -> int:
    """Delete facts that were handled longer ago, and return how many."""
    done = await execute("DELETE FROM fact WHERE handled_at < now() - $1::interval", older_than)
    return int(done.split()[-1])


async def nudge(queue: ArqRedis) -> None:
    """Ask a worker to relay now. Call it after the commit; when it fails, the relay's own rhythm does the same."""
    try:
        async with asyncio.timeout(1):
            await queue.enqueue_job(RELAY_JOB, _job_id=RELAY_JOB)
    except (RedisError, OSError) as error:
        _log.info("relay_not_nudged", error=type(error).__name__)


async def _hand_over(fact: asyncpg.Record, handlers: Handlers) -> None:
    fact_class, handler = handlers[fact["kind"]]
    await handler(fact_class.model_validate_json(fact["payload"]))
    await execute("UPDATE fact SET handled_at = now() WHERE id = $1", fact["id"])


async def _postpone(fact: asyncpg.Record, fault: Exception) -> None:
    attempts = fact["attempts"] + 1
    pause = pause_after(attempts, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
    await execute(
        "UPDATE fact SET attempts = $2, last_error = $3, retry_at = clock_timestamp() + $4::interval WHERE id = $1",
        fact["id"],
        attempts,
        f"{type(fault).__name__}: {fault}"[:500],
        pause,
    )
    # The text of the error can hold what people typed; it stays in the database.
    _log.error("fact_failed", fact=fact["id"], kind=fact["kind"], attempts=attempts, error=type(fault).__name__)
