"""Takes the session that somebody edits, with its series, for this transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import execute, fetch_row
from events.errors import ChangedMeanwhile, SessionIsCancelled, UnknownSession
from events.series.scopes import Scope
from events.vocabulary import Form, SessionState
from history.changes import changes_of_row

UNSAID: Final = frozenset({"sequence", "modified_at", "seats_taken", "headcount", "edited"})
"""Columns of a session that change by themselves, or that say nothing to people."""

_SESSION = """
SELECT session.id, session.edition, session.rule, session.occurs_on, session.starts_at, session.ends_at,
    session.location, session.room, session.title, session.note, session.state, session.edited, session.capacity,
    session.sequence, location.timezone, activity.form
FROM session JOIN location ON location.id = session.location JOIN edition ON edition.id = session.edition
    JOIN activity ON activity.id = edition.activity
WHERE session.id = $1
"""
_LOCK_EDITION = "SELECT FROM edition WHERE id = (SELECT edition FROM session WHERE id = $1) FOR UPDATE"
_LOCK_SERIES = """
SELECT FROM session WHERE id = $1 OR rule = (SELECT rule FROM session WHERE id = $1) ORDER BY id FOR UPDATE
"""
_LOCK_SESSION = "SELECT FROM session WHERE id = $1 FOR UPDATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """The session that somebody has in hand. `rule` is None for one beside the rules: a series of one."""

    id: UUID
    edition: UUID
    rule: int | None
    starts_at: datetime
    ends_at: datetime
    location: int
    timezone: str
    form: Form
    edited: bool
    record: Mapping[str, Any]


async def take(session: UUID, scope: Scope, version: int | None) -> Pivot:
    """The session as it is, which nobody else changes until this transaction ends.

    :param version: the `sequence` that the editor saw; None to take it as it is.
    :raises UnknownSession: there is none.
    :raises ChangedMeanwhile: it has another sequence; the details say what changed, and by whom.
    :raises SessionIsCancelled: it is no longer held.
    """
    # The edition first, as planning does: else two who wait for each other.
    if scope is not Scope.THIS:
        await execute(_LOCK_EDITION, session)
    await execute(_LOCK_SESSION if scope is Scope.THIS else _LOCK_SERIES, session)
    row = await fetch_row(_SESSION, session)
    if row is None:
        raise UnknownSession
    if version is not None and version != row["sequence"]:
        raise await _changed(row, version)
    if row["state"] == SessionState.CANCELLED:
        raise SessionIsCancelled
    names = ("id", "edition", "rule", "starts_at", "ends_at", "location", "timezone", "edited")
    return Pivot(**{name: row[name] for name in names}, form=Form(row["form"]), record=row)


async def _changed(row: Mapping[str, Any], version: int) -> ChangedMeanwhile:
    since = [each for each in await changes_of_row("session", row["id"]) if _is_since(each.before, version)]
    details: dict[str, Any] = {"version": row["sequence"]}
    if since:
        newest, before, after = since[0], since[-1].before or {}, since[0].after or {}
        names = sorted(name for name in before.keys() - UNSAID if before[name] != after.get(name))
        changed = [{"field": name, "was": before[name], "is": after.get(name)} for name in names]
        details |= {"changed": changed, "by": newest.account, "at": newest.at.isoformat()}
    return ChangedMeanwhile(field="version", **details)


def _is_since(before: Mapping[str, Any] | None, version: int) -> bool:
    return before is not None and before["sequence"] >= version
