"""Puts rows back as they were before an operation. Which rows may be put back is for their owners to say."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from database.transaction import execute, fetch, fetch_row
from history.changes import Row, RowDifference
from history.errors import AlreadyUndone, ChangedSince, UndoOfUndo, UnknownOperation

_LAST = """
SELECT id, action, organisation, details, undoes, false AS is_undone FROM operation
WHERE account = $1 AND ($2::int[] IS NULL OR organisation = ANY($2::int[])) AND undoes IS NULL
    AND NOT EXISTS (SELECT FROM operation AS undo WHERE undo.undoes = operation.id)
ORDER BY at DESC LIMIT 1 FOR UPDATE
"""
_THIS = """
SELECT id, action, organisation, details, undoes,
    EXISTS (SELECT FROM operation AS undo WHERE undo.undoes = operation.id) AS is_undone
FROM operation WHERE id = $1 AND account = $2 AND ($3::int[] IS NULL OR organisation = ANY($3::int[])) FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOperation:
    id: UUID
    action: str
    organisation: int | None
    details: dict[str, Any]


async def operation_to_undo(
    *, account: int, operation: UUID | None = None, organisations: Collection[int] | None = None
) -> PastOperation:
    """The operation, locked until the transaction ends; without an id the last one of this person not undone yet.

    :param organisations: only operations of these.
    :raises UnknownOperation: this person did no such thing.
    :raises UndoOfUndo, AlreadyUndone: it is not one to undo.
    """
    among = None if organisations is None else list(organisations)
    if operation is None:
        row = await fetch_row(_LAST, account, among)
    else:
        row = await fetch_row(_THIS, operation, account, among)
    if row is None:
        raise UnknownOperation
    if row["undoes"] is not None:
        raise UndoOfUndo
    if row["is_undone"]:
        raise AlreadyUndone
    details: dict[str, Any] = json.loads(row["details"])
    return PastOperation(id=row["id"], action=row["action"], organisation=row["organisation"], details=details)


async def rows_now(table: str, ids: Collection[str]) -> dict[str, Row]:
    """These rows as they are, locked until the transaction ends, by id; what is gone is not in it."""
    sql = f"SELECT to_jsonb(now) AS row FROM {_quoted(table)} AS now WHERE {_among(table)} ORDER BY id FOR UPDATE"  # noqa: S608
    rows = [json.loads(record["row"]) for record in await fetch(sql, list(ids))]
    return {str(row["id"]): row for row in rows}


def refuse_changed(difference: RowDifference, now: Row | None, *, ignoring: Iterable[str]) -> None:
    """:raises ChangedSince: what the operation did to this row has been changed again."""
    if difference.after is None or (difference.before is None and now is None):
        return
    left = difference.after
    names = difference.changed(ignoring=ignoring) if difference.before else sorted(left.keys() - set(ignoring))
    again = [name for name in names if now is None or now[name] != left[name]]
    if again:
        raise ChangedSince(what=_name_of(now or left), table=difference.table, fields=again)


async def put_back(table: str, rows: Sequence[Row]) -> None:
    """Rows that are gone come back whole, with the ids that they had."""
    if rows:
        sql = f"INSERT INTO {_quoted(table)} SELECT * FROM jsonb_populate_recordset(NULL::{_quoted(table)}, $1::jsonb)"  # noqa: S608
        await execute(sql, json.dumps(rows))


async def set_back(table: str, rows: Sequence[Row], columns: Collection[str]) -> None:
    """Gives rows these values in these columns, all of them in one statement."""
    if not rows or not columns:
        return
    values = ", ".join(f"{_quoted(name)} = was.{_quoted(name)}" for name in sorted(columns))
    await execute(
        f"UPDATE {_quoted(table)} AS now SET {values}"  # noqa: S608  names of our own tables and columns
        f" FROM jsonb_populate_recordset(NULL::{_quoted(table)}, $1::jsonb) AS was WHERE now.id = was.id",
        json.dumps(rows),
    )


async def take_away(table: str, ids: Collection[str]) -> None:
    if ids:
        await execute(f"DELETE FROM {_quoted(table)} WHERE {_among(table)}", list(ids))  # noqa: S608


def _name_of(row: Row) -> str:
    words = (row.get(name) for name in ("title", "name", "starts_at", "first_day", "id"))
    return next(str(each) for each in words if each)


def _among(table: str) -> str:
    """The condition that a row has one of the ids in $1, which are texts, such that its index is used."""
    typed = f"(jsonb_populate_record(NULL::{_quoted(table)}, jsonb_build_object('id', each))).id"
    return f"id = ANY (ARRAY(SELECT {typed} FROM unnest($1::text[]) AS each))"  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
