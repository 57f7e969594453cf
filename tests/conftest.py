"""Real PostgreSQL for all tests: one server a run, one migrated database a process, emptied after each test."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import hypothesis
import pytest
from argon2 import PasswordHasher
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from database.engine import close_pool, open_pool
from database.transaction import execute
from devservices.postgres import start_postgres
from identity import passwords
from leeragenda.migrating import migrate
from settings import get_settings

# The machines are shared: a slow moment is no failing test.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# Passwords of tests are no secret; those of the product take a tenth of a second each.
HASHER_OF_PRODUCT = passwords.hasher
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)

TEMPLATE = "leeragenda_template"
_services = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Starts the server once, in the controlling process."""
    if hasattr(config, "workerinput"):
        _use_database(config.workerinput["database_url"])
        return
    stack = config.stash[_services] = ExitStack()
    directory = Path(tempfile.mkdtemp(prefix="leeragenda-tests-"))
    stack.callback(shutil.rmtree, directory, ignore_errors=True)
    server = stack.enter_context(start_postgres(directory / "postgres", durable=False))
    server.create_database(TEMPLATE)
    _use_database(server.dsn(TEMPLATE))
    asyncio.run(_migrate())


def pytest_unconfigure(config: pytest.Config) -> None:
    stack = config.stash.get(_services, None)
    if stack is not None:
        stack.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["database_url"] = os.environ["LEERAGENDA_DATABASE_URL"]  # type: ignore[attr-defined]


# What shares something that is slow to make: a running demo, the rows of one, a running server.
_TOGETHER = ("tests/browser/", "tests/clients/", "tests/leeragenda/test_demo_")


class Together(LoadScopeScheduling):
    """Gives what shares something to one process, largest first; everything else goes where there is room.

    It stands for xdist's `loadgroup`, which does nothing with pytest 9.2 (pytest-dev/pytest-xdist#1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((prefix for prefix in _TOGETHER if nodeid.startswith(prefix)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    return Together(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: the process with the browser waits a good deal."""
    return (os.cpu_count() or 1) + 1


def _use_database(url: str) -> None:
    os.environ["LEERAGENDA_DATABASE_URL"] = url
    get_settings.cache_clear()


async def _migrate() -> None:
    await open_pool()
    await migrate()
    await close_pool()


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> str:
    """The address of this process's own copy of the migrated database."""
    template = os.environ["LEERAGENDA_DATABASE_URL"]
    name = f"leeragenda_{worker_id}"
    url = template.replace(f"/{TEMPLATE}", f"/{name}")
    asyncio.run(_copy_template(template.replace(f"/{TEMPLATE}", "/postgres"), name))
    _use_database(url)
    return url


async def _copy_template(administration: str, name: str) -> None:
    connection = await asyncpg.connect(administration)
    await connection.execute(f"DROP DATABASE IF EXISTS {name}")
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    await connection.close()


@pytest.fixture(scope="session")
async def _pool(database_url: str) -> AsyncIterator[None]:
    await open_pool()
    yield
    await close_pool()


@pytest.fixture
async def database(_pool: None) -> AsyncIterator[None]:
    """An empty migrated database with the pool open; what a test commits is gone after it."""
    yield
    await empty_database()


async def empty_database() -> None:
    """Deletes all rows; what tables looked like to PostgreSQL stays."""
    await execute(_EMPTY_TABLES)


# Deleting from the tables that hold rows costs a few milliseconds, truncating all of them ten times as much.
_EMPTY_TABLES = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
END $$
"""
