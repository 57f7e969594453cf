"""People who sign up over HTTP: each asks once, and again with the same key when the server could not answer."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

UNAVAILABLE = (500, 502, 503)
PAUSE_SECONDS = 0.1
MOST_TRIES = 300


@dataclass(slots=True)
class Person:
    """Who signs up where; what came of it. Times are those of the load generator's clock, in seconds."""

    number: int
    path: str
    body: bytes
    asked_at: float = 0.0
    answered_at: float = 0.0
    status: int = 0
    answer: Any = None
    tries: int = 0
    refused: list[int] = field(default_factory=list)

    @property
    def latency(self) -> float:
        return self.answered_at - self.asked_at


def person(number: int, path: str, run: str = "") -> Person:
    body = {"name": f"Reader {number}", "email": f"reader-{run}{number}@reader.example"}
    return Person(number=number, path=path, body=json.dumps(body).encode())


class Line:
    """One connection of HTTP/1.1 with keep-alive, opened again when it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._protocol: _Protocol | None = None

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        _, self._protocol = await loop.create_connection(_Protocol, "127.0.0.1", self._port)

    async def ask(self, person: Person) -> None:
        """Until there is an answer that is one: what the database could not do is asked again."""
        person.asked_at = person.asked_at or time.perf_counter()
        while person.tries < MOST_TRIES:
            person.tries += 1
            try:
                if self._protocol is None:
                    await self.open()
                status, content = await self._protocol.send(_request(person))  # type: ignore[union-attr] # just opened
            except OSError:
                self._protocol, status, content = None, 0, b""
            if status and status not in UNAVAILABLE:
                person.status, person.answered_at = status, time.perf_counter()
                person.answer = json.loads(content)
                return
            person.refused.append(status)
            await asyncio.sleep(PAUSE_SECONDS)
        raise TimeoutError(f"no answer after {person.tries} times")

    def close(self) -> None:
        if self._protocol is not None:
            self._protocol.close()


def _request(person: Person) -> bytes:
    head = (
        f"POST {person.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: key-{person.number}\r\nContent-Length: {len(person.body)}\r\n\r\n"
    )
    return head.encode() + person.body


class _Protocol(asyncio.Protocol):
    def __init__(self) -> None:
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # a stream has this kind

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError("the server closed the connection"))

    def send(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        self._waiting = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self._waiting.set_exception(ConnectionResetError("the connection was closed"))
        else:
            self._transport.write(request)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, content = self._read.partition(b"\r\n\r\n")
        if not end or self._waiting is None:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(content) >= length:
            self._read = b""
            self._waiting.set_result((int(head[9:12]), content))

    def close(self) -> None:
        self._transport.close()


@asynccontextmanager
async def lines(port: int, number: int) -> AsyncIterator[list[Line]]:
    """So many connections that stand open before anybody asks."""
    opened = [Line(port) for _ in range(number)]
    await asyncio.gather(*(line.open() for line in opened))
    try:
        yield opened
    finally:
        for line in opened:
            line.close()


async def arrive(port: int, people: Sequence[Person], *, within: float) -> None:
    """Everybody asks at a moment of their own, evenly spread, whether or not the others have their answer."""
    async with lines(port, len(people)) as opened:
        begin = time.perf_counter() + 0.1

        async def one(line: Line, person: Person) -> None:
            person.asked_at = begin + within * person.number / len(people)
            await asyncio.sleep(person.asked_at - time.perf_counter())
            await line.ask(person)

        await asyncio.gather(*map(one, opened, people))


async def queue_up(port: int, people: Sequence[Person], *, clients: int) -> float:
    """So many clients ask for one after the other; returns how many seconds all of it took."""
    waiting = iter(people)

    async def client(line: Line) -> None:
        for each in waiting:
            await line.ask(each)

    async with lines(port, clients) as opened:
        began = time.perf_counter()
        await asyncio.gather(*(client(line) for line in opened))
        return time.perf_counter() - began
