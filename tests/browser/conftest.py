"""The real demo and a real browser: one of each for the run, and a fresh reader for each test."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SECONDS_TO_START = 90


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium on this machine")
    assert found, f"CI needs one of {PROGRAMS}"
    return found


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo keeps its log, and under `data` its database and mail."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo(chromium: str, demo_directory: Path) -> Iterator[str]:
    """The address of `leeragenda demo` with its example world, its worker and its mailbox."""
    directory = demo_directory
    port = _free_port()
    argv = [sys.executable, "-m", "leeragenda.cli", "demo", "--port", str(port), "--data-dir", str(directory / "data")]
    env = {name: value for name, value in os.environ.items() if not name.startswith("LEERAGENDA_")}
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT, env=env)  # noqa: S603
    try:
        address = f"http://localhost:{port}"
        _wait_until_ready(address, process, directory / "log")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # As root, which containers often run as, Chromium cannot make its own sandbox.
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_until_ready(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/health/ready", timeout=5).close()  # noqa: S310  our own
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the demo did not start:\n{log.read_text(errors='replace')[-4000:]}")
