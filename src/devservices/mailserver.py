"""An SMTP server that delivers nothing: every message becomes a file, which mailbox.py reads."""

import asyncio
import secrets
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from devservices.directories import usable_directory
from devservices.mailbox import message_id
from devservices.ports import LOOPBACK, bind_loopback
from devservices.running import Running

MAX_MESSAGE_BYTES = 10 * 1024 * 1024


class _Store:
    """The aiosmtpd handler: writes each message whole, under a name that tells when it came in."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        try:
            self._write(content)
        except OSError as error:
            return f"452 The message cannot be stored: {error.strerror}"
        return "250 Message stored"

    def _write(self, content: bytes) -> None:
        target = self._directory / f"{message_id(datetime.now(UTC), secrets.token_hex(4))}.eml"
        unfinished = target.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.rename(target)


class RunningMailbox(Running):
    """The server, in a thread of this process; as a context manager it stops at the end."""

    def __init__(self, directory: Path, listener: socket.socket) -> None:
        self.port: int = listener.getsockname()[1]
        self._store = _Store(directory)
        self._listener = listener
        self._loop = asyncio.new_event_loop()
        self._stop_requested = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="mailbox", daemon=True)
        self._thread.start()

    @property
    def smtp_url(self) -> str:
        """smtp://127.0.0.1:port"""
        return f"smtp://{LOOPBACK}:{self.port}"

    def stop(self) -> None:
        """Closes the port and every connection. Harmless when already stopped."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop_requested.set)
            self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await self._loop.create_server(self._session, sock=self._listener)
        await self._stop_requested.wait()
        # Not waiting for the connections: a client that keeps one open, as a pool does, would keep us here.
        server.close()

    def _session(self) -> SMTP:
        # Without a hostname, aiosmtpd asks the name server for ours, for every connection.
        return SMTP(
            self._store,
            data_size_limit=MAX_MESSAGE_BYTES,
            enable_SMTPUTF8=True,
            hostname="localhost",
            loop=self._loop,
        )


def start_mailbox(directory: Path, port: int = 0) -> RunningMailbox:
    """Catches mail on 127.0.0.1:port (0: any free one) in directory, which is made when missing.

    Accepts SMTPUTF8 (RFC 6531) and messages up to 10 MiB. Raises PortTakenError and DataDirectoryBrokenError.
    """
    with usable_directory(directory) as usable:
        listener = bind_loopback(port)
    return RunningMailbox(usable, listener)
