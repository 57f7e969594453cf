"""The directories that development services keep their data in."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from devservices.errors import DataDirectoryBrokenError, DataDirectoryInUseError


@contextmanager
def usable_directory(directory: Path) -> Iterator[Path]:
    """Makes the directory when it is missing and yields its absolute path.

    What the system refuses in there, or in the making, becomes a DataDirectoryBrokenError.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        yield directory.absolute()
    except OSError as error:
        raise DataDirectoryBrokenError(path=directory, reason=error.strerror or error) from error


def lock_directory(directory: Path, *, patience: float = 20.0) -> BinaryIO:
    """Locks directory/lock for whoever holds the returned file open, child processes that inherit it included.

    The file names the process that took the lock. When that process has gone but the lock has not, its services are
    still stopping: they get `patience` seconds. Raises DataDirectoryInUseError and OSError.
    """
    file = (directory / "lock").open("a+b")
    deadline = time.monotonic() + patience
    while not _try_lock(file):
        owner = _owner(file)
        if _is_alive(owner) or time.monotonic() > deadline:
            file.close()
            raise DataDirectoryInUseError(path=directory, pid=owner)
        time.sleep(0.05)
    file.truncate(0)
    file.write(str(os.getpid()).encode())
    file.flush()
    return file


def _try_lock(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(file: BinaryIO) -> int:
    file.seek(0)
    content = file.read()
    return int(content) if content.isdigit() else 0


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0
