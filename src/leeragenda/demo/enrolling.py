"""Signs people of the demo world up, moves a session and gives a place back: rows with the facts that make mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from database.transaction import execute, fetch_row
from events.facts import RegistrationCancelled, RegistrationConfirmed, SessionMoved
from events.vocabulary import RegistrationState
from leeragenda.demo.crowd import email_address
from outbox.recording import record

_SIGN_UP = """
INSERT INTO registration (id, session, edition, name, email, party_size, state, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
"""
_TAKE_SEATS = {
    "session": "UPDATE session SET seats_taken = seats_taken + $2 WHERE id = $1",
    "edition": "UPDATE edition SET seats_taken = seats_taken + $2 WHERE id = $1",
}
_MOVE = """
UPDATE session SET starts_at = session.starts_at + $2, ends_at = session.ends_at + $2, edited = true
FROM session AS former WHERE session.id = $1 AND former.id = session.id
RETURNING session.sequence, former.starts_at, former.ends_at, former.location, former.room
"""
_GIVE_BACK = """
WITH given_back AS (
    UPDATE registration
    SET state = 'cancelled', invitation_offset = invitation_offset + 1, changed_at = clock_timestamp()
    WHERE id = $1
    RETURNING session, party_size
)
UPDATE session SET seats_taken = seats_taken - given_back.party_size FROM given_back
WHERE session.id = given_back.session
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What people sign up for: one of both."""

    session: UUID | None = None
    edition: UUID | None = None


async def enrol(target: Target, *, name: str, party: int, state: RegistrationState, at: datetime) -> UUID:
    """Gives somebody a place since `at` (aware); says nothing about it."""
    registration = uuid4()
    await execute(_SIGN_UP, registration, target.session, target.edition, name, email_address(name), party, state, at)
    kind, taken = ("session", target.session) if target.session else ("edition", target.edition)
    await execute(_TAKE_SEATS[kind], taken, party)
    return registration


async def sign_up(target: Target, *, name: str, party: int, now: datetime) -> None:
    """Gives somebody a place, and an invitation."""
    registration = await enrol(target, name=name, party=party, state=RegistrationState.CONFIRMED, at=now)
    await record(RegistrationConfirmed(registration=registration))


async def move_session(session: UUID, later: timedelta) -> None:
    """The session is that much later, and everyone in it is told."""
    row = await fetch_row(_MOVE, session, later)
    if row is not None:
        former = {f"former_{name}": row[name] for name in ("starts_at", "ends_at", "location", "room")}
        await record(SessionMoved(session=session, sequence=row["sequence"], **former))


async def give_back(registration: UUID) -> None:
    """The attendee gives the place back, and the invitation is withdrawn."""
    await execute(_GIVE_BACK, registration)
    await record(RegistrationCancelled(registration=registration, by="attendee", had_place=True))
