"""Signing up for a session or an edition."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from database.transaction import fetch_row, fetch_value, in_transaction, savepoint, transaction
from database.violations import violations
from events.applying import Applicant, StaffApplicant
from events.asking import ASKS, asks_of
from events.errors import (
    AlreadyRegistered,
    AlreadyRegisteredByPhone,
    RegistrationClosed,
    UnknownEdition,
    UnknownSession,
    WrongTarget,
)
from events.facts import RegistrationConfirmed, RegistrationWaiting
from events.forms import desk_target_of, is_online, target_of
from events.standing import EDITION_STANDING, SESSION_STANDING, Standing
from events.turns import GoOn, at_once, turn
from events.vocabulary import RegistrationPolicy, RegistrationState, RegistrationTarget, StepBy, StepReason

__all__ = ["Applicant", "Registered", "StaffApplicant", "position_of", "register"]

_ONCE: Final = ("registration_session_once", "registration_edition_once", "registration_idempotency_hash_key")


@dataclass(frozen=True, kw_only=True)
class Registered:
    """`position` is the place on the waiting list, from 1; None for who has a place."""

    id: UUID
    state: RegistrationState
    position: int | None


@dataclass(frozen=True, kw_only=True)
class _Request:
    """Who wants what. `key` is the hash of what makes a repeat the same request; `by_staff` the id of an account."""

    table: RegistrationTarget
    target: UUID
    applicant: StaffApplicant
    key: str | None
    by_staff: int | None

    @property
    def at_desk(self) -> bool:
        return self.by_staff is not None


async def register(
    *,
    applicant: StaffApplicant,
    session: UUID | None = None,
    edition: UUID | None = None,
    idempotency_key: str | None = None,
    by_staff: int | None = None,
) -> Registered:
    """Gives a place, or one on the waiting list. A repeat with the same key for the same thing gives the first answer.

    :param applicant: an Applicant, who can be reached; staff may leave that out.
    :param by_staff: the account of who signs somebody up at the desk: with the seats that are kept for it, before and
        after people can sign up online, and where they cannot do so at all.
    :raises UnknownSession, UnknownEdition, WrongTarget: there is no such thing, or nobody signs up for it like this.
    :raises RegistrationClosed, RegistrationNotOpen, AlreadyRegistered, PartyTooLarge, Full: there is no place.
    :raises UnknownQuestion, AnswerMissing, AnswerUnknown, NotAsked, CompanionsMissing, TooManyCompanions: something
        does not fit what the activity asks.
    """
    target = session or edition
    if target is None or (session and edition):
        raise WrongTarget
    table = RegistrationTarget.SESSION if session else RegistrationTarget.EDITION
    request = _Request(
        table=table,
        target=target,
        applicant=applicant,
        key=_hashed(idempotency_key, target, applicant),
        by_staff=by_staff,
    )
    async with turn(target) as go_on:
        return await _try(request, go_on) or await _try_alone(request)


async def _try_alone(request: _Request) -> Registered:
    """When another process changed what was decided on; now nobody can."""
    table = request.table
    async with transaction():
        await fetch_value(f"SELECT 1 FROM {table} WHERE id = $1 FOR NO KEY UPDATE", request.target)  # noqa: S608  an enumeration
        registered = await _try(request, at_once)
    if registered is None:
        raise RegistrationClosed  # called off a moment ago
    return registered


async def _try(request: _Request, go_on: GoOn) -> Registered | None:
    """None when what was decided does not hold any more."""
    person = request.applicant
    phone = None if person.email else person.phone
    row = await fetch_row(
        _READ[request.table], request.target, datetime.now(UTC), person.email or "", request.key, phone, person.name
    )
    if row is None:
        raise UnknownSession if request.table is RegistrationTarget.SESSION else UnknownEdition
    if earlier := _earlier(row):
        return earlier
    state = _decide(request, row)
    await go_on()
    try:
        async with _apart():
            with violations(dict.fromkeys(_ONCE, AlreadyRegistered(field="email"))):
                return await _take_place(request, state)
    except AlreadyRegistered:
        # The same request twice at the same moment: the other one was first.
        again = request.key and await fetch_row(_EARLIER, request.key)
        if again and (earlier := _earlier(again)):
            return earlier
        raise


def _decide(request: _Request, row: asyncpg.Record) -> RegistrationState:
    standing, applicant = Standing.of(row), request.applicant
    policy = RegistrationPolicy(row["policy"])
    target = (desk_target_of if request.at_desk else target_of)(standing.form)
    if target != request.table or not (request.at_desk or is_online(policy)):
        raise WrongTarget
    asks_of(row).refuse_wrong(applicant, at_desk=request.at_desk)
    # Before the seats are looked at: who is in already should hear that, and not that it is full.
    if row["is_in"]:
        raise AlreadyRegistered(field="email")
    # A family can share a telephone, so the name counts too.
    if row["is_in_by_phone"]:
        raise AlreadyRegisteredByPhone(field="phone")
    return standing.decide(datetime.now(UTC), applicant.party_size, at_desk=request.at_desk)


_TAKE_PLACE = """
SELECT place_on_list FROM take_place(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""


async def _take_place(request: _Request, state: RegistrationState) -> Registered | None:
    registration, applicant = uuid4(), request.applicant
    is_session, waits = request.table is RegistrationTarget.SESSION, state is RegistrationState.WAITING
    answers = {question: text.strip() for question, text in applicant.answers.items() if text.strip()}
    position: int | None = await fetch_value(
        _TAKE_PLACE,
        registration,
        request.target if is_session else None,
        None if is_session else request.target,
        state,
        StepBy.STAFF if request.at_desk else StepBy.ATTENDEE,
        _reason(request, state),
        request.by_staff,
        (RegistrationWaiting if waits else RegistrationConfirmed).kind,
        applicant.name,
        applicant.email,
        applicant.phone,
        applicant.party_size,
        applicant.note,
        applicant.locale,
        applicant.companions,
        applicant.access_needs,
        request.key,
        list(answers),
        list(answers.values()),
    )
    return None if position is None else Registered(id=registration, state=state, position=position or None)


def _reason(request: _Request, state: RegistrationState) -> StepReason:
    if state is RegistrationState.WAITING:
        return StepReason.FULL
    return StepReason.SIGNED_UP_AT_DESK if request.at_desk else StepReason.SIGNED_UP


@asynccontextmanager
async def _apart() -> AsyncIterator[None]:
    """Within a transaction, so that it goes on when there is an earlier request; a statement alone needs none."""
    if not in_transaction():
        yield
        return
    async with savepoint():
        yield


def _hashed(key: str | None, target: UUID, applicant: StaffApplicant) -> str | None:
    """One key is one request: of another person, or for another session, it is another one."""
    if not key:
        return None
    return hashlib.sha256(f"{target}\n{(applicant.email or applicant.phone or '').lower()}\n{key}".encode()).hexdigest()


def _query(table: RegistrationTarget, standing: str, joins: str) -> str:
    return f"""
    SELECT activity.registration_policy AS policy, {standing}, {ASKS},
        EXISTS (SELECT FROM registration WHERE registration.{table} = {table}.id AND lower(email) = lower($3)
            AND email IS NOT NULL AND registration.state IN ('confirmed', 'waiting', 'offered', 'attended', 'no_show'))
            AS is_in,
        $5::varchar IS NOT NULL AND EXISTS (SELECT FROM registration WHERE registration.{table} = {table}.id
            AND email IS NULL AND phone = $5 AND lower(name) = lower($6)
            AND registration.state IN ('confirmed', 'waiting', 'offered', 'attended', 'no_show')) AS is_in_by_phone,
        earlier.id AS earlier, earlier.answered_position
    FROM {joins} JOIN activity ON activity.id = edition.activity
    LEFT JOIN registration AS earlier ON earlier.idempotency_hash = $4
    WHERE {table}.id = $1 AND $2::timestamptz IS NOT NULL
    """  # noqa: S608  constant


_READ: Final = {
    RegistrationTarget.SESSION: _query(
        RegistrationTarget.SESSION, SESSION_STANDING, "session JOIN edition ON edition.id = session.edition"
    ),
    RegistrationTarget.EDITION: _query(RegistrationTarget.EDITION, EDITION_STANDING, "edition"),
}
_EARLIER = "SELECT id AS earlier, answered_position FROM registration WHERE idempotency_hash = $1"


def _earlier(row: asyncpg.Record) -> Registered | None:
    if row["earlier"] is None:
        return None
    position = row["answered_position"]
    state = RegistrationState.CONFIRMED if position is None else RegistrationState.WAITING
    return Registered(id=row["earlier"], state=state, position=position)


async def position_of(registration: UUID) -> int | None:
    """The place on the waiting list, from 1; None for who does not wait."""
    position: int | None = await fetch_value(
        """
        SELECT (SELECT count(*) FROM registration other
                WHERE other.state = 'waiting' AND other.queue_number <= mine.queue_number
                  AND (other.session = mine.session OR other.edition = mine.edition))
        FROM registration mine WHERE mine.id = $1 AND mine.state = 'waiting'
        """,
        registration,
    )
    return position
