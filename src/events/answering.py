"""What somebody says of coming, without giving the place back."""

from datetime import UTC, datetime
from uuid import UUID

from database.transaction import execute
from events.vocabulary import Participation, Presence

_PARTICIPATION = "UPDATE registration SET participation = $2, participation_at = $3 WHERE id = $1"
_STAY_AWAY = """
INSERT INTO attendance (session, registration, presence)
SELECT session.id, $2, $3 FROM session WHERE session.id = $1 AND session.starts_at > $4
ON CONFLICT ON CONSTRAINT attendance_once DO NOTHING
"""
_COME_AFTER_ALL = """
DELETE FROM attendance USING session
WHERE session.id = $1 AND attendance.session = session.id AND registration = $2 AND presence = $3
    AND session.starts_at > $4
"""


async def note_participation(registration: UUID, answer: Participation, *, now: datetime | None = None) -> None:
    """Keeps what somebody answered last, for staff to see. It changes nothing about the place.

    :param now: aware; the present unless given.
    """
    await execute(_PARTICIPATION, registration, answer, now or datetime.now(UTC))


async def stay_away(session: UUID, registration: UUID, *, now: datetime | None = None) -> None:
    """Somebody of a group misses one meeting to come, and keeps the place: at the door they are known to be absent.

    Who comes after all is marked present there. What was marked before stays.

    :param now: aware; the present unless given.
    """
    await execute(_STAY_AWAY, session, registration, Presence.ABSENT, now or datetime.now(UTC))


async def come_after_all(session: UUID, registration: UUID, *, now: datetime | None = None) -> None:
    """Takes back `stay_away`, until the meeting begins.

    :param now: aware; the present unless given.
    """
    await execute(_COME_AFTER_ALL, session, registration, Presence.ABSENT, now or datetime.now(UTC))
