"""Transactions and the raw SQL of the hot few queries, both on the same connection."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from database.engine import DB


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """One transaction around one operation; joins the one that is already open.

    Operations call each other, and the outermost decides: everything commits, or nothing does.
    """
    if DB.transaction_exists():
        yield
        return
    async with DB.transaction():
        yield


def in_transaction() -> bool:
    return DB.current_transaction.get() is not None


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """A part that may fail on a constraint while the transaction around it goes on."""
    current = DB.current_transaction.get()
    if current is None:
        raise RuntimeError("a savepoint needs a transaction around it")
    async with current.connection.transaction():
        yield


@asynccontextmanager
async def connection() -> AsyncIterator[asyncpg.Connection]:
    """One for several queries: that of the current transaction when there is one, else from the pool."""
    current = DB.current_transaction.get()
    if current is not None:
        yield current.connection
        return
    if DB.pool is None:
        raise ConnectionError("the connection pool is not open: call database.engine.open_pool() first")
    async with DB.pool.acquire() as connection:
        yield connection


async def fetch(sql: str, *values: Any) -> list[asyncpg.Record]:
    """All rows of a query with $1, $2 parameters, inside the current transaction when there is one."""
    async with connection() as one:
        rows: list[asyncpg.Record] = await one.fetch(sql, *values)
        return rows


async def fetch_row(sql: str, *values: Any) -> asyncpg.Record | None:
    async with connection() as one:
        return await one.fetchrow(sql, *values)


async def fetch_value(sql: str, *values: Any) -> Any:
    """The first column of the first row, or None."""
    async with connection() as one:
        return await one.fetchval(sql, *values)


async def execute(sql: str, *values: Any) -> str:
    """Runs a statement and returns PostgreSQL's command tag, such as "UPDATE 3"."""
    async with connection() as one:
        tag: str = await one.execute(sql, *values)
        return tag


async def execute_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Runs one statement for many rows of parameters in one round trip."""
    async with connection() as one:
        await one.executemany(sql, rows)
