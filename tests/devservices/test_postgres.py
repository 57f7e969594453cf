import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from devservices.errors import DataDirectoryBrokenError, DataDirectoryInUseError
from devservices.postgres import RunningPostgres, start_postgres


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postgres")


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[RunningPostgres]:
    with start_postgres(data_dir, durable=False) as running:
        yield running


async def fetch(dsn: str, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_server_has_the_settings_of_the_product(server: RunningPostgres) -> None:
    rows = await fetch(
        server.dsn("postgres"),
        "SELECT name, setting FROM pg_settings WHERE name IN"
        " ('listen_addresses', 'unix_socket_directories', 'TimeZone', 'server_encoding', 'fsync', 'full_page_writes')"
        " UNION SELECT 'locale', datlocale FROM pg_database WHERE datname = current_database()"
        " ORDER BY 1",
    )

    assert rows == [
        ("TimeZone", "UTC"),
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("listen_addresses", "127.0.0.1"),
        ("locale", "C.UTF-8"),
        ("server_encoding", "UTF8"),
        ("unix_socket_directories", ""),
    ]


@pytest.mark.parametrize("extension", ["btree_gist", "pg_trgm", "unaccent"])
async def test_extension_can_be_created(server: RunningPostgres, extension: str) -> None:
    await fetch(server.dsn("postgres"), f"CREATE EXTENSION IF NOT EXISTS {extension}")

    rows = await fetch(server.dsn("postgres"), f"SELECT count(*) FROM pg_extension WHERE extname = '{extension}'")  # noqa: S608
    assert rows == [(1,)]


async def test_create_database_when_it_exists_keeps_it(server: RunningPostgres) -> None:
    name = 'twice "quoted"'
    server.create_database(name)
    await fetch(server.dsn(name), "CREATE TABLE kept ()")

    server.create_database(name)

    assert await fetch(server.dsn(name), "SELECT count(*) FROM kept") == [(0,)]


async def test_connecting_without_the_password_is_refused(server: RunningPostgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://leeragenda:guess@127.0.0.1:{server.port}/postgres")


def test_start_on_a_directory_in_use_is_refused_at_once(server: RunningPostgres, data_dir: Path) -> None:
    owner = (data_dir / "lock").read_text()
    asked = time.monotonic()

    with pytest.raises(DataDirectoryInUseError) as refusal:
        start_postgres(data_dir, durable=False)

    assert str(refusal.value) == f"The data directory {data_dir} is in use by another demo (process {owner})."
    assert time.monotonic() - asked < 2


async def test_start_after_a_stop_finds_the_data(tmp_path: Path) -> None:
    with start_postgres(tmp_path, durable=True) as first:
        await fetch(first.dsn("postgres"), "CREATE TABLE kept AS SELECT 42 AS answer")

    with start_postgres(tmp_path, durable=True) as second:
        rows = await fetch(second.dsn("postgres"), "SELECT answer, current_setting('fsync') FROM kept")

    assert rows == [(42, "on")]


async def test_start_after_an_interrupted_first_start(tmp_path: Path) -> None:
    (tmp_path / "cluster.new").mkdir()
    (tmp_path / "cluster.new" / "half").write_text("half")

    with start_postgres(tmp_path, durable=False) as server:
        assert await fetch(server.dsn("postgres"), "SELECT 1") == [(1,)]


async def test_start_with_a_stale_pid_file_that_says_ready(tmp_path: Path) -> None:
    start_postgres(tmp_path, durable=False).stop()
    (tmp_path / "cluster" / "postmaster.pid").write_text("1\n/elsewhere\n1\n1\n\n127.0.0.1\n\nready\n")

    with start_postgres(tmp_path, durable=False) as server:
        assert await fetch(server.dsn("postgres"), "SELECT 1") == [(1,)]


def test_start_on_a_damaged_cluster_says_why(tmp_path: Path) -> None:
    start_postgres(tmp_path, durable=False).stop()
    (tmp_path / "cluster" / "PG_VERSION").write_text("9.6\n")

    with pytest.raises(DataDirectoryBrokenError) as refusal:
        start_postgres(tmp_path, durable=False)

    reason = "database files are incompatible with server"
    assert str(refusal.value) == f"The data directory {tmp_path} cannot be used: {reason}"


def test_start_on_a_file_says_why(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(DataDirectoryBrokenError) as refusal:
        start_postgres(file, durable=False)

    assert str(refusal.value) == f"The data directory {file} cannot be used: File exists"


def test_failed_start_lets_go_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "cluster").mkdir()
    (tmp_path / "password").touch()
    with pytest.raises(DataDirectoryBrokenError):
        start_postgres(tmp_path, durable=False)

    (tmp_path / "cluster").rmdir()

    start_postgres(tmp_path, durable=False).stop()
