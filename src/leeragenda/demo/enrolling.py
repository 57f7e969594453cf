"""Signs people of the demo world up, moves a session and gives a place back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from database.transaction import execute, fetch_row
from events.cancelling import cancel_registration
from events.editing import move_session as move
from events.offering import offer_next
from events.registering import Applicant, register
from events.vocabulary import RegistrationState, RegistrationTarget
from leeragenda.demo.crowd import email_address

_SIGN_UP = """
INSERT INTO registration (id, session, edition, name, email, party_size, state, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
"""
_TAKE_SEATS = {
    "session": "UPDATE session SET seats_taken = seats_taken + $2 WHERE id = $1",
    "edition": "UPDATE edition SET seats_taken = seats_taken + $2 WHERE id = $1",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What people sign up for: one of both."""

    session: UUID | None = None
    edition: UUID | None = None


async def enrol(target: Target, *, name: str, party: int, state: RegistrationState, at: datetime) -> UUID:
    """Gives somebody a place since `at` (aware), in the past: so without the operation, which would send mail now."""
    registration = uuid4()
    await execute(_SIGN_UP, registration, target.session, target.edition, name, email_address(name), party, state, at)
    kind, taken = ("session", target.session) if target.session else ("edition", target.edition)
    await execute(_TAKE_SEATS[kind], taken, party)
    return registration


async def be_offered(target: Target, *, name: str, party: int, at: datetime) -> None:
    """Somebody waits since `at` (aware), and is offered a place that is free now."""
    waiting = RegistrationState.WAITING
    await execute(_SIGN_UP, uuid4(), target.session, target.edition, name, email_address(name), party, waiting, at)
    if target.session is not None:
        await offer_next(RegistrationTarget.SESSION, target.session)
    elif target.edition is not None:
        await offer_next(RegistrationTarget.EDITION, target.edition)


async def sign_up(target: Target, *, name: str, party: int) -> None:
    """Gives somebody a place, and an invitation."""
    applicant = Applicant(name=name, email=email_address(name), party_size=party)
    await register(session=target.session, edition=target.edition, applicant=applicant)


async def move_session(session: UUID, later: timedelta) -> None:
    """The session is that much later, and everyone in it is told."""
    row = await fetch_row("SELECT starts_at, ends_at FROM session WHERE id = $1", session)
    if row is not None:
        await move(session, starts_at=row["starts_at"] + later, ends_at=row["ends_at"] + later)


async def give_back(registration: UUID) -> None:
    """The attendee gives the place back, and the invitation is withdrawn."""
    await cancel_registration(registration, by="attendee")
