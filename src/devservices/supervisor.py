"""Runs the processes of `leeragenda demo` side by side until it is told to stop."""

import asyncio
import logging
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devservices import watchdog

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 30.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Program:
    """A program to keep running. Its output goes where ours goes; it does not outlive us.

    restart: start it again whenever it ends, after a pause that grows while it keeps failing. If not, its end ends all.
    grace: seconds between SIGTERM and SIGKILL.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    restart: bool = False
    grace: float = 5.0


def supervise(programs: Sequence[Program]) -> int:
    """Runs the programs until SIGINT, SIGTERM or the end of one that is not restarted, then stops them all at once.

    Returns 0 after a signal, or else the exit code of the program that ended. Must be called from the main thread.
    """
    return asyncio.run(_supervise(programs))


async def _supervise(programs: Sequence[Program]) -> int:
    stop_requested = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop_requested.set)
    stopping = asyncio.create_task(stop_requested.wait())
    running = [asyncio.create_task(_keep_running(program)) for program in programs]
    done, _pending = await asyncio.wait({stopping, *running}, return_when=asyncio.FIRST_COMPLETED)
    for task in (stopping, *running):
        task.cancel()
    await asyncio.gather(stopping, *running, return_exceptions=True)
    return next((task.result() for task in running if task in done), 0)


async def _keep_running(program: Program) -> int:
    """Returns the exit code of a program that is not to be restarted."""
    pause = FIRST_PAUSE
    while True:
        started = time.monotonic()
        code = await _run(program)
        if not program.restart:
            logger.error("%s ended with exit code %d", program.name, code)
            return code
        if time.monotonic() - started > STEADY_SECONDS:
            pause = FIRST_PAUSE
        logger.warning("%s ended with exit code %d and starts again in %.1f s", program.name, code, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _run(program: Program) -> int:
    process = await asyncio.create_subprocess_exec(
        *watchdog.command(program.argv, grace=program.grace),
        stdin=subprocess.PIPE,
        env=program.env,
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
