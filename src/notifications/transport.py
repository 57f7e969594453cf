"""Hands mail to the SMTP server over connections that stay open (RFC 5321)."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self, cast
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPHeloError, SMTPResponseException

from notifications.smtp_session import Reply, Session, SessionError, goes_ahead

CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 15.0
IDLE_SECONDS = 20.0
DOWN_SECONDS = 5.0
CONNECTIONS = 12
MOST_IN_A_ROW = 3
"""So many connections that go silent after each other, without a mail that goes well, and the server is down."""

_PERMANENT = 500
_CLOSING = 421
_PORTS = {"smtp": 25, "smtps": 465}
# What would end the command, or the address in it.
_NO_PATH = re.compile(r"[\x00-\x20\x7f<>]")
# RFC 3463: 4.3 the system, 4.4 the network, 4.7 policy, as of a server that takes only so much an hour.
_ABOUT_DOMAIN = ("4.3.", "4.4.", "4.7.")


class TransportError(Exception):
    """The mail was not sent.

    `permanent`: the server will never take it. `unreachable`: it is not about this mail, the server cannot be used now;
    `broken`: not on this connection, that is, and another may do. `uncertain`: the connection broke after the mail was
    handed over, so it may have been taken. `about_domain`: nothing goes to the domain of the recipient for a while.
    `status` is the code of RFC 3463, if the server gave one.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        broken: bool = False,
        uncertain: bool = False,
        about_domain: bool = False,
        status: str = "",
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.unreachable = unreachable
        self.broken = broken
        self.uncertain = uncertain
        self.about_domain = about_domain
        self.status = status


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

    A connection that was not used for `idle_seconds` is tried before it is used. After one could not be opened, or
    some went silent in a row, everything fails at once for `down_seconds`, so that a batch does not wait for each mail.
    """

    def __init__(
        self,
        server: Server,
        *,
        sender: str,
        size: int = CONNECTIONS,
        idle_seconds: float = IDLE_SECONDS,
        down_seconds: float = DOWN_SECONDS,
        command_seconds: float = COMMAND_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        self.size = size
        self._server = server
        self._sender = sender
        self._idle_seconds = idle_seconds
        self._down_seconds = down_seconds
        self._command_seconds = command_seconds
        self._connect_seconds = connect_seconds
        self._slots = asyncio.Semaphore(size)
        self._idle: list[tuple[Connection, float]] = []
        self._down_until = 0.0
        self._silent = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["Connection"]:
        """An open connection for one mail; it is kept when it can take another. Raises TransportError."""
        async with self._slots:
            connection = await self._connected()
            try:
                yield connection
            except TimeoutError as error:
                connection.close()
                self._note_silence()
                raise TransportError("no answer in time", unreachable=True) from error
            except TransportError as error:
                if error.uncertain:
                    self._note_silence()
                self._keep(connection)
                raise
            except BaseException:
                connection.close()
                raise
            self._silent = 0
            self._keep(connection)

    async def close(self) -> None:
        while self._idle:
            connection, _ = self._idle.pop()
            connection.close()

    def _keep(self, connection: "Connection") -> None:
        if connection.is_open:
            self._idle.append((connection, time.monotonic()))
        else:
            connection.close()

    def _note_silence(self) -> None:
        self._silent += 1
        if self._silent >= MOST_IN_A_ROW:
            self._silent = 0
            self._down_until = time.monotonic() + self._down_seconds

    async def _connected(self) -> "Connection":
        while self._idle:
            connection, used_at = self._idle.pop()
            if not connection.is_open:
                connection.close()
            elif time.monotonic() - used_at < self._idle_seconds or await connection.answers():
                return connection
        return await self._connect()

    async def _connect(self) -> "Connection":
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
            timeout=self._connect_seconds,
        )
        try:
            await client.connect()
            await _greet(client)
            return Connection(client, self._sender, self._command_seconds)
        except (SMTPException, OSError) as error:
            client.close()
            self._down_until = time.monotonic() + self._down_seconds
            raise TransportError(_reason(error), unreachable=True) from error


class Connection:
    """A connection to the server, past EHLO, STARTTLS and login."""

    def __init__(self, client: SMTP, sender: str, command_seconds: float) -> None:
        if client.transport is None:
            raise ConnectionResetError("the server closed the connection")
        transport = cast("asyncio.Transport", client.transport)  # a stream has this kind
        self._session = Session(transport, pipelining=client.supports_extension("pipelining"))
        self._knows_utf8 = client.supports_extension("smtputf8")
        self._sender = sender
        self._seconds = command_seconds
        self._begun = False

    @property
    def is_open(self) -> bool:
        return self._session.is_open

    def close(self) -> None:
        self._session.close()

    async def answers(self) -> bool:
        """Whether the server still does."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._session.say(b"NOOP\r\n")
        except (SessionError, OSError):
            self.close()
            return False
        return True

    async def send(self, recipient: str, content: bytes, *, sender: str | None = None) -> None:
        """Send one message (RFC 5322, lines end in CRLF) to one address.

        `sender` is where reports of failure go (RFC 5321, section 4.4), the pool's address unless given.

        :raises TransportError: it was not sent, or nobody knows.
        :raises TimeoutError: no answer came, before the message was handed over.
        """
        commands = self._commands(sender or self._sender, recipient)
        try:
            async with asyncio.timeout(self._seconds):
                replies = await self._session.announce(commands)
        except (SessionError, ConnectionError) as error:
            raise TransportError(_reason(error), unreachable=True, broken=True) from error
        self._check_announced(replies[len(commands) - 3 :])
        await self._hand_over(content)

    def _commands(self, sender: str, recipient: str) -> list[bytes]:
        """What was begun on this connection and not finished is taken back first."""
        if _NO_PATH.search(recipient):
            raise TransportError("no mail can be sent to this address", permanent=True)
        if not recipient.isascii() and not self._knows_utf8:
            raise TransportError("the mail server takes no addresses outside ASCII", permanent=True)
        options = "" if recipient.isascii() else " SMTPUTF8"
        commands = [f"MAIL FROM:<{sender}>{options}\r\n", f"RCPT TO:<{recipient}>\r\n", "DATA\r\n"]
        begun, self._begun = self._begun, True
        return [command.encode() for command in (["RSET\r\n", *commands] if begun else commands)]

    def _check_announced(self, replies: Sequence[Reply]) -> None:
        """Of MAIL, RCPT and DATA, as far as the server came."""
        if goes_ahead(replies):
            return
        refused = next((reply for reply in replies if reply.is_refusal), None)
        if refused is None or refused.code == _CLOSING:
            self.close()
            raise _closed(refused)
        if not replies[-1].is_refusal:  # it waits for the content of a mail that it refused (RFC 2920, section 3.1)
            self.close()
        if refused is replies[0]:
            raise TransportError(f"sender refused: {refused}", unreachable=True, status=refused.enhanced)
        raise _refusal("recipient refused", refused)

    async def _hand_over(self, content: bytes) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                reply = await self._session.content(content)
        except (SessionError, OSError) as error:  # TimeoutError is an OSError
            self.close()
            raise TransportError(_reason(error), uncertain=True) from error
        self._begun = False
        if reply.code == _CLOSING:
            self.close()
            raise _closed(reply)
        if reply.is_refusal:
            raise _refusal("message refused", reply)


async def _greet(client: SMTP) -> None:
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except SMTPHeloError:
            await client.helo()


def _closed(reply: Reply | None) -> TransportError:
    """The server ends the connection, or says what is no answer; it did not take the mail."""
    reason = f"the mail server closed the connection: {reply}" if reply else "the mail server answers nonsense"
    return TransportError(reason, unreachable=True, broken=True)


def _refusal(what: str, reply: Reply) -> TransportError:
    """A code of RFC 3463 that says "for now" counts for more than one of SMTP that says "for good"."""
    permanent = reply.code >= _PERMANENT and not reply.enhanced.startswith("4")
    about_domain = not permanent and reply.enhanced.startswith(_ABOUT_DOMAIN)
    return TransportError(f"{what}: {reply}", permanent=permanent, about_domain=about_domain, status=reply.enhanced)


def _reason(error: Exception) -> str:
    """The kind of error and the server's code; not its words, which can repeat the address."""
    code = f" {error.code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
