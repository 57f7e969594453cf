"""Counts the queries that PostgreSQL gets."""

from typing import Any

import pytest
from asyncpg.connection import Connection


def count_queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries from now on, as they come in."""
    queries: list[str] = []
    run = Connection._execute

    async def counted(self: Connection, query: str, *args: Any, **kwargs: Any) -> Any:
        queries.append(query)
        return await run(self, query, *args, **kwargs)

    monkeypatch.setattr(Connection, "_execute", counted)
    return queries
