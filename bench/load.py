"""A load generator light enough to share two cores with the server: HTTP/1.1, keep-alive, one request at a time."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Requests a second, and latencies in milliseconds."""

    rate: float
    median: float
    p99: float


async def load(port: int, path: str, *, seconds: float = 5.0, connections: int = 16) -> Figures:
    """Asks for one path over so many connections for so long; every answer must be 200."""
    await asyncio.gather(*(_client(port, path, time.perf_counter() + 1, []) for _ in range(connections)))
    latencies: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, path, began + seconds, latencies) for _ in range(connections)))
    took = time.perf_counter() - began
    latencies.sort()
    return Figures(
        rate=len(latencies) / took,
        median=latencies[len(latencies) // 2] * 1000,
        p99=latencies[len(latencies) * 99 // 100] * 1000,
    )


async def _client(port: int, path: str, until: float, latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Language: nl\r\n\r\n".encode()
    while (began := time.perf_counter()) < until:
        writer.write(request)
        await _read_answer(reader)
        latencies.append(time.perf_counter() - began)
    writer.close()


async def _read_answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
