import signal
from pathlib import Path

import pytest

from tests.devservices.processes import is_listening, run_python, said_line, wait_until

SUPERVISOR = """
import sys
from devservices.supervisor import Program, supervise

web, worker = sys.argv[1:]
print("supervising", flush=True)
python = [sys.executable, "-c"]
sys.exit(supervise([Program("web", [*python, web]), Program("worker", [*python, worker], restart=True)]))
"""
SERVES = """
import signal, socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
signal.pause()
"""
SLEEPS = "import signal; signal.pause()"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_everything(number: signal.Signals) -> None:
    supervisor = run_python(SUPERVISOR, SERVES, SLEEPS)
    said_line(supervisor)
    port = int(said_line(supervisor))
    assert is_listening(port)

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=5) == 0
    assert not is_listening(port)


def test_kill_of_the_supervisor_stops_everything() -> None:
    supervisor = run_python(SUPERVISOR, SERVES, SLEEPS)
    said_line(supervisor)
    port = int(said_line(supervisor))

    supervisor.kill()
    supervisor.wait()

    wait_until(lambda: not is_listening(port))


def test_worker_that_ends_starts_again(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    supervisor = run_python(SUPERVISOR, SLEEPS, f"open({str(starts)!r}, 'a').write('x')")

    wait_until(lambda: starts.exists() and starts.read_text() == "xxx")

    supervisor.terminate()
    assert supervisor.wait(timeout=5) == 0


def test_web_that_ends_ends_everything() -> None:
    supervisor = run_python(SUPERVISOR, "raise SystemExit(3)", SLEEPS)

    assert supervisor.wait(timeout=5) == 3
