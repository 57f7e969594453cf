"""Hands mail to the SMTP server over connections that stay open (RFC 5321)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException, SMTPSenderRefused

CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 15.0
IDLE_SECONDS = 20.0
DOWN_SECONDS = 5.0
_PERMANENT = 500
_PORTS = {"smtp": 25, "smtps": 465}


class TransportError(Exception):
    """The mail was not sent.

    `permanent`: the server will never take it. `unreachable`: it is not about this mail, the server cannot be used now.
    `uncertain`: the connection broke after the mail was handed over, so it may have been taken.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, unreachable: bool = False, uncertain: bool = False
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.unreachable = unreachable
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail goes: smtp:// takes STARTTLS when the server offers it, smtps:// is TLS from the start."""

    hostname: str
    port: int
    username: str | None
    password: str | None
    tls: bool

    @classmethod
    def from_url(cls, url: str) -> Self:
        """:raises ValueError: not smtp://[user:password@]host[:port] or smtps://..."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("the address of a mail server is smtp://[user:password@]host[:port] or smtps://...")
        return cls(
            hostname=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=parts.scheme == "smtps",
        )


class SmtpPool:
    """At most `size` connections, opened when needed and kept between mails. For one event loop.

    A connection that was not used for `idle_seconds` is tried before it is used. After one could not be opened,
    everything fails at once for `down_seconds`, so that a batch does not wait for each mail.
    """

    def __init__(
        self,
        server: Server,
        *,
        sender: str,
        size: int = 8,
        idle_seconds: float = IDLE_SECONDS,
        down_seconds: float = DOWN_SECONDS,
    ) -> None:
        self._server = server
        self._sender = sender
        self._idle_seconds = idle_seconds
        self._down_seconds = down_seconds
        self._slots = asyncio.Semaphore(size)
        self._idle: list[tuple[SMTP, float]] = []
        self._down_until = 0.0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["Connection"]:
        """An open connection for one mail; it is kept when that went well. Raises TransportError."""
        async with self._slots:
            client = await self._connected()
            try:
                yield Connection(client, self._sender)
            except BaseException:
                client.close()
                raise
            self._idle.append((client, time.monotonic()))

    async def close(self) -> None:
        while self._idle:
            client, _ = self._idle.pop()
            client.close()

    async def _connected(self) -> SMTP:
        while self._idle:
            client, used_at = self._idle.pop()
            if time.monotonic() - used_at < self._idle_seconds or await _answers(client):
                return client
        return await self._connect()

    async def _connect(self) -> SMTP:
        if time.monotonic() < self._down_until:
            raise TransportError("the mail server could not be reached just now", unreachable=True)
        # The name of this machine is not looked up: a slow resolver would hold up every connection.
        client = SMTP(
            hostname=self._server.hostname,
            port=self._server.port,
            username=self._server.username,
            password=self._server.password,
            use_tls=self._server.tls,
            local_hostname=self._sender.rpartition("@")[2],
            timeout=CONNECT_SECONDS,
        )
        try:
            await client.connect()
        except (SMTPException, OSError) as error:
            client.close()
            self._down_until = time.monotonic() + self._down_seconds
            raise TransportError(_reason(error), unreachable=True) from error
        return client


class Connection:
    """A session with the server, past EHLO, STARTTLS and login."""

    def __init__(self, client: SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def send(self, recipient: str, content: bytes, *, sender: str | None = None) -> None:
        """Send one message (RFC 5322, lines end in CRLF) to one address. Raises TransportError.

        `sender` is where reports of failure go (RFC 5321, section 4.4), the pool's address unless given.
        """
        await self._announce(recipient, sender or self._sender)
        try:
            await self._client.data(content, timeout=COMMAND_SECONDS)
        except SMTPResponseException as error:
            raise TransportError(_reason(error), permanent=error.code >= _PERMANENT) from error
        except (SMTPException, OSError) as error:
            raise TransportError(_reason(error), uncertain=True) from error

    async def _announce(self, recipient: str, sender: str) -> None:
        encoding, options = ("ascii", []) if recipient.isascii() else ("utf-8", ["SMTPUTF8"])
        if options and not self._client.supports_extension("smtputf8"):
            raise TransportError("the mail server takes no addresses outside ASCII", permanent=True)
        try:
            await self._client.mail(sender, options=options, encoding=encoding, timeout=COMMAND_SECONDS)
            await self._client.rcpt(recipient, encoding=encoding, timeout=COMMAND_SECONDS)
        except SMTPSenderRefused as error:
            raise TransportError(_reason(error), unreachable=True) from error
        except SMTPResponseException as error:
            raise TransportError(_reason(error), permanent=error.code >= _PERMANENT) from error
        except (SMTPException, OSError) as error:
            raise TransportError(_reason(error), unreachable=True) from error


async def _answers(client: SMTP) -> bool:
    try:
        await client.noop(timeout=CONNECT_SECONDS)
    except (SMTPException, OSError):
        client.close()
        return False
    return True


def _reason(error: Exception) -> str:
    """The kind of error and the server's code; not its words, which can repeat the address."""
    code = f" {error.code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
