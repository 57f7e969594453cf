"""Changes a registration that somebody has: how many people, who comes along, what they wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_row, fetch_value, transaction
from events.applying import StaffApplicant
from events.asking import asks_of_registration, keep_answers
from events.errors import NotComing, PartyTooLarge, RegistrationClosed, SeatsShort, UnknownRegistration
from events.facts import RegistrationChanged
from events.offering import offer_next
from events.stepping import take_seats
from events.targets import Held, Joinable, hold, read_target
from events.vocabulary import RegistrationState, StepBy, StepReason
from outbox.recording import record

_CHANGEABLE: Final = frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED})
_READ = "SELECT name, email, phone, party_size, locale, note, companions, access_needs FROM registration WHERE id = $1"
_ANSWERS = "SELECT question, text FROM answer WHERE registration = $1"
_WRITE = """
UPDATE registration SET party_size = $2, note = $3, companions = $4, access_needs = $5, changed_at = CASE
    WHEN party_size <> $2 THEN clock_timestamp() ELSE changed_at END
WHERE id = $1
"""
_STEP = """
INSERT INTO registration_step (registration, former_state, state, reason, by, account, at)
VALUES ($1, $2, $2, $3, $4, $5, clock_timestamp())
"""
_CHANGES = "SELECT count(*) FROM registration_step WHERE registration = $1 AND reason = $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationValues:
    """What to change; None leaves it as it is. `answers` are all of them, by the id of the question."""

    party_size: int | None = None
    companions: Sequence[str] | None = None
    note: str | None = None
    answers: Mapping[int, str] | None = None
    access_needs: str | None = None


async def change_registration(
    registration: UUID, values: RegistrationValues, *, by_staff: int | None = None, now: datetime | None = None
) -> None:
    """Changes a registration that has not ended. Who comes with fewer people leaves seats to who waits.

    :param by_staff: the account of who does it; may use the seats of the desk, and leave out what is asked.
    :param now: aware; the present unless given.
    :raises UnknownRegistration: there is none.
    :raises NotComing: it has ended.
    :raises RegistrationClosed: what it is for has begun, or is called off.
    :raises SeatsShort, PartyTooLarge: there are not so many seats.
    :raises pydantic.ValidationError: something is too long, or no text.
    :raises UnknownQuestion, AnswerMissing, AnswerUnknown, NotAsked, CompanionsMissing, TooManyCompanions: something
        does not fit what the activity asks.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        held = await hold(registration)
        if held.state not in _CHANGEABLE:
            raise NotComing
        joinable = await read_target(held.table, held.target, now)
        if not joinable.standing.is_going_on(now):
            raise RegistrationClosed
        wanted = await _wanted(registration, values)
        (await asks_of_registration(registration)).refuse_wrong(wanted, at_desk=by_staff is not None)
        await _resize(held, joinable, wanted.party_size, by_staff)
        await execute(_WRITE, registration, wanted.party_size, wanted.note, wanted.companions, wanted.access_needs)
        if values.answers is not None:
            await keep_answers(registration, wanted.answers)
        if wanted.party_size < held.party_size:
            await offer_next(held.table, held.target, now=now)


async def _wanted(registration: UUID, values: RegistrationValues) -> StaffApplicant:
    """The registration as it will be."""
    row = await fetch_row(_READ, registration)
    if row is None:
        raise UnknownRegistration
    answers = {each["question"]: each["text"] for each in await fetch(_ANSWERS, registration)}
    names = ("party_size", "companions", "note", "answers", "access_needs")
    given = {name: value for name in names if (value := getattr(values, name)) is not None}
    return StaffApplicant.model_validate({**row, "answers": answers} | given)


async def _resize(held: Held, joinable: Joinable, party_size: int, by_staff: int | None) -> None:
    more = party_size - held.party_size
    if not more:
        return
    seats = joinable.standing.seats
    if seats.capacity is not None and party_size > seats.capacity:
        raise PartyTooLarge(field="party_size", seats=seats.capacity)
    if held.has_seats:
        if more > 0 and not seats.take(more, at_desk=by_staff is not None):
            raise SeatsShort(field="party_size", left=0 if seats.waiting else seats.left)
        await take_seats(held.table, held.target, more)
    by = StepBy.ATTENDEE if by_staff is None else StepBy.STAFF
    await execute(_STEP, held.id, held.state, StepReason.CHANGED, by, by_staff)
    revision = await fetch_value(_CHANGES, held.id, StepReason.CHANGED)
    await record(RegistrationChanged(registration=held.id, revision=revision, former_party_size=held.party_size))
