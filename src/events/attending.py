"""Who was there: names where people signed up, heads where nobody does."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from database.transaction import execute, execute_many, fetch, fetch_value, transaction
from events.errors import UnknownRegistration, UnknownSession
from events.intake import finish_who_is_done
from events.vocabulary import Presence

_CHANGE_HEADCOUNT = """
UPDATE session SET headcount = greatest(0, coalesce(headcount, 0) + $2) WHERE id = $1 RETURNING headcount
"""


async def mark_attendance(
    session: UUID, marks: Mapping[UUID, Presence], *, account: int | None = None, at: datetime | None = None
) -> None:
    """Marks registrations of the session, or of its edition, as present or absent; a later mark replaces it.

    Who has had all meetings that were agreed at the intake is done with it.

    :param account: who of the staff marks.
    :param at: aware; when they did, so that one who was without connection does not undo what was marked since.
    :raises UnknownSession: there is none.
    :raises UnknownRegistration: one of them belongs elsewhere.
    """
    async with transaction():
        await _require(session)
        known = await fetch(
            """
            SELECT registration.id FROM registration JOIN session ON session.id = $1
            WHERE registration.session = session.id OR registration.edition = session.edition
            """,
            session,
        )
        if set(marks) - {row["id"] for row in known}:
            raise UnknownRegistration
        await execute_many(
            """
            INSERT INTO attendance (session, registration, presence, marked_at)
            VALUES ($1, $2, $3, least($4, clock_timestamp()))
            ON CONFLICT ON CONSTRAINT attendance_once
            DO UPDATE SET presence = excluded.presence, marked_at = excluded.marked_at
            WHERE attendance.marked_at <= excluded.marked_at
            """,
            [(session, registration, presence, at) for registration, presence in marks.items()],
        )
        await finish_who_is_done(list(marks), account)


async def set_headcount(session: UUID, count: int) -> None:
    """The number of people who were there, without names. Raises UnknownSession."""
    async with transaction():
        await _require(session)
        await execute("UPDATE session SET headcount = $2 WHERE id = $1", session, count)


async def change_headcount(session: UUID, by: int) -> int:
    """So many people more (or fewer, when negative) were there without a name; returns how many, never below 0.

    Raises UnknownSession.
    """
    count: int | None = await fetch_value(_CHANGE_HEADCOUNT, session, by)
    if count is None:
        raise UnknownSession
    return count


async def _require(session: UUID) -> None:
    if await fetch_value("SELECT 1 FROM session WHERE id = $1", session) is None:
        raise UnknownSession
