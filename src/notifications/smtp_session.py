"""A session with a mail server after the handshake: one mail in two turns instead of four (RFC 5321, RFC 2920).

aiosmtplib opens the connection and sees to EHLO, STARTTLS and login. It waits for each answer before it says the next
thing, which halves what a worker can send, so mails go over its transport by this protocol.
"""

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_LARGEST_REPLY: Final = 65536
_GO_AHEAD: Final = 354
_FIRST_REFUSAL: Final = 400
# The code of RFC 3463 after that of SMTP, as in "550 5.1.1 no such user".
_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered: the code, and that of RFC 3463 when it gives one."""

    code: int
    enhanced: str = ""

    @property
    def is_refusal(self) -> bool:
        return self.code >= _FIRST_REFUSAL

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}".rstrip()


class SessionError(Exception):
    """The server answered something that is no answer."""


class Session(asyncio.Protocol):
    """Takes over an open connection. Commands go out together when the server knows PIPELINING, else one by one."""

    def __init__(self, transport: asyncio.Transport, *, pipelining: bool) -> None:
        self._transport = transport
        self._pipelining = pipelining
        self._buffer = b""
        self._replies: deque[Reply] = deque()
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._lost: Exception | None = None
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether the connection still stands, and the server said nothing that it was not asked for."""
        return self._lost is None and not self._replies and not self._transport.is_closing()

    async def announce(self, commands: Sequence[bytes]) -> list[Reply]:
        """Say these, the last of which is DATA, and return the answers; without PIPELINING up to the first refusal.

        :raises OSError: the connection is gone.
        :raises SessionError: the server talks nonsense.
        """
        if self._pipelining:
            return await self._ask(b"".join(commands), len(commands))
        replies: list[Reply] = []
        for command in commands:
            replies += await self._ask(command, 1)
            if replies[-1].is_refusal:
                break
        return replies

    async def content(self, content: bytes) -> Reply:
        """Send a message, whose lines end in CRLF, after the server said to go ahead; return what became of it."""
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        if stuffed.startswith(b"."):
            stuffed = b"." + stuffed
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        return (await self._ask(stuffed + end, 1))[0]

    async def say(self, command: bytes) -> Reply:
        return (await self._ask(command, 1))[0]

    def close(self) -> None:
        self._transport.close()

    async def _ask(self, data: bytes, replies: int) -> list[Reply]:
        if self._lost is not None or self._transport.is_closing():
            raise ConnectionResetError("the connection was closed") from self._lost
        self._wanted = replies
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        try:
            await self._waiter
        finally:
            self._waiter = None
        return [self._replies.popleft() for _ in range(replies)]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            self._read_replies()
        except (SessionError, ValueError) as error:
            self._fail(SessionError(str(error)))
            return
        if self._waiter is not None and not self._waiter.done() and len(self._replies) >= self._wanted:
            self._waiter.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc if isinstance(exc, OSError) else ConnectionResetError("the server closed the connection"))

    def _read_replies(self) -> None:
        *lines, self._buffer = self._buffer.split(b"\n")
        if len(self._buffer) > _LARGEST_REPLY or len(self._replies) > _LARGEST_REPLY:
            raise SessionError("an answer without end")
        for line in lines:
            if line[3:4] != b"-":  # all but the last line of an answer have a dash there
                found = _ENHANCED.match(line, 4)
                self._replies.append(Reply(int(line[:3]), found[1].decode() if found else ""))

    def _fail(self, error: Exception) -> None:
        self._lost = self._lost or error
        self._transport.close()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)


def goes_ahead(replies: Sequence[Reply]) -> bool:
    """Whether the server takes the content: it said so, and refused nothing before."""
    return replies[-1].code == _GO_AHEAD and not any(reply.is_refusal for reply in replies)
