"""A mail server that takes everything as fast as one process can, and notes what it took: `python -m bench.mail_sink`.

It knows PIPELINING, as the mail servers in use do. Each mail is a line in the file that it is given: the time of the
answer (seconds since 1970) and the Message-ID.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import uvloop

END = b"\r\n.\r\n"
ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
OK = b"250 2.0.0 OK\r\n"


class Sink(asyncio.Protocol):
    def __init__(self, log: TextIO) -> None:
        self._log = log
        self._buffer = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # a stream has this kind
        self._transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers = b""
        while (answer := self._next()) is not None:
            answers += answer
        if answers:
            self._transport.write(answers)

    def _next(self) -> bytes | None:
        """Take one command or mail off the buffer and return the answer; None when there is none yet."""
        if self._in_data:
            mail, end, rest = self._buffer.partition(END)
            if not end:
                return None
            self._in_data, self._buffer = False, rest
            self._note(mail)
            return OK
        line, end, rest = self._buffer.partition(b"\r\n")
        if not end:
            return None
        self._buffer = rest
        self._in_data = line[:4].upper() == b"DATA"
        return ANSWERS.get(line[:4].upper(), OK)

    def _note(self, mail: bytes) -> None:
        name = mail.partition(b"Message-ID: <")[2].partition(b">")[0]
        self._log.write(f"{time.time():.6f} {name.decode()}\n")
        self._log.flush()


@contextmanager
def mail_sink(log: Path) -> Iterator[int]:
    """A process of its own; gives its port."""
    log.touch()
    command = [sys.executable, "-m", "bench.mail_sink", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def taken(log: Path) -> list[tuple[float, str]]:
    """When the sink answered, and the Message-ID, of each mail in order."""
    lines = [line.split(" ", 1) for line in log.read_text().splitlines()]
    return [(float(at), name) for at, name in lines]


async def _serve(log: Path) -> None:
    with log.open("a") as file:
        server = await asyncio.get_running_loop().create_server(lambda: Sink(file), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(Path(sys.argv[1])))
