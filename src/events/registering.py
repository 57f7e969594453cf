"""Signing up for a session or an edition."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, StringConstraints, model_validator

from database.transaction import execute, fetch_row, fetch_value, transaction
from database.violations import violations
from events.errors import AlreadyRegistered, ContactMissing, UnknownEdition, UnknownSession, WrongTarget
from events.facts import RegistrationConfirmed, RegistrationWaiting
from events.forms import is_online, target_of
from events.standing import EDITION_STANDING, SESSION_STANDING, Standing
from events.vocabulary import RegistrationPolicy, RegistrationState, RegistrationTarget
from outbox.recording import record
from tabular.fields import Line, Paragraphs


def _none_when_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


_Name = Annotated[Line, Field(min_length=1, max_length=120)]
_Note = Annotated[Paragraphs, Field(max_length=500)]
_Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[0-9+() .-]{6,}$")]


class Applicant(BaseModel):
    """Who signs up: a name and one way to reach them is enough."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    email: Annotated[EmailStr | None, BeforeValidator(_none_when_blank)] = Field(default=None, max_length=254)
    phone: Annotated[_Phone | None, BeforeValidator(_none_when_blank)] = None
    party_size: int = Field(default=1, ge=1, le=20)
    locale: Literal["nl", "en"] = "nl"
    note: _Note = ""

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Applicant":
        if self.email is None and self.phone is None:
            raise ContactMissing(field="email")
        return self


@dataclass(frozen=True, kw_only=True)
class Registered:
    """`position` is the place on the waiting list, from 1; None for who has a place."""

    id: UUID
    state: RegistrationState
    position: int | None


@dataclass(frozen=True, kw_only=True)
class _Target:
    """The row that holds the seats, locked."""

    table: RegistrationTarget
    id: UUID
    policy: RegistrationPolicy
    standing: Standing


async def register(
    *,
    applicant: Applicant,
    session: UUID | None = None,
    edition: UUID | None = None,
    idempotency_key: str | None = None,
) -> Registered:
    """Gives a place, or one on the waiting list. A repeat with the same key for the same thing gives the first answer.

    Raises UnknownSession, UnknownEdition, WrongTarget, RegistrationClosed, AlreadyRegistered, PartyTooLarge and Full.
    """
    target_id = session or edition
    if target_id is None or (session and edition):
        raise WrongTarget
    table = RegistrationTarget.SESSION if session else RegistrationTarget.EDITION
    key = _hashed(idempotency_key, target_id, applicant)
    async with transaction():
        target = await _locked_target(table, target_id)
        if earlier := await _earlier(key):
            return earlier
        return await _store(target, applicant, key)


async def _store(target: _Target, applicant: Applicant, key: str | None) -> Registered:
    standing = target.standing
    if target_of(standing.form) != target.table or not is_online(target.policy):
        raise WrongTarget
    await _refuse_second(target, applicant)
    state = standing.decide(datetime.now(UTC), applicant.party_size)
    position = standing.seats.waiting + 1 if state is RegistrationState.WAITING else None
    answer = Registered(id=uuid4(), state=state, position=position)
    with violations(
        dict.fromkeys(("registration_session_once", "registration_edition_once"), AlreadyRegistered(field="email"))
    ):
        await _insert(answer, target, applicant, key)
    if state is RegistrationState.WAITING:
        await record(RegistrationWaiting(registration=answer.id))
    else:
        await _take_seats(target, applicant.party_size)
        await record(RegistrationConfirmed(registration=answer.id))
    return answer


async def _refuse_second(target: _Target, applicant: Applicant) -> None:
    """Before the seats are looked at: who is in already should hear that, and not that it is full."""
    found = await fetch_value(
        f"SELECT 1 FROM registration WHERE {target.table} = $1 AND lower(email) = lower($2) AND state <> 'cancelled'",  # noqa: S608
        target.id,
        applicant.email,
    )
    if found:
        raise AlreadyRegistered(field="email")


def _hashed(key: str | None, target_id: UUID, applicant: Applicant) -> str | None:
    """One key is one request: of another person, or for another session, it is another one."""
    if not key:
        return None
    return hashlib.sha256(
        f"{target_id}\n{(applicant.email or applicant.phone or '').lower()}\n{key}".encode()
    ).hexdigest()


# FOR UPDATE OF one row: everybody who wants one of its seats comes one after the other, in order of arrival.
_SESSION = f"""
SELECT activity.registration_policy AS policy, {SESSION_STANDING}
FROM session
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
WHERE session.id = $1
FOR UPDATE OF session
"""  # noqa: S608  constant
_EDITION = f"""
SELECT activity.registration_policy AS policy, {EDITION_STANDING}
FROM edition
JOIN activity ON activity.id = edition.activity
WHERE edition.id = $1
FOR UPDATE OF edition
"""  # noqa: S608  constant


async def _locked_target(table: RegistrationTarget, target_id: UUID) -> _Target:
    # The lock first and the count after it: a subquery of the locking statement itself would still see the queue as it
    # was before the lock was had.
    is_session = table is RegistrationTarget.SESSION
    locked = await fetch_value(f"SELECT 1 FROM {table} WHERE id = $1 FOR UPDATE", target_id)  # noqa: S608  an enumeration
    if locked is None:
        raise UnknownSession if is_session else UnknownEdition
    row = await (fetch_row(_SESSION, target_id) if is_session else fetch_row(_EDITION, target_id, datetime.now(UTC)))
    if row is None:
        raise UnknownSession if is_session else UnknownEdition
    return _Target(table=table, id=target_id, policy=RegistrationPolicy(row["policy"]), standing=Standing.of(row))


async def _earlier(key: str | None) -> Registered | None:
    if key is None:
        return None
    row = await fetch_row("SELECT id, answered_position FROM registration WHERE idempotency_hash = $1", key)
    if row is None:
        return None
    position = row["answered_position"]
    state = RegistrationState.CONFIRMED if position is None else RegistrationState.WAITING
    return Registered(id=row["id"], state=state, position=position)


async def position_of(registration: UUID) -> int | None:
    """The place on the waiting list, from 1; None for who does not wait."""
    position: int | None = await fetch_value(
        """
        SELECT (SELECT count(*) FROM registration other
                WHERE other.state = 'waiting' AND other.queue_number <= mine.queue_number
                  AND other.session IS NOT DISTINCT FROM mine.session
                  AND other.edition IS NOT DISTINCT FROM mine.edition)
        FROM registration mine WHERE mine.id = $1 AND mine.state = 'waiting'
        """,
        registration,
    )
    return position


async def _insert(answer: Registered, target: _Target, applicant: Applicant, key: str | None) -> None:
    # Whoever cancelled before got a CANCEL; this person's next invitation to the same thing must count above it.
    await execute(
        f"""
        INSERT INTO registration (id, {target.table}, name, email, phone, party_size, note, locale, state,
                                  idempotency_hash, answered_position, invitation_offset)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
                (SELECT coalesce(max(invitation_offset) + 1, 0) FROM registration
                 WHERE {target.table} = $2 AND lower(email) = lower($4::varchar)))
        """,  # noqa: S608  the table is one of an enumeration
        answer.id,
        target.id,
        applicant.name,
        applicant.email,
        applicant.phone,
        applicant.party_size,
        applicant.note,
        applicant.locale,
        answer.state,
        key,
        answer.position,
    )


async def _take_seats(target: _Target, party_size: int) -> None:
    await execute(f"UPDATE {target.table} SET seats_taken = seats_taken + $2 WHERE id = $1", target.id, party_size)  # noqa: S608
