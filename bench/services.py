"""PostgreSQL, Valkey and server processes of a benchmark's own, gone when it ends."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from database.engine import close_pool, open_pool
from devservices.ports import free_port
from devservices.postgres import start_postgres
from devservices.valkey import start_valkey
from leeragenda.migrating import migrate
from leeragenda.server import CONNECTIONS
from settings import get_settings


@asynccontextmanager
async def migrated_database() -> AsyncIterator[None]:
    """A durable server, as in production; its address and Valkey's are in the environment."""
    with (
        tempfile.TemporaryDirectory(prefix="leeragenda-bench-") as directory,
        start_postgres(Path(directory) / "postgres", durable=True) as postgres,
        start_valkey() as valkey,
    ):
        postgres.create_database("bench")
        os.environ["LEERAGENDA_DATABASE_URL"] = postgres.dsn("bench")
        os.environ["LEERAGENDA_REDIS_URL"] = valkey.url
        os.environ["LEERAGENDA_LOG_LEVEL"] = "WARNING"
        get_settings.cache_clear()
        await open_pool()
        try:
            await migrate()
            yield
        finally:
            await close_pool()


@contextmanager
def web_server(workers: int) -> Iterator[int]:
    """Server processes under granian, as `leeragenda serve` starts them in production; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--no-log", "--no-ws"]
    command += ["--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "bench.application:create_app"]
    # In development every page looks whether its templates and assets have changed.
    production = {**os.environ, "LEERAGENDA_ENVIRONMENT": "production"}
    with subprocess.Popen(command, env=production) as server:  # noqa: S603
        try:
            _wait_until_ready(port)
            yield port
        finally:
            server.terminate()


def _wait_until_ready(port: int) -> None:
    for _attempt in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the server did not become ready")
