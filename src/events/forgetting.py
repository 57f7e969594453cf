"""Takes the person out of registrations. The row stays, with what is counted: seats, party, state and attendance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, transaction
from events.cancelling import cancel_registration
from events.feedback import forget_feedback
from events.last_meetings import FROM_REGISTRATION, LAST_MEETING

NOBODY: Final = "–"
"""What stands where a name stood."""

_OF_EMAIL = "SELECT id FROM registration WHERE lower(email) = lower($1) ORDER BY queue_number"
# In the order of what they are for: of two people who leave at once neither waits for the other for ever.
_COMING = f"""
SELECT registration.id {FROM_REGISTRATION}
WHERE registration.id = ANY($1::uuid[]) AND registration.state IN ('confirmed', 'waiting', 'offered')
    AND {LAST_MEETING} > $2
ORDER BY coalesce(registration.session, registration.edition)
"""
_ANONYMISE = """
UPDATE registration SET name = $2, email = NULL, phone = NULL, note = '', companions = '{}', access_needs = '',
    idempotency_hash = NULL, intake_at = NULL, anonymised_at = $3
WHERE id = ANY($1::uuid[]) AND anonymised_at IS NULL
"""
_FORGET_ANSWERS = "DELETE FROM answer WHERE registration = ANY($1::uuid[])"
# What a handler stumbled over can hold what somebody typed.
_FORGET_ERRORS = """
UPDATE fact SET last_error = NULL
WHERE last_error IS NOT NULL AND payload ->> 'registration' = ANY($1::text[])
"""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The registrations that nobody's name stands at any more; `given_back`: how many of them were to come."""

    registrations: Sequence[UUID]
    given_back: int


async def registrations_of(email: str) -> list[UUID]:
    """All registrations with this e-mail address, in order of arrival."""
    return [row["id"] for row in await fetch(_OF_EMAIL, email.strip())]


async def forget_registrations(registrations: Sequence[UUID], *, now: datetime | None = None) -> Forgotten:
    """Gives back what is to come, so that who waits is offered it, and takes the person out of all of these.

    There is no mail about it: nobody is left to write to. A second time changes nothing.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        coming = await fetch(_COMING, list(registrations), now)
        for row in coming:
            await cancel_registration(row["id"], by="attendee")
        await anonymise(registrations, now=now)
    return Forgotten(registrations, len(coming))


async def anonymise(registrations: Sequence[UUID], *, now: datetime) -> None:
    """Leaves states and seats as they are, and the steps with who of the staff made them.

    :param now: aware.
    """
    ids = list(registrations)
    async with transaction():
        await execute(_ANONYMISE, ids, NOBODY, now)
        await execute(_FORGET_ANSWERS, ids)
        await forget_feedback(ids)
        await execute(_FORGET_ERRORS, [str(id_) for id_ in ids])
