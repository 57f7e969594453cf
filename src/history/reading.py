"""Reads the audit log: what was done for organisations, by whom and when, and what that changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from database.transaction import fetch, fetch_row

_COLUMNS = """
SELECT operation.id, operation.action, operation.details, operation.at, operation.undoes,
    coalesce(nullif(account.name, ''), account.email) AS who, organisation.name AS organisation,
    operation.organisation AS organisation_id,
    (SELECT count(*) FROM row_change WHERE row_change.operation = operation.id)::int AS rows,
    (SELECT count(DISTINCT row_change.row_id) FROM row_change
        WHERE row_change.operation = operation.id AND row_change.table_name = 'session')::int AS sessions
FROM operation LEFT JOIN account ON account.id = operation.account
    LEFT JOIN organisation ON organisation.id = operation.organisation
"""
# What somebody does to their own account belongs to no organisation: it is seen where they work.
_SEEN = """
(operation.organisation = ANY($1::int[]) OR (operation.organisation IS NULL AND EXISTS (
    SELECT FROM role_assignment
    WHERE role_assignment.account = operation.account AND role_assignment.organisation = ANY($1::int[]))))
"""
_PAGE = f"""
{_COLUMNS}
WHERE {_SEEN} AND ($2::int IS NULL OR operation.account = $2)
    AND ($3::text IS NULL OR split_part(operation.action, '.', 1) = $3)
    AND ($4::date IS NULL OR (operation.at AT TIME ZONE $6)::date >= $4)
    AND ($5::date IS NULL OR (operation.at AT TIME ZONE $6)::date <= $5)
ORDER BY operation.at DESC, operation.id LIMIT $7 OFFSET $8
"""
_ONE = f"{_COLUMNS} WHERE {_SEEN} AND operation.id = $2"
_PEOPLE = f"""
SELECT DISTINCT account.id, coalesce(nullif(account.name, ''), account.email) AS who
FROM operation JOIN account ON account.id = operation.account WHERE {_SEEN} ORDER BY who
"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One thing that was done. `who` is None for a job or an account that is gone; `rows` and `sessions` changed."""

    id: UUID
    action: str
    details: dict[str, Any]
    at: datetime
    undoes: UUID | None
    who: str | None
    organisation: str | None
    organisation_id: int | None
    rows: int
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for; days are those of the time zone. `kind` is the first part of an action ("session")."""

    account: int | None = None
    kind: str | None = None
    first: date | None = None
    last: date | None = None
    timezone: str = "Europe/Amsterdam"


async def operations_of(organisations: Sequence[int], wanted: Wanted, *, limit: int, offset: int = 0) -> list[Done]:
    """What was done for these organisations, the newest first, in one query."""
    asked = (wanted.account, wanted.kind, wanted.first, wanted.last, wanted.timezone, limit, offset)
    return [_done(row) for row in await fetch(_PAGE, list(organisations), *asked)]


async def operation_by_id(organisations: Sequence[int], operation: UUID) -> Done | None:
    """None when there is none, or it was done for others."""
    row = await fetch_row(_ONE, list(organisations), operation)
    return None if row is None else _done(row)


async def people_who_did(organisations: Sequence[int]) -> list[tuple[int, str]]:
    """The accounts that did something for these organisations, with their names, by name."""
    return [(row["id"], row["who"]) for row in await fetch(_PEOPLE, list(organisations))]


def _done(row: Any) -> Done:
    return Done(**{**row, "details": json.loads(row["details"])})
