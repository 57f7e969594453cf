"""`leeragenda demo`, started and stopped as a person does."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from devservices.ports import free_port
from tests.devservices.processes import is_listening, wait_until

SOURCE = str(Path(__file__).parents[2] / "src")
SECONDS_FOR_FIRST_START = 90
SECONDS_FOR_NEXT_START = 30  # 2 to 4 on a quiet machine


def start(port: int, data_dir: Path, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "leeragenda.cli", "demo", "--port", str(port), "--data-dir", str(data_dir)],
        env=os.environ | {"PYTHONPATH": SOURCE} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def demo(port: int, data_dir: Path, *, seconds: float) -> Iterator["subprocess.Popen[str]"]:
    process = start(port, data_dir)
    try:
        wait_until(lambda: process.poll() is not None or is_ready(port), seconds=seconds)
        yield process
    finally:
        process.kill()
        process.communicate()


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def refusal(port: int, data_dir: Path, **environment: str) -> tuple[int, str]:
    process = start(port, data_dir, **environment)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def mails(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / "mail").glob("*.eml"))


def test_demo_starts_stops_and_keeps_its_data(tmp_path: Path) -> None:
    port, data_dir = free_port(), tmp_path / "data"
    with demo(port, data_dir, seconds=SECONDS_FOR_FIRST_START) as first:
        wait_until(lambda: len(mails(data_dir)) > 3, seconds=30)
        first.send_signal(signal.SIGTERM)
        said, _ = first.communicate(timeout=30)
    sent, key = mails(data_dir), (data_dir / "secret_key").read_text()
    begun = time.monotonic()
    with demo(port, data_dir, seconds=SECONDS_FOR_NEXT_START) as second:
        second.send_signal(signal.SIGINT)
        second.communicate(timeout=30)

    assert (first.returncode, second.returncode) == (0, 0)
    assert f"http://localhost:{port}/agenda" in said
    assert f"http://localhost:{port}/planner" in said
    assert "programmer@demo.example" in said
    assert "Traceback" not in said
    assert time.monotonic() - begun < SECONDS_FOR_NEXT_START
    assert mails(data_dir)[: len(sent)] == sent
    assert (data_dir / "secret_key").read_text() == key
    assert not is_listening(port)


def test_demo_on_a_taken_port_says_so_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(port, tmp_path / "data")
    assert said == (1, f"Error: Port {port} cannot be used: Address already in use\n")


def test_demo_on_a_broken_data_dir_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text("not a directory")
    assert refusal(free_port(), path) == (1, f"Error: The data directory {path} cannot be used: File exists\n")


def test_demo_is_refused_in_production(tmp_path: Path) -> None:
    code, said = refusal(free_port(), tmp_path / "data", LEERAGENDA_ENVIRONMENT="production")
    assert (code, said) == (
        1,
        "Error: LEERAGENDA_ENVIRONMENT is production, and demo accounts do not belong there.\n",
    )
    assert not (tmp_path / "data").exists()
