"""The demo world in tables that PostgreSQL believes to be empty, as before autovacuum has seen a first import."""

from datetime import UTC, datetime

import pytest

from database.transaction import execute, fetch_value, transaction
from leeragenda.demo.seeding import seed
from tests.conftest import empty_database

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
# Of this transaction only, so that it is exact.
_ROWS_READ = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int8 FROM pg_stat_xact_user_tables"


async def test_tables_that_seem_empty_are_not_read_again_and_again() -> None:
    await seed(NOW)
    await empty_database()
    await execute("ANALYZE")

    async with transaction():
        await seed(NOW)
        rows_read = await fetch_value(_ROWS_READ)
    await execute("ANALYZE")

    assert rows_read < 30_000_000
