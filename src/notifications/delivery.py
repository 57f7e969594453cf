"""Sends due messages: claimed, written from the database as it is now, sent, marked.

A crash loses nothing and repeats little: what was claimed and not marked as sent goes again when its lease ends, with
the same Message-ID. docs/decisions/0024-delivery.md says what that means for whom.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog
from jinja2 import TemplateError

from notifications.claiming import Claimed, claim, mark_ended, mark_pending, release
from notifications.domains import Domains, domain_of, pause_domain
from notifications.forgetting import forget_message
from notifications.marking import Marks
from notifications.merging import Merge
from notifications.transport import SmtpPool, TransportError
from notifications.undeliverable import note_bounce, stopped_among
from notifications.unsubscribing import unwanted_among
from notifications.vocabulary import MessageKind, MessageState
from notifications.writing import Mail, Pointless, Writer, read_background
from outbox.pauses import pause_after

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(days=1)
LONGEST_UNREACHABLE = timedelta(minutes=10)
LEAST_WHEN_UNCERTAIN = timedelta(hours=1)
MOST_ATTEMPTS = 16  # about five days, which RFC 5321 (section 4.5.4.1) asks for
MOST_CONNECTIONS_FOR_ONE = 3
"""On so many connections one mail is tried at once, when the server closes them before it takes the mail."""
SENDING_SECONDS = 10.0
"""So long after the claim mails are begun; what a slow server left is for another time, long before the lease ends."""
UNDELIVERABLE = "mail to this address came back"

# RFC 3463, section 3.2: the address is wrong, or nobody has it.
_WRONG_ADDRESS = "5.1."
# What one message can have wrong with it, by its data or by a mistake of ours that only its data brings out.
_UNWRITABLE = (ArithmeticError, AttributeError, LookupError, TemplateError, TypeError, ValueError)
_log = structlog.get_logger(__name__)


class Delivery:
    """Writes with the writer, sends over the pool, with patience for each domain."""

    def __init__(self, writer: Writer, pool: SmtpPool, domains: Domains) -> None:
        self._writer = writer
        self._pool = pool
        self._domains = domains

    async def deliver(self, limit: int = 250) -> int:
        """Deal with at most `limit` due messages, whatever becomes of them; return how many."""
        until = time.monotonic() + SENDING_SECONDS
        claimed = await claim(limit)
        if not claimed:
            return 0
        going = await self._going(claimed)
        merge = Merge(self._writer, await read_background(going), datetime.now(UTC), going)
        await self._send_all(going, merge, until)
        return len(claimed)

    async def close(self) -> None:
        await self._pool.close()

    async def _going(self, claimed: list[Claimed]) -> list[Claimed]:
        """Without what goes to an address that mail came back from, or to somebody who wants no more of the list."""
        stopped = await stopped_among([message.id for message in claimed])
        unwanted = await unwanted_among(claimed)
        for message in claimed:
            if message.id in unwanted:
                await self._end(message, MessageState.DROPPED, "the reader wants no more of these mails")
            elif message.id in stopped:
                await self._end(message, MessageState.FAILED, UNDELIVERABLE)
        return [message for message in claimed if message.id not in unwanted | stopped]

    async def _send_all(self, going: list[Claimed], merge: Merge, until: float) -> None:
        """As many at once as there are connections; what is not begun in time is given back."""
        waiting, marks = iter(going), Marks()
        try:
            async with asyncio.TaskGroup() as senders:
                for _ in range(min(self._pool.size, len(going))):
                    senders.create_task(self._send_each(waiting, merge, marks, until))
        finally:
            await marks.settle()
        await release([message.id for message in waiting])

    async def _send_each(self, waiting: Iterator[Claimed], merge: Merge, marks: Marks, until: float) -> None:
        while time.monotonic() < until and (message := next(waiting, None)):
            mail = await self._written(message, merge)
            if mail:
                await self._send(message, mail, marks)

    async def _written(self, message: Claimed, merge: Merge) -> Mail | None:
        try:
            mail = await merge.write(message)
        except _UNWRITABLE as error:
            await self._postpone(message, f"{type(error).__name__}: {error}"[:500])
            return None
        if isinstance(mail, Pointless):
            await self._end(message, MessageState.DROPPED, mail.reason)
            return None
        return mail

    async def _send(self, message: Claimed, mail: Mail, marks: Marks) -> None:
        domain = domain_of(message.recipient)
        async with self._domains.place(domain):
            wait = self._domains.wait(domain)
            if wait is not None:
                await release([message.id], pause=wait)
                return
            try:
                await self._hand_over(message, mail)
            except TransportError as error:
                await self._after_error(message, error)
                return
        if not await _forget_farewell(message):
            marks.sent(message.id, mail.told)

    async def _hand_over(self, message: Claimed, mail: Mail) -> None:
        """A server may close connections as it likes, after so many mails for one: the next takes what it left."""
        for left in reversed(range(MOST_CONNECTIONS_FOR_ONE)):
            try:
                async with self._pool.connection() as connection:
                    await connection.send(message.recipient, mail.content, sender=mail.bounces_to)
            except TransportError as error:
                if not (error.broken and left):
                    raise
            else:
                return

    async def _after_error(self, message: Claimed, error: TransportError) -> None:
        if error.permanent:
            if error.status.startswith(_WRONG_ADDRESS):
                await note_bounce(message.recipient, status=error.status, permanent=True)
            await self._end(message, MessageState.FAILED, str(error))
            return
        if error.about_domain:
            await self._pause_domain(message, error)
        await self._postpone(message, str(error), unreachable=error.unreachable, uncertain=error.uncertain)

    async def _pause_domain(self, message: Claimed, error: TransportError) -> None:
        domain, pause = domain_of(message.recipient), _pause(message.attempts)
        self._domains.pause(domain, pause)
        await pause_domain(domain, pause, str(error))

    async def _postpone(
        self, message: Claimed, error: str, *, unreachable: bool = False, uncertain: bool = False
    ) -> None:
        """An unreachable server is tried for ever, and often; one message is not, and one that may have come rarely."""
        if message.attempts >= MOST_ATTEMPTS and not unreachable:
            await self._end(message, MessageState.FAILED, error)
            return
        pause = _pause(message.attempts, longest=LONGEST_UNREACHABLE if unreachable else LONGEST_PAUSE)
        unconfirmed = message.unconfirmed if uncertain else message.unconfirmed - 1
        if uncertain and unconfirmed > 1:
            pause = max(pause, LEAST_WHEN_UNCERTAIN)
        await mark_pending(message.id, pause=pause, error=error, unconfirmed=unconfirmed)
        _log.warning("message_postponed", message=str(message.id), kind=message.kind, unreachable=unreachable)

    async def _end(self, message: Claimed, state: MessageState, reason: str) -> None:
        if not await _forget_farewell(message):
            await mark_ended(message.id, state, reason)
        _log.info("message_ended", message=str(message.id), kind=message.kind, state=state, reason=reason)


def _pause(attempts: int, *, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    return pause_after(max(attempts, 1), first=FIRST_PAUSE, longest=longest)


async def _forget_farewell(message: Claimed) -> bool:
    """Whatever became of it: who asked to be forgotten is not kept for the sake of a last mail."""
    if message.kind != MessageKind.FAREWELL:
        return False
    await forget_message(message.id)
    return True
