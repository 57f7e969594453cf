"""Calls off a meeting, it and those after it, or all of its series that has not begun."""

from datetime import UTC, datetime
from uuid import UUID

from database.transaction import fetch, transaction
from events.editing import cancel_session
from events.errors import SessionIsCancelled
from events.facts import SessionCancelled
from events.series.locking import take
from events.series.parts import end_part, part_of
from events.series.scopes import Scope
from outbox.recording import record

_CANCEL = """
WITH gone AS (
    UPDATE session SET state = 'cancelled', cancel_reason = $4, edited = true
    WHERE rule = $1 AND occurs_on >= $2 AND starts_at > $3 AND state = 'scheduled' RETURNING id, sequence, starts_at
)
SELECT id, sequence FROM gone ORDER BY starts_at, id
"""


async def cancel_sessions(
    *, session: UUID, scope: Scope, reason: str, version: int | None = None, now: datetime | None = None
) -> list[UUID]:
    """Cancels a session, it and the later ones of its rule, or all that are to come; returns which, in order of time.

    They stay, so that calendars can show them, and who signed up is told why. Those that somebody edited are cancelled
    too, and the rule gives no new ones. A session that is cancelled already changes nothing.

    :param version: the `sequence` of the session as the editor saw it; None cancels it as it is.
    :param now: aware; the present unless given.
    :raises UnknownSession: there is none.
    :raises ChangedMeanwhile: somebody changed the session since; the details say what.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        try:
            pivot = await take(session, scope, version)
        except SessionIsCancelled:
            return []
        part = await part_of(pivot, scope, now) if pivot.rule and scope is not Scope.THIS else None
        if part is None:
            await cancel_session(session, reason=reason)
            return [session]
        await end_part(part)
        rows = await fetch(_CANCEL, part.rule.id, part.begins_on, now, reason)
        await record(*(SessionCancelled(session=row["id"], sequence=row["sequence"], reason=reason) for row in rows))
        return [row["id"] for row in rows]
