"""SMTP servers that misbehave as real ones do: refusing, stalling, or hanging up at the worst moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Script:
    """What the server answers to RCPT and to the end of DATA; None hangs up instead.

    `taken` are the mails it has; with `silent` it takes them without ever answering.
    """

    on_recipient: Callable[[str], str | None] = lambda _recipient: "250 OK"
    on_data: Callable[[bytes], str | None] = lambda _mail: "250 OK"
    silent: bool = False
    taken: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def has_taken(self) -> bool:
        return bool(self.taken)


@asynccontextmanager
async def smtp_server(script: Script, port: int = 0) -> AsyncIterator[str]:
    """Serve on 127.0.0.1 and give the address for LEERAGENDA_SMTP_URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script.connections += 1
        await _converse(script, reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _converse(script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 double ESMTP\r\n")
    while command := (await reader.readline()).decode().strip():
        answer = await _answer(script, command, reader, writer)
        if answer is None:
            return
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()


async def _answer(
    script: Script, command: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> str | None:
    verb = command[:4].upper()
    if verb == "RCPT":
        return script.on_recipient(command.partition("<")[2].partition(">")[0])
    if verb == "DATA":
        writer.write(b"354 go on\r\n")
        mail = await reader.readuntil(b"\r\n.\r\n")
        script.taken.append(mail)
        if script.silent:
            await asyncio.sleep(60)
        return script.on_data(mail)
    return {"EHLO": "250 double", "QUIT": None}.get(verb, "250 OK")
