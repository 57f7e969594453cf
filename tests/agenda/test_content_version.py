"""The version of the content: another one after each change that feeds can show, in whatever order."""

import asyncio
import random
from contextlib import suppress

import asyncpg
import pytest

from agenda.content_version import VersionReader, fold_changes, read_version
from database.transaction import execute, fetch, fetch_value, savepoint, transaction
from events.applying import Applicant
from events.registering import register
from settings import get_settings
from tests.agenda.counting import count_queries
from tests.builders import a_location, a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")

CHANGE = "UPDATE location SET name = name || '.'"


@pytest.mark.parametrize("seed", range(4))
async def test_no_transaction_is_lost_however_they_overlap(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for _location in range(4):
        await a_location()
    seen = [await read_version()]
    ids = [row["id"] for row in await fetch("SELECT id FROM location")]
    connections = [await asyncpg.connect(get_settings().database_url) for _id in ids]
    open_ones = []
    for connection, location in zip(connections, ids, strict=True):
        begun = connection.transaction()
        await begun.start()
        await connection.execute("UPDATE location SET name = name || '.' WHERE id = $1", location)
        open_ones.append((begun, chance.random() < 0.7))
    chance.shuffle(open_ones)
    for begun, commits in open_ones:
        await (begun.commit() if commits else begun.rollback())
        await execute("INSERT INTO content_change (number) SELECT 7 FROM generate_series(1, 22)")  # nothing, together
        await fold_changes()
        version = await read_version()
        assert (version not in seen) == commits
        seen.append(version)
    for connection in connections:
        await connection.close()


async def test_folding_leaves_one_row_and_the_version_as_it_was() -> None:
    for _change in range(30):
        await a_location()
    before = await read_version()

    await asyncio.gather(*(fold_changes() for _worker in range(4)))

    assert await fetch_value("SELECT count(*) FROM content_change") == 1
    assert await read_version() == before


async def test_change_after_a_part_that_was_taken_back_counts() -> None:
    location = await a_location()
    before = await read_version()

    async with transaction():
        with suppress(ZeroDivisionError):
            async with savepoint():
                await execute(CHANGE)
                raise ZeroDivisionError
        await execute("UPDATE location SET name = 'De Haven' WHERE id = $1", location.id)

    assert await read_version() != before


async def test_transaction_counts_once_however_much_it_changes() -> None:
    edition = await an_edition()
    before = await fetch_value("SELECT count(*) FROM content_change")

    async with transaction():
        for _session in range(3):
            await a_session(edition=edition)

    assert await fetch_value("SELECT count(*) FROM content_change") == before + 1


async def test_signing_up_and_counting_heads_leave_the_version() -> None:
    session = await a_session()
    before = await read_version()

    await register(session=session, applicant=Applicant(name="Alice", email="alice@reader.example"))
    await execute("UPDATE session SET headcount = 3")
    await execute("UPDATE location SET phone = '020 123 45 67', note = 'Bel aan.'")

    assert await read_version() == before


async def test_reader_asks_once_for_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    await a_location()
    reader = VersionReader()
    queries = count_queries(monkeypatch)

    versions = await asyncio.gather(*(reader.current() for _reader in range(50)))

    assert len(queries) == 1
    assert set(versions) == {await read_version()}


async def test_who_asks_after_a_change_hears_of_it_while_an_older_query_runs() -> None:
    await a_location()
    reader = VersionReader()
    before = [reader.current()]
    await asyncio.sleep(0)  # its query has begun

    await execute(CHANGE)
    after = await reader.current()

    assert after == await read_version()
    assert await before[0] is not None


async def test_who_goes_away_takes_no_answer_from_others() -> None:
    reader = VersionReader()
    leaving, staying = reader.current(), reader.current()

    leaving.cancel()

    assert await staying == await read_version()


async def test_failing_query_fails_for_all_and_the_next_one_works() -> None:
    reader = VersionReader()
    await execute("ALTER TABLE content_change RENAME TO away")

    try:
        outcomes = await asyncio.gather(reader.current(), reader.current(), return_exceptions=True)
    finally:
        await execute("ALTER TABLE away RENAME TO content_change")

    assert [type(outcome) for outcome in outcomes] == [asyncpg.UndefinedTableError] * 2
    assert await reader.current() == await read_version()
