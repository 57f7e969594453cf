"""Serves the web application; docs/decisions/0006-web-server.md says why with granian."""

import os
import tempfile
from contextlib import ExitStack

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from leeragenda.logging import logging_config
from settings import get_settings

TARGET = "leeragenda.app:create_app"
SECONDS_TO_FINISH = 10


def serve(host: str, port: int, workers: int) -> None:
    """Runs until SIGINT or SIGTERM, then lets requests finish; a worker that dies is started again."""
    settings = get_settings()
    with ExitStack() as stack:
        # Each process counts for itself; the Prometheus client adds them up through files, and looks for the folder
        # when it is imported.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="leeragenda-"))
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
            workers_kill_timeout=SECONDS_TO_FINISH,
        ).serve()
