"""Takes mail to us from a mail server (LMTP, RFC 2033), one address and a few connections at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.incoming import LARGEST, UnreadableMailError, read_mail
from notifications.receiving import UnknownAddressError, receive
from notifications.reply_addresses import ReplyAddresses

IDLE_SECONDS: Final = 60.0
RECEIVING_SECONDS: Final = 30.0
MOST_AT_ONCE: Final = 4
_TRY_LATER: Final = "451 4.3.0 Try again later"
_log = structlog.get_logger(__name__)


class Receiver:
    """The handler of aiosmtpd."""

    def __init__(self, addresses: ReplyAddresses) -> None:
        self._addresses = addresses
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse an address that is not ours now, so that whoever tries some learns no more than that."""
        if envelope.rcpt_tos:
            # LMTP wants an answer for each recipient of one mail; a server comes back for the others.
            return "452 4.5.3 One recipient at a time"
        if self._addresses.read(address) is None:
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        try:
            async with self._places, asyncio.timeout(RECEIVING_SECONDS):
                mail = await asyncio.to_thread(read_mail, content)
                await receive(mail, envelope.rcpt_tos, self._addresses)
        except (UnreadableMailError, UnknownAddressError) as error:
            return f"554 5.6.0 {error}"
        except (OSError, asyncpg.PostgresError, TimeoutError) as error:
            _log.warning("mail_not_received", error=type(error).__name__)
            return _TRY_LATER
        return "250 2.0.0 OK"

    async def handle_exception(self, error: Exception) -> str:
        """A mistake of ours: the mail stays with the server until it is mended."""
        _log.error("mail_not_received", error=f"{type(error).__name__}: {error}")
        return _TRY_LATER


@asynccontextmanager
async def receiving(listen: str, addresses: ReplyAddresses) -> AsyncIterator[int]:
    """Take mail at "host:port" (port 0: any free one) until the end of the context; yields the port.

    Raises OSError when the port is taken.
    """
    host, _, port = listen.rpartition(":")
    loop, receiver = asyncio.get_running_loop(), Receiver(addresses)

    def session() -> LMTP:
        return LMTP(receiver, data_size_limit=LARGEST, timeout=IDLE_SECONDS, hostname="localhost", loop=loop)

    server = await loop.create_server(session, host.strip("[]") or None, int(port))
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
