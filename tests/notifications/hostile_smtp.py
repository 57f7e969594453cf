"""An SMTP server with PIPELINING that does what a test tells it at each step of the conversation."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HANG_UP = "hang up"
SILENCE = "silence"
GOOD = {"connect": "220 hostile", "EHLO": "250-hostile\r\n250 PIPELINING", "DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class Hostile:
    """`behave` gets the step (connect, EHLO, MAIL, RCPT, DATA, content...) and how often it has come to that step.

    It returns an answer, HANG_UP, SILENCE or None for what a good server says. `accepted` are the mails that it said
    yes to; `seen` all that came in whole.
    """

    behave: Callable[[str, int], str | None] = lambda _step, _number: None
    accepted: list[bytes] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)

    def answer(self, step: str) -> str:
        self.steps[step] = self.steps.get(step, 0) + 1
        return self.behave(step, self.steps[step]) or GOOD.get(step, "250 2.0.0 OK")


@asynccontextmanager
async def hostile_server(hostile: Hostile) -> AsyncIterator[int]:
    """Serve on 127.0.0.1 and give the port."""
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await _converse(hostile, reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in running:
            task.cancel()


async def _converse(hostile: Hostile, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if not await _say(hostile.answer("connect"), writer):
        return
    while line := await reader.readline():
        step = line[:4].decode().upper().strip()
        answer = hostile.answer(step)
        if not await _say(answer, writer):
            return
        if step == "DATA" and answer.startswith("354"):
            mail = await reader.readuntil(b"\r\n.\r\n")
            hostile.seen.append(mail)
            answer = hostile.answer("content")
            if answer.startswith("250"):
                hostile.accepted.append(mail)
            if not await _say(answer, writer):
                return


async def _say(answer: str, writer: asyncio.StreamWriter) -> bool:
    """Whether the conversation goes on."""
    if answer == SILENCE:
        await asyncio.sleep(60)
    if answer in {SILENCE, HANG_UP}:
        return False
    writer.write(f"{answer}\r\n".encode())
    await writer.drain()
    return not answer.startswith("421")
