"""Sends due messages: claimed, written from the database as it is now, sent, marked.

A crash loses nothing and repeats little. What was claimed but not handed over goes again when its lease ends; what was
handed over but not marked goes once more at most, with the same Message-ID.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from jinja2 import TemplateError

from notifications.claiming import (
    MOST_UNCONFIRMED,
    Claimed,
    claim,
    mark_ended,
    mark_handed_over,
    mark_pending,
    mark_sent,
)
from notifications.forgetting import forget_message
from notifications.transport import SmtpPool, TransportError
from notifications.vocabulary import MessageKind, MessageState
from notifications.writing import Background, Mail, Pointless, Writer, read_background
from outbox.pauses import pause_after

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(days=1)
LONGEST_UNREACHABLE = timedelta(minutes=10)
MOST_ATTEMPTS = 16  # about five days, which RFC 5321 (section 4.5.4.1) asks for

# What one message can have wrong with it, by its data or by a mistake of ours that only its data brings out.
_UNWRITABLE = (ArithmeticError, AttributeError, LookupError, TemplateError, TypeError, ValueError)
_log = structlog.get_logger(__name__)


class Delivery:
    """Writes with the writer, sends over the pool."""

    def __init__(self, writer: Writer, pool: SmtpPool) -> None:
        self._writer = writer
        self._pool = pool

    async def deliver(self, limit: int = 50) -> int:
        """Deal with at most `limit` due messages, whatever becomes of them; return how many."""
        claimed = await claim(limit)
        if not claimed:
            return 0
        background = await read_background(claimed)
        written = [(message, await self._written(message, background)) for message in claimed]
        ready = [(message, mail) for message, mail in written if mail]
        async with asyncio.TaskGroup() as sending:
            for message, mail in ready:
                sending.create_task(self._send(message, mail))
        return len(claimed)

    async def close(self) -> None:
        await self._pool.close()

    async def _written(self, message: Claimed, background: Background) -> Mail | None:
        if message.unconfirmed >= MOST_UNCONFIRMED:
            await self._end(message, MessageState.FAILED, "sent twice, and nobody knows whether it arrived")
            return None
        try:
            mail = await self._writer.write(message, background, datetime.now(UTC))
        except _UNWRITABLE as error:
            await self._postpone(message, f"{type(error).__name__}: {error}"[:500], unconfirmed=message.unconfirmed)
            return None
        if isinstance(mail, Pointless):
            await self._end(message, MessageState.DROPPED, mail.reason)
            return None
        return mail

    async def _send(self, message: Claimed, mail: Mail) -> None:
        try:
            async with self._pool.connection() as connection:
                await mark_handed_over(message.id)
                await connection.send(message.recipient, mail.content, sender=mail.bounces_to)
        except TransportError as error:
            await self._after_error(message, error)
        else:
            if not await _forget_farewell(message):
                await mark_sent(message.id, dict(mail.told))

    async def _after_error(self, message: Claimed, error: TransportError) -> None:
        if error.permanent:
            await self._end(message, MessageState.FAILED, str(error))
            return
        unconfirmed = message.unconfirmed + (1 if error.uncertain else 0)
        await self._postpone(message, str(error), unconfirmed=unconfirmed, unreachable=error.unreachable)

    async def _postpone(self, message: Claimed, error: str, *, unconfirmed: int, unreachable: bool = False) -> None:
        """An unreachable server is tried for ever, and often; one message is not."""
        if message.attempts >= MOST_ATTEMPTS and not unreachable:
            await self._end(message, MessageState.FAILED, error)
            return
        longest = LONGEST_UNREACHABLE if unreachable else LONGEST_PAUSE
        pause = pause_after(message.attempts, first=FIRST_PAUSE, longest=longest)
        await mark_pending(message.id, pause=pause, error=error, unconfirmed=unconfirmed)
        _log.warning("message_postponed", message=str(message.id), kind=message.kind, unreachable=unreachable)

    async def _end(self, message: Claimed, state: MessageState, reason: str) -> None:
        if not await _forget_farewell(message):
            await mark_ended(message.id, state, reason)
        _log.info("message_ended", message=str(message.id), kind=message.kind, state=state, reason=reason)


async def _forget_farewell(message: Claimed) -> bool:
    """Whatever became of it: who asked to be forgotten is not kept for the sake of a last mail."""
    if message.kind != MessageKind.FAREWELL:
        return False
    await forget_message(message.id)
    return True
