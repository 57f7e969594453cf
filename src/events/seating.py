"""How many people fit in an edition and its sessions."""

from datetime import UTC, datetime
from uuid import UUID

from database.transaction import execute, fetch, fetch_row, transaction
from database.violations import violations
from events.creating_errors import CapacityBelowTaken
from events.errors import UnknownEdition
from events.offering import offer_next
from events.rules import seats_of_sessions
from events.vocabulary import Form, RegistrationTarget

_EDITION = """
SELECT edition.capacity, activity.form FROM edition JOIN activity ON activity.id = edition.activity
WHERE edition.id = $1 FOR UPDATE OF edition
"""
# Whoever has a place keeps it: a session with more people in it keeps the capacity it had.
_SEAT_SESSIONS = """
UPDATE session SET capacity = $2
WHERE edition = $1 AND starts_at > $3 AND NOT edited AND state = 'scheduled'
    AND capacity IS DISTINCT FROM $2 AND ($2 IS NULL OR seats_taken <= $2)
RETURNING id
"""


async def set_capacity(*, edition: UUID, capacity: int | None, now: datetime | None = None) -> None:
    """Gives an edition, and its coming sessions where people sign up for those, this many places; None is unlimited.

    Who waits is offered the places that come free.

    :param now: aware; the present unless given.
    :raises UnknownEdition: there is none.
    :raises CapacityBelowTaken: more people have signed up for the edition.
    """
    async with transaction():
        with violations({"edition_seats_within_capacity": CapacityBelowTaken(capacity=capacity, field="capacity")}):
            await execute("UPDATE edition SET capacity = $2 WHERE id = $1", edition, capacity)
        await seat_edition(edition, now=now)


async def seat_edition(edition: UUID, *, now: datetime | None = None) -> None:
    """Gives the coming sessions of an edition the capacity that belongs to its form, and lets the waiting lists move.

    :param now: aware; the present unless given.
    :raises UnknownEdition: there is none.
    """
    async with transaction():
        row = await fetch_row(_EDITION, edition)
        if row is None:
            raise UnknownEdition
        await offer_next(RegistrationTarget.EDITION, edition)
        seats = seats_of_sessions(Form(row["form"]), row["capacity"])
        for session in await fetch(_SEAT_SESSIONS, edition, seats, now or datetime.now(UTC)):
            await offer_next(RegistrationTarget.SESSION, session["id"])
