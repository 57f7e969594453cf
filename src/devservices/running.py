"""What the services that run beside the product have in common."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Self

from devservices.errors import ServiceNotStartedError
from devservices.guarded import GuardedProcess


class Running(ABC):
    """A service that runs; as a context manager it stops at the end."""

    @abstractmethod
    def stop(self) -> None:
        """Harmless when already stopped."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def comes_up(process: GuardedProcess, says_ready: Callable[[], bool], *, service: str, seconds: float) -> bool:
    """Whether the service says that it is ready; False when its process ended instead. Stops it when that is an error.

    :raises ServiceNotStartedError: neither happened in that many seconds.
    """
    try:
        return _wait(process, says_ready, service, seconds)
    except BaseException:
        process.stop()
        raise


def _wait(process: GuardedProcess, says_ready: Callable[[], bool], service: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while process.exit_code() is None:
        if says_ready():
            return True
        if time.monotonic() > deadline:
            raise ServiceNotStartedError(service=service, reason=f"no answer within {seconds:.0f} seconds")
        time.sleep(0.02)
    return False
