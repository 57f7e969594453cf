"""Changing and cancelling single sessions."""

from datetime import datetime
from uuid import UUID

import asyncpg

from database.transaction import fetch_row, fetch_value, transaction
from events.errors import SessionIsCancelled, UnknownSession
from events.facts import SessionCancelled, SessionMoved
from events.series.clashes import Placement
from events.series.placing import leading, placed
from events.vocabulary import SessionState
from outbox.recording import record

_MOVE = """
UPDATE session SET starts_at = $2, ends_at = $3, location = $4, room = $5, edited = true
WHERE id = $1 RETURNING sequence
"""


async def move_session(
    session: UUID, *, starts_at: datetime, ends_at: datetime, location: int | None = None, room: int | None = None
) -> None:
    """Another time or place for one session, which keeps it when its rule changes. Times are aware.

    Without a location it stays where it is; a room belongs to the location and is given anew with it.
    Raises UnknownSession, SessionIsCancelled, RoomTaken and PersonTaken.
    """
    async with transaction():
        former = await _locked(session)
        placement = Placement(
            session=session,
            starts_at=starts_at,
            ends_at=ends_at,
            location=location or former["location"],
            room=former["room"] if location is None and room is None else room,
            setup_minutes=former["setup_minutes"],
            clearup_minutes=former["clearup_minutes"],
            facilitators=(await leading([session])).get(session, frozenset()),
        )
        async with placed(placement):
            sequence = await fetch_value(_MOVE, session, starts_at, ends_at, placement.location, placement.room)
        if sequence != former["sequence"]:
            await record(_moved(former, sequence))


def _moved(former: asyncpg.Record, sequence: int) -> SessionMoved:
    return SessionMoved(
        session=former["id"],
        sequence=sequence,
        former_starts_at=former["starts_at"],
        former_ends_at=former["ends_at"],
        former_location=former["location"],
        former_room=former["room"],
    )


async def cancel_session(session: UUID, *, reason: str) -> None:
    """The session stays, cancelled, so that calendars can show it; people keep their registration and get a message.

    Raises UnknownSession. A second time changes nothing.
    """
    async with transaction():
        try:
            await _locked(session)
        except SessionIsCancelled:
            return
        sequence = await fetch_value(
            """
            UPDATE session SET state = 'cancelled', cancel_reason = $2, edited = true WHERE id = $1 RETURNING sequence
            """,
            session,
            reason,
        )
        await record(SessionCancelled(session=session, sequence=sequence, reason=reason))


async def _locked(session: UUID) -> asyncpg.Record:
    row = await fetch_row(
        """
        SELECT id, state, sequence, starts_at, ends_at, location, room, setup_minutes, clearup_minutes
        FROM session WHERE id = $1 FOR UPDATE
        """,
        session,
    )
    if row is None:
        raise UnknownSession
    if row["state"] == SessionState.CANCELLED:
        raise SessionIsCancelled
    return row
