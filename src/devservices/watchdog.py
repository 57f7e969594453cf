"""Runs one program for as long as the process that asked for it lives.

The pipe on standard input is the bond: it is closed when the parent asks for a stop, and by the kernel when the parent
dies in any way, kill -9 included. End of file therefore means: stop the program. It needs nothing from the operating
system but pipes, so it works on Linux and macOS alike, and the ordinary stop takes the same road as the crash.

It runs as a script in an isolated interpreter without site-packages (quick and small), so it imports only the
standard library.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType


def command(argv: Sequence[str], *, stop_signal: signal.Signals = signal.SIGTERM, grace: float = 5.0) -> list[str]:
    """The command line that runs argv under a watchdog: give it a pipe as standard input and start_new_session=True.

    The watchdog exits with the code of the program (128 + signal when a signal ended it). Stopping means stop_signal,
    and SIGKILL for the program's whole process group when it is still there after `grace` seconds.
    """
    return [sys.executable, "-I", "-S", str(Path(__file__)), str(int(stop_signal)), str(grace), *argv]


def _stop(program: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
    program.send_signal(stop_signal)
    try:
        program.wait(grace)
    except subprocess.TimeoutExpired:
        _kill_group(program)


def _kill_group(program: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)


def _stop_at_end_of_pipe(pipe: int, program: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
    while os.read(pipe, 4096):
        pass
    _stop(program, stop_signal, grace)


def main(arguments: Sequence[str]) -> int:
    stop_signal, grace, argv = int(arguments[0]), float(arguments[1]), arguments[2:]
    # Descriptors passed to the watchdog go on to the program: a lock then lasts as long as the program itself.
    program = subprocess.Popen(argv, stdin=subprocess.DEVNULL, close_fds=False, process_group=0)  # noqa: S603

    def pass_on(_signal: int, _frame: FrameType | None) -> None:
        program.send_signal(stop_signal)

    signal.signal(signal.SIGTERM, pass_on)
    pipe = sys.stdin.fileno()
    threading.Thread(target=_stop_at_end_of_pipe, args=(pipe, program, stop_signal, grace), daemon=True).start()
    code = program.wait()
    _kill_group(program)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
