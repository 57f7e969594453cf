"""Who was there: names where people signed up, heads where nobody does."""

from collections.abc import Mapping
from uuid import UUID

from database.transaction import execute, execute_many, fetch, fetch_value, transaction
from events.errors import UnknownRegistration, UnknownSession
from events.intake import finish_who_is_done
from events.vocabulary import Presence


async def mark_attendance(session: UUID, marks: Mapping[UUID, Presence], *, account: int | None = None) -> None:
    """Marks registrations of the session, or of its edition, as present or absent; a later mark replaces it.

    Who has had all meetings that were agreed at the intake is done with it. `account` is who of the staff marks.

    Raises UnknownSession, and UnknownRegistration when one of them belongs elsewhere.
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
            INSERT INTO attendance (session, registration, presence) VALUES ($1, $2, $3)
            ON CONFLICT ON CONSTRAINT attendance_once
            DO UPDATE SET presence = excluded.presence, marked_at = clock_timestamp()
            """,
            [(session, registration, presence) for registration, presence in marks.items()],
        )
        await finish_who_is_done(list(marks), account)


async def set_headcount(session: UUID, count: int) -> None:
    """The number of people who were there, without names. Raises UnknownSession."""
    async with transaction():
        await _require(session)
        await execute("UPDATE session SET headcount = $2 WHERE id = $1", session, count)


async def _require(session: UUID) -> None:
    if await fetch_value("SELECT 1 FROM session WHERE id = $1", session) is None:
        raise UnknownSession
