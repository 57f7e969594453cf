import subprocess
import sys
import time
from pathlib import Path

import pytest

from devservices import watchdog
from devservices.guarded import GuardedProcess
from tests.devservices.processes import is_listening, wait_until

STUBBORN = """
import signal, socket, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", 0))
subprocess.Popen(["sleep", "60"], pass_fds=[listener.fileno()])
print(listener.getsockname()[1], flush=True)
signal.pause()
"""


def test_stop_kills_a_stubborn_program_and_its_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = GuardedProcess([sys.executable, "-c", STUBBORN], log=output, grace=0.2)
    wait_until(lambda: log.read_text().endswith("\n"))
    port = int(log.read_text())
    assert is_listening(port)
    started = time.monotonic()

    process.stop()

    assert time.monotonic() - started < 2
    assert process.exit_code() == 128 + 9
    wait_until(lambda: not is_listening(port))


def test_end_of_a_program_ends_the_children_it_leaves_behind(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = GuardedProcess([sys.executable, "-c", STUBBORN.replace("signal.pause()", "")], log=output)
    wait_until(lambda: process.exit_code() == 0)

    wait_until(lambda: not is_listening(int(log.read_text())))


def test_stop_after_the_end_changes_nothing(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as output:
        process = GuardedProcess([sys.executable, "-c", "raise SystemExit(7)"], log=output)
    wait_until(lambda: process.exit_code() is not None)

    process.stop()

    assert process.exit_code() == 7


@pytest.mark.parametrize("ending", ["terminate", "end_of_pipe"])
def test_watchdog_stops_its_program(ending: str) -> None:
    argv = watchdog.command([sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"])
    guard = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    assert guard.stdin is not None
    assert guard.stdout is not None
    guard.stdout.readline()

    if ending == "terminate":
        guard.terminate()
    else:
        guard.stdin.close()

    assert guard.wait(timeout=5) == 128 + 15
