"""Writes a step of a registration: its state, the seats, why, and the fact that others act on. One of each."""

from datetime import datetime
from uuid import UUID

from database.transaction import execute
from events.targets import SEATED, Held
from events.vocabulary import RegistrationState, RegistrationTarget, StepBy, StepReason
from outbox.recording import RecordedFact, record

# The offset raises SEQUENCE, so that the CANCEL counts above the invitation (RFC 5546 section 3.2.5).
_STEP = """
WITH moved AS (
    UPDATE registration SET state = $3, offer_expires_at = $4, changed_at = clock_timestamp(),
        invitation_offset = invitation_offset + ($3::varchar IN ('cancelled', 'finished'))::int
    WHERE id = $1
)
INSERT INTO registration_step (registration, former_state, state, reason, by, account, at)
VALUES ($1, $2, $3, $5, $6, $7, clock_timestamp())
"""


async def step(
    held: Held,
    to: RegistrationState,
    fact: RecordedFact,
    *,
    reason: StepReason,
    by: StepBy,
    account: int | None = None,
    offer_expires_at: datetime | None = None,
) -> None:
    """Brings a registration in another state, in the transaction that holds it.

    :param account: who of the staff.
    :param offer_expires_at: aware; for OFFERED only.
    """
    await execute(_STEP, held.id, held.state, to, offer_expires_at, reason, by, account)
    if held.has_seats != (to in SEATED):
        await take_seats(held.table, held.target, -held.party_size if held.has_seats else held.party_size)
    await record(fact)


async def take_seats(table: RegistrationTarget, target: UUID, number: int) -> None:
    """Counts so many seats as taken; a negative number gives them back."""
    await execute(f"UPDATE {table} SET seats_taken = seats_taken + $2 WHERE id = $1", target, number)  # noqa: S608
