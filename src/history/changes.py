"""Reads what operations did to rows."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from database.transaction import fetch

Row = dict[str, Any]
"""The columns of a row as JSON holds them: moments, days and ids are texts."""

_OF_ROW = """
SELECT row_change.operation, operation.action, operation.at, account.name AS account, row_change.before,
    row_change.after
FROM row_change JOIN operation ON operation.id = row_change.operation
    LEFT JOIN account ON account.id = operation.account
WHERE row_change.table_name = $1 AND row_change.row_id = $2 ORDER BY row_change.id DESC LIMIT $3
"""
_OF_OPERATIONS = """
SELECT table_name, row_id, before, after FROM row_change WHERE operation = ANY($1::uuid[]) ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChange:
    """One change of one row. `account` is the name of who did it, None for a job or an account that is gone."""

    operation: UUID
    action: str
    at: datetime
    account: str | None
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class RowDifference:
    """How a row was before operations and is after them. Without `before` it is new, without `after` it is gone."""

    table: str
    id: str
    before: Row | None
    after: Row | None

    def changed(self, *, ignoring: Iterable[str] = ()) -> list[str]:
        """The names of the columns that differ, in order; none when the row is new or gone."""
        if self.before is None or self.after is None:
            return []
        names = self.before.keys() | self.after.keys()
        return sorted(name for name in names - set(ignoring) if self.before.get(name) != self.after.get(name))


async def changes_of_row(table: str, row_id: object, *, limit: int = 20) -> list[PastChange]:
    """What operations did to one row, the newest first."""
    rows = await fetch(_OF_ROW, table, str(row_id), limit)
    return [PastChange(**_values(row)) for row in rows]


async def differences_of(operations: Sequence[UUID]) -> list[RowDifference]:
    """What these operations together did, once for each row, in the order in which they came to it."""
    found: dict[tuple[str, str], RowDifference] = {}
    for row in await fetch(_OF_OPERATIONS, list(operations)):
        values = _values(row)
        key = (row["table_name"], row["row_id"])
        first = found.get(key)
        before = first.before if first else values["before"]
        found[key] = RowDifference(*key, before, values["after"])
    return [each for each in found.values() if each.before != each.after]


def _values(row: asyncpg.Record) -> dict[str, Any]:
    parsed = {name: json.loads(row[name]) if row[name] else None for name in ("before", "after")}
    return dict(row) | parsed
