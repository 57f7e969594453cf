"""Giving a place back, and who gets it next."""

from typing import Literal
from uuid import UUID

import asyncpg

from database.transaction import execute, fetch, fetch_row, transaction
from events.capacity import Seats, Waiting, decide_promotions
from events.errors import UnknownRegistration
from events.facts import RegistrationCancelled, RegistrationConfirmed
from events.vocabulary import RegistrationState, RegistrationTarget
from outbox.recording import record

_CANCELLABLE = {RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED}
_SEATED = {RegistrationState.CONFIRMED, RegistrationState.OFFERED}


async def cancel_registration(registration: UUID, *, by: Literal["attendee", "staff"]) -> None:
    """Gives the place back and lets the waiting list move. Once is enough: a second time changes nothing.

    Raises UnknownRegistration.
    """
    async with transaction():
        table, target_id = await _lock_target_of(registration)
        row = await fetch_row("SELECT state, party_size FROM registration WHERE id = $1", registration)
        if row is None:
            raise UnknownRegistration
        state = RegistrationState(row["state"])
        if state not in _CANCELLABLE:
            return
        await _mark_cancelled(registration)
        had_place = state in _SEATED
        if had_place:
            await _give_seats(table, target_id, row["party_size"])
        await record(RegistrationCancelled(registration=registration, by=by, had_place=had_place))
        await promote_waiting(table, target_id)


async def promote_waiting(table: RegistrationTarget, target_id: UUID) -> None:
    """Gives free seats to those who wait, in order. The row of the target must be locked by this transaction."""
    seats = await _seats(table, target_id)
    if seats is None:
        return
    queue = await fetch(
        f"SELECT id, party_size FROM registration WHERE {table} = $1 AND state = 'waiting' ORDER BY queue_number",  # noqa: S608
        target_id,
    )
    waiting = [Waiting(registration=row["id"], party_size=row["party_size"]) for row in queue]
    for promoted in decide_promotions(seats=seats, queue=waiting):
        await _promote(table, target_id, promoted)


async def _promote(table: RegistrationTarget, target_id: UUID, promoted: Waiting) -> None:
    await execute(
        "UPDATE registration SET state = 'confirmed', changed_at = clock_timestamp() WHERE id = $1",
        promoted.registration,
    )
    await _give_seats(table, target_id, -promoted.party_size)
    await record(RegistrationConfirmed(registration=promoted.registration, promoted=True))


async def _lock_target_of(registration: UUID) -> tuple[RegistrationTarget, UUID]:
    """Locks the session or edition before the registration is read: the same order as signing up, so no deadlock."""
    row: asyncpg.Record | None = await fetch_row(
        "SELECT session, edition FROM registration WHERE id = $1", registration
    )
    if row is None:
        raise UnknownRegistration
    table = RegistrationTarget.SESSION if row["session"] else RegistrationTarget.EDITION
    target_id: UUID = row[table]
    await execute(f"SELECT 1 FROM {table} WHERE id = $1 FOR UPDATE", target_id)  # noqa: S608
    return table, target_id


async def _mark_cancelled(registration: UUID) -> None:
    # The offset raises SEQUENCE, so that the CANCEL counts above the invitation (RFC 5546 section 3.2.5).
    await execute(
        """
        UPDATE registration
        SET state = 'cancelled', changed_at = clock_timestamp(), invitation_offset = invitation_offset + 1
        WHERE id = $1
        """,
        registration,
    )


async def _give_seats(table: RegistrationTarget, target_id: UUID, party_size: int) -> None:
    await execute(f"UPDATE {table} SET seats_taken = seats_taken - $2 WHERE id = $1", target_id, party_size)  # noqa: S608


async def _seats(table: RegistrationTarget, target_id: UUID) -> Seats | None:
    """None where nobody should be promoted any more: it is cancelled, or a session that has begun."""
    begun = "AND starts_at > now()" if table is RegistrationTarget.SESSION else ""
    row = await fetch_row(
        f"SELECT capacity, seats_taken FROM {table} WHERE id = $1 AND state = 'scheduled' {begun}",  # noqa: S608
        target_id,
    )
    return None if row is None else Seats(capacity=row["capacity"], taken=row["seats_taken"])
