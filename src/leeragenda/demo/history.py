"""Seeds what happened before the first start: who signed up, who came, how many walked in.

These are rows without facts: nobody gets mail about what was arranged before there was a Leeragenda.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from database.transaction import execute, execute_many, fetch
from events.vocabulary import Presence, RegistrationState
from leeragenda.demo.crowd import Crowd, SignUp, coming, heads, past, presence
from leeragenda.demo.model import PER_EDITION, ActivityShape, EditionShape
from leeragenda.demo.planning import local_day

_SESSIONS = """
SELECT id, edition, starts_at, ends_at FROM session WHERE edition = ANY($1::uuid[]) ORDER BY edition, starts_at, id
"""
_SIGN_UP = """
INSERT INTO registration (id, session, edition, name, email, phone, locale, state, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_ATTEND = "INSERT INTO attendance (session, registration, presence) VALUES ($1, $2, $3)"
_COUNT_HEADS = "UPDATE session SET headcount = $2 WHERE id = $1"
# Counted once: for an almost empty table PostgreSQL would rather count again for each row of the other.
_COUNT_SEATS = """
WITH counted AS MATERIALIZED (
    SELECT {table}, sum(party_size) AS people FROM registration
    WHERE {table} IS NOT NULL AND state NOT IN ('waiting', 'cancelled') GROUP BY {table}
)
UPDATE {table} SET seats_taken = counted.people FROM counted WHERE counted.{table} = {table}.id
"""
_SEATS_OF_SESSIONS = _COUNT_SEATS.format(table="session")
_SEATS_OF_EDITIONS = _COUNT_SEATS.format(table="edition")


@dataclass(frozen=True, slots=True)
class SeededEdition:
    """An edition that is in the database, and what the files say about it."""

    id: UUID
    activity: ActivityShape
    shape: EditionShape


@dataclass(frozen=True, slots=True)
class _Meeting:
    id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Registration:
    id: UUID
    session: UUID | None
    edition: UUID | None
    locale: str
    sign_up: SignUp
    attended: tuple[tuple[UUID, Presence], ...]


async def seed_history(editions: Iterable[SeededEdition], names: tuple[str, ...], now: datetime) -> None:
    """Fills seats, waiting lists, attendance and headcounts as the files say; `now` is aware."""
    crowd = Crowd(names)
    known = {each.id: each for each in editions}
    meetings = await _meetings(known)
    registrations = [row for id_, each in known.items() for row in _registrations(each, meetings[id_], crowd, now)]
    await execute_many(_SIGN_UP, [_columns(each, now) for each in registrations])
    await execute_many(_ATTEND, [(at, each.id, presence) for each in registrations for at, presence in each.attended])
    await execute_many(_COUNT_HEADS, [row for id_, each in known.items() for row in _heads(each, meetings[id_], now)])
    await execute(_SEATS_OF_SESSIONS)
    await execute(_SEATS_OF_EDITIONS)


async def _meetings(editions: Mapping[UUID, SeededEdition]) -> dict[UUID, list[_Meeting]]:
    found: dict[UUID, list[_Meeting]] = {each: [] for each in editions}
    for row in await fetch(_SESSIONS, list(editions)):
        found[row["edition"]].append(_Meeting(row["id"], row["starts_at"], row["ends_at"]))
    return found


def _registrations(
    edition: SeededEdition, meetings: list[_Meeting], crowd: Crowd, now: datetime
) -> Iterator[_Registration]:
    locale = "en" if edition.activity.language == "en" else "nl"
    if edition.activity.form in PER_EDITION:
        yield from _group(edition, [each for each in meetings if each.ends_at < now], crowd, locale, now)
        return
    for meeting, sign_ups in _per_session(edition.shape, meetings, crowd, now):
        for each in sign_ups:
            present = _PRESENCE.get(each.state)
            attended = ((meeting.id, present),) if present else ()
            yield _Registration(uuid4(), meeting.id, None, locale, each, attended)


_PRESENCE = {RegistrationState.ATTENDED: Presence.PRESENT, RegistrationState.NO_SHOW: Presence.ABSENT}


def _group(
    edition: SeededEdition, held: list[_Meeting], crowd: Crowd, locale: str, now: datetime
) -> Iterator[_Registration]:
    members = coming(crowd, edition.shape.group, edition.shape.waiting, held[0].starts_at if held else now)
    for number, each in enumerate(members, start=1):
        is_member = each.state == RegistrationState.CONFIRMED
        attended = tuple((at.id, presence(number, local_day(at.starts_at))) for at in held if is_member)
        yield _Registration(uuid4(), None, edition.id, locale, each, attended)


def _per_session(
    shape: EditionShape, meetings: list[_Meeting], crowd: Crowd, now: datetime
) -> Iterator[tuple[_Meeting, list[SignUp]]]:
    for meeting in (each for each in meetings if each.ends_at < now):
        yield meeting, past(crowd, shape.past, meeting.starts_at, now)
    waiting = shape.waiting
    for meeting, people in zip((each for each in meetings if each.starts_at > now), shape.coming, strict=False):
        yield meeting, coming(crowd, people, waiting, now)
        waiting = 0


def _heads(edition: SeededEdition, meetings: list[_Meeting], now: datetime) -> Iterator[tuple[UUID, int]]:
    counted = edition.shape.heads
    if counted is None:
        return
    for meeting in (each for each in meetings if each.ends_at < now):
        yield meeting.id, heads(*counted, edition.shape.at, local_day(meeting.starts_at))


def _columns(row: _Registration, now: datetime) -> tuple[object, ...]:
    """Who has a place was told so just now, and needs no reminder of what is a few days away."""
    person, state = row.sign_up.person, row.sign_up.state
    return (
        row.id,
        row.session,
        row.edition,
        person.name,
        person.email,
        person.phone,
        row.locale,
        state,
        row.sign_up.at,
        row.sign_up.at if state in _PRESENCE else now,
    )
