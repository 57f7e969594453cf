"""A calendar server on this machine that does as a test says, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Answer = tuple[int, dict[str, str], bytes]


class CalendarServer:
    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0
        self.keeps_sending = False

    def url(self, path: str = "/agenda.ics") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def give(self, body: bytes, path: str = "/agenda.ics", **headers: str) -> None:
        self.answers[path] = (200, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def redirect(self, path: str, to: str) -> None:
        self.answers[path] = (302, {"location": to}, b"")

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        path = head[0].split()[1]
        self.asked.append((path, headers))
        status, extra, body = self.answers.get(path, (404, {}, b""))
        if status == 200 and extra.get("etag") and headers.get("if-none-match") == extra["etag"]:
            status, body = 304, b""
        lines = [f"HTTP/1.1 {status} Answer", "connection: close", *(f"{name}: {text}" for name, text in extra.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        try:
            while self.keeps_sending:
                writer.write(b"X" * 100_000)
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()


@asynccontextmanager
async def calendar_server() -> AsyncIterator[CalendarServer]:
    ours = CalendarServer()
    server = await asyncio.start_server(ours.handle, "127.0.0.1", 0)
    ours.port = server.sockets[0].getsockname()[1]
    async with server:
        yield ours
