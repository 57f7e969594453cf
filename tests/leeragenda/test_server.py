import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from leeragenda.server import AddressTakenError, refuse_taken_address

SERVICES = {
    "LEERAGENDA_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "LEERAGENDA_REDIS_URL": "redis://127.0.0.1:1",
    "LEERAGENDA_LOG_FORMAT": "json",
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def server() -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address and the process of two workers that answer."""
    port = free_port()
    code = f"from leeragenda.server import serve; serve('127.0.0.1', {port}, 2)"
    process = subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-c", code], env=os.environ | SERVICES, stderr=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"
    wait_until_live(address)
    yield address, process
    process.kill()
    process.wait()


def wait_until_live(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/health/live")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server does not answer")


def test_serve_counts_over_workers_and_ends_in_order(server: "tuple[str, subprocess.Popen[str]]") -> None:
    address, process = server
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: httpx.get(f"{address}/language/xx").status_code, range(40)))
    counted = [line for line in httpx.get(f"{address}/metrics").text.splitlines() if "requests_total{" in line]
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert answers == [404] * 40
    assert [line.rpartition(" ")[2] for line in counted if '"/language/{code}"' in line] == ["40.0"]
    assert process.returncode == 0
    assert "Traceback" not in said


def test_serve_refuses_an_address_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(AddressTakenError, match=rf"^127.0.0.1:{port} cannot be used: Address already in use"):
            refuse_taken_address("127.0.0.1", port)


def test_serve_takes_an_address_that_is_free() -> None:
    refuse_taken_address("127.0.0.1", free_port())
