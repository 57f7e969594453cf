"""A running server of ours, and the programs with which people read it: each with its needs, or a reason to skip."""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from devservices.ports import free_port
from devservices.valkey import start_valkey
from leeragenda.server import TARGET
from tests.clients.libical import Libical
from tests.notifications.conftest import delivery, mail_settings, mailserver, post

__all__ = ["delivery", "mail_settings", "mailserver", "post"]

T = TypeVar("T")
HOUSE = Path(__file__).parents[2]
SECONDS_TO_START = 60


def _needed(found: T | None, what: str) -> T:
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"there is no {what} on this machine")
    assert found is not None, f"CI needs {what}: see .ci/run"
    return found


def _program(name: str) -> Path | None:
    path = HOUSE / ".clients/bin" / name
    return path if path.exists() else None


@pytest.fixture(scope="session")
def vdirsyncer() -> Path:
    return _needed(_program("vdirsyncer"), "vdirsyncer (make clients)")


@pytest.fixture(scope="session")
def khal() -> Path:
    return _needed(_program("khal"), "khal (make clients)")


@pytest.fixture(scope="session")
def node() -> Path:
    """Node with ical.js; the build of the frontend installs both."""
    there = (HOUSE / "frontend/node_modules/ical.js").exists()
    own = HOUSE / ".node/bin/node"
    found = own if own.exists() else Path(shutil.which("node") or "")
    return _needed(found if there and found.is_file() else None, "Node with ical.js (make test)")


@pytest.fixture(scope="session")
def libical() -> Libical:
    try:
        found = Libical(ctypes.CDLL("libical.so.3"))
    except OSError:
        found = None
    return _needed(found, "libical 3")


@pytest.fixture(scope="session")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the web application under granian, in a process of its own, with the database of the tests."""
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "log"
    argv = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--no-ws"]
    argv += ["--host", "127.0.0.1", "--port", str(port), TARGET]
    with start_valkey() as valkey, log.open("wb") as out:
        env = {**os.environ, "LEERAGENDA_REDIS_URL": valkey.url}
        process = subprocess.Popen(argv, stdout=out, stderr=out, env=env)  # noqa: S603
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/health/live", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")
