"""A child process that never outlives this one."""

import signal
import subprocess
from collections.abc import Sequence
from typing import IO

from devservices import watchdog


class GuardedProcess:
    """Runs argv under a watchdog, in a session of its own so that Ctrl-C in the terminal does not reach it.

    Standard output and error go to `log`. Descriptors in pass_fds stay open in the program.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        log: IO[bytes],
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 5.0,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self._watchdog = subprocess.Popen(  # noqa: S603
            watchdog.command(argv, stop_signal=stop_signal, grace=grace),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=pass_fds,
        )

    def exit_code(self) -> int | None:
        """None while the program runs."""
        return self._watchdog.poll()

    def stop(self) -> None:
        """Stops the program and returns when it has gone; harmless when it already has."""
        if self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
        self._watchdog.wait()
