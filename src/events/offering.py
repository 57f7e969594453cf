"""The waiting list moves: a free place is offered to the next, who takes it or not, and in time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from database.transaction import fetch, transaction
from events.capacity import Waiting, decide_promotions
from events.errors import Full, NotWaiting, OfferGone, RegistrationClosed
from events.facts import OfferExpired, RegistrationCancelled, RegistrationConfirmed, RegistrationOffered
from events.offers import offer_until
from events.stepping import step
from events.targets import Held, hold, lock, read_target
from events.vocabulary import RegistrationState, RegistrationTarget, StepBy, StepReason

_QUEUE = "SELECT id, party_size FROM registration WHERE {} = $1 AND state = 'waiting' ORDER BY queue_number"
# Of what is called off the offers stay as they are: it may be held after all.
_EXPIRED = """
SELECT registration.id FROM registration LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
WHERE registration.state = 'offered' AND registration.offer_expires_at <= $1
    AND edition.state = 'scheduled' AND session.state IS DISTINCT FROM 'cancelled'
ORDER BY registration.offer_expires_at, registration.queue_number LIMIT 1000
"""
_FREE = """
SELECT DISTINCT registration.session, registration.edition
FROM registration LEFT JOIN session ON session.id = registration.session
LEFT JOIN edition ON edition.id = registration.edition
WHERE registration.state = 'waiting' AND (
    session.state = 'scheduled' AND session.starts_at > $1
        AND (session.capacity IS NULL OR session.seats_taken + session.desk_seats < session.capacity)
    OR edition.state = 'scheduled'
        AND (edition.capacity IS NULL OR edition.seats_taken + edition.desk_seats < edition.capacity))
"""
_STEPS = """
SELECT former_state, state, reason, by, account, at FROM registration_step WHERE registration = $1 ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a registration: from `former_state` (None: it was made) to `state`, and why. `at` is aware."""

    former_state: RegistrationState | None
    state: RegistrationState
    reason: StepReason
    by: StepBy
    account: int | None
    at: datetime


async def accept_offer(registration: UUID, *, now: datetime | None = None) -> None:
    """Takes the place that is kept. A second time changes nothing.

    :param now: aware; the present unless given.
    :raises UnknownRegistration: there is none.
    :raises OfferGone: there is no offer, or not any more.
    :raises RegistrationClosed: it has begun or is called off.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        held = await hold(registration)
        if held.state is RegistrationState.CONFIRMED:
            return
        if held.offer_expires_at is None or held.offer_expires_at <= now:
            raise OfferGone
        if not (await read_target(held.table, held.target, now)).standing.is_going_on(now):
            raise RegistrationClosed
        await _confirm(held, StepReason.ACCEPTED, StepBy.ATTENDEE)


async def decline_offer(registration: UUID) -> None:
    """Leaves the place to the next. A second time changes nothing.

    :raises UnknownRegistration: there is none.
    :raises OfferGone: there is no offer, or not any more.
    """
    async with transaction():
        held = await hold(registration)
        if held.state is RegistrationState.CANCELLED:
            return
        if held.state is not RegistrationState.OFFERED:
            raise OfferGone
        fact = RegistrationCancelled(registration=registration, by="attendee", had_place=False)
        await step(held, RegistrationState.CANCELLED, fact, reason=StepReason.DECLINED, by=StepBy.ATTENDEE)
        await offer_next(held.table, held.target)


async def expire_offers(now: datetime | None = None) -> int:
    """Ends the offers that nobody took in time, offers their places to the next, and returns how many ended.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    ended = 0
    for row in await fetch(_EXPIRED, now):
        async with transaction():
            held = await hold(row["id"])
            if held.offer_expires_at is None or held.offer_expires_at > now:  # taken while we waited for the lock
                continue
            fact = OfferExpired(registration=held.id)
            await step(held, RegistrationState.CANCELLED, fact, reason=StepReason.OFFER_EXPIRED, by=StepBy.SYSTEM)
            await offer_next(held.table, held.target, now=now)
            ended += 1
    return ended


async def move_waiting_lists(now: datetime | None = None) -> int:
    """Offers what is free where people wait, whatever kept it from being offered before; returns how many lists it saw.

    :param now: aware; the present unless given.
    """
    rows = await fetch(_FREE, now or datetime.now(UTC))
    for row in rows:
        table = RegistrationTarget.SESSION if row["session"] else RegistrationTarget.EDITION
        await offer_next(table, row[table], now=now)
    return len(rows)


async def offer_next(table: RegistrationTarget, target: UUID, *, now: datetime | None = None) -> None:
    """Offers the free seats to those who wait, in order of arrival, as far as there is time left to answer.

    :param now: aware; the present unless given.
    :raises UnknownSession, UnknownEdition: there is none.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        await lock(table, target)
        queue = await fetch(_QUEUE.format(table), target)
        if not queue:
            return
        joinable = await read_target(table, target, now)
        until = offer_until(joinable.standing, joinable.offer_hours, now)
        if until is None:
            return
        waiting = [Waiting(registration=row["id"], party_size=row["party_size"]) for row in queue]
        for each in decide_promotions(seats=joinable.standing.seats, queue=waiting):
            held = _waiting(table, target, each)
            await _offer(held, until, StepReason.SEAT_FREE, StepBy.SYSTEM)


async def promote_by_hand(
    registration: UUID, account: int, *, confirm: bool = False, now: datetime | None = None
) -> RegistrationState:
    """Gives a place to somebody who waits, also before those who came earlier; returns the state.

    :param account: who of the staff does it.
    :param confirm: at once, because they said yes on the telephone; else they are asked, as long as there is time.
    :param now: aware; the present unless given.
    :raises UnknownRegistration: there is none.
    :raises NotWaiting: this person does not wait, and is not offered a place.
    :raises Full: no free seats for all of the party.
    :raises RegistrationClosed: it has begun or is called off.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        held = await hold(registration)
        if held.state not in (RegistrationState.WAITING, RegistrationState.OFFERED):
            raise NotWaiting
        joinable = await read_target(held.table, held.target, now)
        standing = joinable.standing
        if not standing.is_going_on(now):
            raise RegistrationClosed
        seats = standing.seats
        if not held.has_seats and seats.capacity is not None and seats.taken + held.party_size > seats.capacity:
            raise Full
        until = offer_until(standing, joinable.offer_hours, now)
        if confirm or until is None:
            await _confirm(held, StepReason.CHOSEN_BY_STAFF, StepBy.STAFF, account)
            return RegistrationState.CONFIRMED
        if held.state is RegistrationState.WAITING:
            await _offer(held, until, StepReason.CHOSEN_BY_STAFF, StepBy.STAFF, account)
        return RegistrationState.OFFERED


async def steps_of(registration: UUID) -> list[Step]:
    """Why a registration is what it is, the first step first."""
    return [
        Step(
            former_state=RegistrationState(row["former_state"]) if row["former_state"] else None,
            state=RegistrationState(row["state"]),
            reason=StepReason(row["reason"]),
            by=StepBy(row["by"]),
            account=row["account"],
            at=row["at"],
        )
        for row in await fetch(_STEPS, registration)
    ]


async def _confirm(held: Held, reason: StepReason, by: StepBy, account: int | None = None) -> None:
    fact = RegistrationConfirmed(registration=held.id, promoted=True)
    await step(held, RegistrationState.CONFIRMED, fact, reason=reason, by=by, account=account)


async def _offer(held: Held, until: datetime, reason: StepReason, by: StepBy, account: int | None = None) -> None:
    fact = RegistrationOffered(registration=held.id, expires_at=until)
    state = RegistrationState.OFFERED
    await step(held, state, fact, reason=reason, by=by, account=account, offer_expires_at=until)


def _waiting(table: RegistrationTarget, target: UUID, waiting: Waiting) -> Held:
    return Held(
        id=waiting.registration,
        table=table,
        target=target,
        state=RegistrationState.WAITING,
        party_size=waiting.party_size,
        offer_expires_at=None,
    )
