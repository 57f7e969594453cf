"""Serves the web application; docs/decisions/0006-web-server.md says why with granian."""

import os
import socket
import tempfile
from typing import Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from leeragenda.logging import logging_config
from settings import get_settings

TARGET: Final = "leeragenda.app:create_app"
SECONDS_TO_FINISH: Final = 10
CONNECTIONS: Final = 4096
"""Of each process. Those above it are not heard until others hang up, and browsers keep theirs open for a while."""


class AddressTakenError(OSError):
    """Another program listens on this address already."""


def serve(host: str, port: int, workers: int) -> None:
    """Runs until SIGINT or SIGTERM, then lets requests finish; a worker that dies is started again.

    :raises AddressTakenError: before anything is started.
    """
    refuse_taken_address(host, port)
    settings = get_settings()
    with tempfile.TemporaryDirectory(prefix="leeragenda-metrics-") as metrics:
        # Each process counts for itself; the Prometheus client adds them up through files, and looks for the folder
        # when it is imported.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
        Server(
            TARGET,
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            workers=workers,
            factory=True,
            websockets=False,
            log_level=LogLevels(settings.log_level.lower()),
            log_dictconfig=logging_config(settings.log_format, settings.log_level),
            respawn_failed_workers=True,
            backlog=CONNECTIONS,
            backpressure=CONNECTIONS,
            workers_kill_timeout=SECONDS_TO_FINISH,
        ).serve()


def refuse_taken_address(host: str, port: int) -> None:
    """Finds out before the server does, which would answer with a stack trace of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise AddressTakenError(f"{host}:{port} cannot be used: {error.strerror}") from error
