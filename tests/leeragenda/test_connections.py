"""The application with a real PostgreSQL and a real Valkey that come later than it does."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from litestar import get, post
from litestar.testing import TestClient

from database.engine import DB
from database.transaction import fetch_value
from devservices.ports import free_port
from devservices.postgres import RunningPostgres, start_postgres
from devservices.valkey import RunningValkey, start_valkey
from leeragenda import app as app_module
from leeragenda.app import DATABASE_ERRORS, PAUSE_BEFORE_NUDGE_SECONDS, create_app
from leeragenda.job_queue import open_queue
from outbox.relay import RELAY_JOB
from settings import get_settings
from web.shell import create_shell

pytestmark = pytest.mark.usefixtures("own_logging")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    with start_postgres(tmp_path_factory.mktemp("postgres"), durable=False) as running:
        yield running


@pytest.fixture(scope="module")
def valkey() -> Iterator[RunningValkey]:
    with start_valkey() as running:
        yield running


@get("/count")
async def count() -> str:
    return str(await fetch_value("SELECT 40 + 2"))


@post("/change")
async def change() -> str:
    return "changed"


@pytest.fixture
def client(
    monkeypatch: pytest.MonkeyPatch, postgres: RunningPostgres, valkey: RunningValkey
) -> Iterator[TestClient[Any]]:
    database = f"later_{uuid4().hex}"
    monkeypatch.setenv("LEERAGENDA_DATABASE_URL", postgres.dsn(database))
    monkeypatch.setenv("LEERAGENDA_REDIS_URL", valkey.url)
    monkeypatch.setattr(DB, "pool", None)
    monkeypatch.setattr(DB, "config", {})
    monkeypatch.setattr(app_module, "ROUTES", [count, change])
    monkeypatch.setattr(app_module, "PAUSE_BETWEEN_TRIES_SECONDS", 0.05)
    get_settings.cache_clear()
    with TestClient(create_app()) as client:
        client.app.state["database"] = database
        yield client
    get_settings.cache_clear()


def test_app_answers_503_until_the_database_comes(client: TestClient[Any], postgres: RunningPostgres) -> None:
    before = client.get("/count", headers={"Accept": "application/json"})
    postgres.create_database(client.app.state["database"])
    deadline = time.monotonic() + 10
    while (after := client.get("/count")).status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (before.status_code, before.json()["code"], before.headers["retry-after"]) == (503, "unavailable", "30")
    assert (after.status_code, after.text) == (200, "42")


def test_app_is_ready_but_for_migrations_on_an_empty_database(
    client: TestClient[Any], postgres: RunningPostgres
) -> None:
    postgres.create_database(client.app.state["database"])
    deadline = time.monotonic() + 10
    while DB.pool is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert client.get("/health/ready").json() == {"status": "unavailable", "failing": ["migrations"]}


async def test_change_nudges_the_relay_and_reading_does_not(client: TestClient[Any]) -> None:
    queue = open_queue(get_settings().redis_url)
    await queue.flushdb()
    client.get("/count")
    after_reading = await queue.queued_jobs()
    client.post("/change")
    client.post("/change")
    await asyncio.sleep(4 * PAUSE_BEFORE_NUDGE_SECONDS)
    after_change = await queue.queued_jobs()
    await queue.aclose()
    assert [job.function for job in after_reading] == []
    assert [job.function for job in after_change] == [RELAY_JOB]


def test_change_succeeds_while_redis_is_away(client: TestClient[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.app.state, "queue", open_queue(f"redis://127.0.0.1:{free_port()}"))
    assert (client.post("/change").status_code, client.post("/change").text) == (201, "changed")


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.CannotConnectNowError("starting"),
        asyncpg.AdminShutdownError("bye"),
    ],
)
def test_lost_connection_is_503(error: Exception) -> None:
    @get("/lose")
    async def lose() -> str:
        raise error

    with TestClient(create_shell([lose], public_url="http://localhost", exception_handlers=DATABASE_ERRORS)) as client:
        assert client.get("/lose").status_code == 503
