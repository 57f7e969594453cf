"""Does something and takes it back, to see what it would do. Nothing is estimated: it is the operation itself."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from database.engine import DB
from database.transaction import fetch
from events.errors import Clashes
from events.series.clashes import Clash
from history.changes import Row, RowDifference, differences_of
from history.operations import operation
from refusals import Refusal

# What comes of this transaction has its time; other transactions have times of their own.
_OPERATIONS = "SELECT id FROM operation WHERE at = now()"
_FACTS = "SELECT id, kind, payload FROM fact WHERE occurred_at = now() ORDER BY id"
_NOT_SHOWN = frozenset({"sequence", "modified_at", "seats_taken", "headcount", "rule", "occurs_on", "edited"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAt:
    """How a session is before or after. Times are aware, UTC; `title` is None for that of its activity."""

    id: UUID
    edition: UUID
    starts_at: datetime
    ends_at: datetime
    location: int
    room: int | None
    title: str | None
    note: str
    state: str
    capacity: int | None

    @classmethod
    def of(cls, row: Row | None) -> Self | None:
        if row is None:
            return None
        values: dict[str, Any] = {each.name: row[each.name] for each in fields(cls)}
        values |= {name: datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at")}
        return cls(**values | {name: UUID(row[name]) for name in ("id", "edition")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What an operation would do.

    :ivar sessions: (before, after) of each session that differs, in order of time; None for one that is not there.
    :ivar facts: (kind, payload as JSON) of what would be told.
    :ivar refusal: why it would not be done; then there is nothing else but the clashes.
    """

    sessions: Sequence[tuple[SessionAt | None, SessionAt | None]] = ()
    facts: Sequence[tuple[str, str]] = ()
    clashes: Sequence[Clash] = ()
    refusal: Refusal | None = None


@asynccontextmanager
async def rehearsed(operate: Callable[[], Awaitable[Any]]) -> AsyncIterator[Rehearsed]:
    """Runs an operation and takes it back at the end of the block; within the block it is done.

    It must not be used inside a transaction, which would be taken back with it.
    """
    if DB.transaction_exists():
        raise RuntimeError("a rehearsal needs a transaction of its own")
    async with DB.transaction() as everything:
        try:
            yield await _what(operate)
        finally:
            await everything.rollback()  # type: ignore[no-untyped-call]


async def _what(operate: Callable[[], Awaitable[Any]]) -> Rehearsed:
    try:
        async with operation("preview", account=None, organisation=None):
            await operate()
    except Refusal as refusal:
        return Rehearsed(clashes=refusal.clashes if isinstance(refusal, Clashes) else (), refusal=refusal)
    operations = [row["id"] for row in await fetch(_OPERATIONS)]
    sessions = [each for each in await differences_of(operations) if each.table == "session" and _shows(each)]
    pairs = [(SessionAt.of(each.before), SessionAt.of(each.after)) for each in sessions]
    facts = [(row["kind"], row["payload"]) for row in await fetch(_FACTS)]
    return Rehearsed(sessions=sorted(pairs, key=_time), facts=facts)


def _shows(session: RowDifference) -> bool:
    return session.before is None or session.after is None or bool(session.changed(ignoring=_NOT_SHOWN))


def _time(pair: tuple[SessionAt | None, SessionAt | None]) -> tuple[datetime, str]:
    one = pair[0] or pair[1]
    if one is None:
        raise ValueError("a session that is neither before nor after")
    return one.starts_at, str(one.id)
