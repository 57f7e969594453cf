"""A load generator light enough to share two cores with the server: HTTP/1.1, keep-alive, one request at a time."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bench.processor_time import seconds_of_children


@dataclass(frozen=True)
class Figures:
    """Requests a second; latencies, and the processor time that one request took, in milliseconds."""

    rate: float
    median: float
    p99: float
    processor: float


async def load(
    port: int,
    path: str,
    *,
    seconds: float = 5.0,
    connections: int = 16,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
) -> Figures:
    """Asks for one path over so many connections for so long; every answer must have that status."""
    lines = {"Host": f"localhost:{port}", "Accept-Language": "nl", **(headers or {})}
    written = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    asked = _Asked(f"GET {path} HTTP/1.1\r\n{written}\r\n".encode(), f"HTTP/1.1 {status}".encode())
    await _ask(port, asked, 1, connections)
    began, worked = time.perf_counter(), seconds_of_children()
    latencies = sorted(await _ask(port, asked, seconds, connections))
    took, worked = time.perf_counter() - began, seconds_of_children() - worked
    return Figures(
        rate=len(latencies) / took,
        median=latencies[len(latencies) // 2] * 1000,
        p99=latencies[len(latencies) * 99 // 100] * 1000,
        processor=worked / len(latencies) * 1000,
    )


@dataclass(frozen=True)
class _Asked:
    """A request, and what every answer must begin with."""

    request: bytes
    begins: bytes


async def _ask(port: int, asked: _Asked, seconds: float, connections: int) -> list[float]:
    """The seconds that each answer took."""
    loop, until = asyncio.get_running_loop(), time.perf_counter() + seconds
    opened = [
        await loop.create_connection(lambda: _Client(asked, until), "127.0.0.1", port) for _ in range(connections)
    ]
    clients = [client for _, client in opened]
    await asyncio.gather(*(client.done for client in clients))
    return [latency for client in clients for latency in client.latencies]


class _Client(asyncio.Protocol):
    """Asks again as soon as it has an answer; looks at the head only and counts the bytes after it, as wrk does."""

    def __init__(self, asked: _Asked, until: float) -> None:
        self._wanted, self._until = asked, until
        self._head, self._left, self._asked = b"", 0, 0.0
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # a stream has this kind
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        if not self._left:
            self._head += data
            head, end, data = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._left, self._head = _length(head, self._wanted.begins), b""
        self._left -= len(data)
        if not self._left:
            self._answered()

    def _answered(self) -> None:
        now = time.perf_counter()
        self.latencies.append(now - self._asked)
        if now < self._until:
            self._ask()
        else:
            self.done.set_result(None)
            self._transport.close()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(self._wanted.request)


def _length(head: bytes, begins: bytes) -> int:
    """The Content-Length of an answer."""
    if not head.startswith(begins):
        raise RuntimeError(head.decode())
    if begins.endswith(b"304"):  # has no body, whatever it says (RFC 9110 section 15.4.5)
        return 0
    return int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
