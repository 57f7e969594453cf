"""What these tests need to watch processes that live and die beside them."""

import errno
import socket
import subprocess
import sys
import time
from collections.abc import Callable


def run_python(source: str, *arguments: str) -> subprocess.Popen[str]:
    """Runs the source in a Python of its own; its standard output can be read line by line."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", source, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def said_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def wait_until(condition: Callable[[], bool], *, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as connection:
        connection.settimeout(0.5)
        return connection.connect_ex(("127.0.0.1", port)) != errno.ECONNREFUSED
