"""Gathers the changes of a while into as few mails as tell them: docs/decisions/0007-invitations.md says why.

A change waits in line before it is told. What comes in the meantime is added to what waits, so that one mail says what
was, as the reader last knew it, and what is in the end; what is taken back again says nothing (see usefulness.py). When
the coming meetings of a series are changed and still evenly spaced, one invitation holds them all.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from database.transaction import fetch
from events.vocabulary import RegistrationState
from notifications.inviting import MOST_PARTS, Coming, is_series
from notifications.payload import Former, Payload
from notifications.posting import NewMessage, post
from notifications.vocabulary import MessageKind

WAITING: Final = timedelta(minutes=10)
"""So long after the first change it is told."""
SOON: Final = timedelta(hours=6)
"""What begins, or would have begun, within this time is told at once."""
LEAST_OF_SERIES: Final = 2

# What nobody can have read yet. The people of an uneven edition have an invitation for each session, which stays apart.
_TAKE: Final = """
DELETE FROM message USING session, registration
WHERE session.id = $1 AND (registration.session = session.id OR registration.edition = session.edition)
    AND message.registration = registration.id AND message.kind = 'update' AND message.state = 'pending'
    AND message.unconfirmed = 0 AND NOT message.payload ?| ARRAY['reinstated', 'added']
    AND (message.session = session.id OR message.payload ? 'occurrence' OR message.payload ? 'series')
RETURNING message.registration, message.session, message.revision, message.payload, message.due_at
"""
# Of a series the last plan that its reader has, or will have before anything that is written now.
_PEOPLE: Final = """
SELECT registration.id, registration.email, (
    SELECT message.payload -> 'series' FROM message
    WHERE message.registration = registration.id AND message.payload ? 'series'
      AND message.kind IN ('confirmation', 'promotion', 'update') AND message.state <> 'dropped'
    ORDER BY message.created_at DESC LIMIT 1
) AS series
FROM session
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
JOIN registration ON registration.session = session.id OR registration.edition = edition.id
WHERE session.id = $1 AND session.ends_at > now() AND activity.form <> 'walk_in'
  AND registration.email IS NOT NULL AND registration.state = ANY($2::text[])
"""
_SESSIONS: Final = """
SELECT session.id, session.starts_at, session.ends_at, session.location, session.room, session.sequence,
  location.timezone, (SELECT sum(each.sequence) FROM session AS each WHERE each.edition = one.edition)::int AS total
FROM session JOIN location ON location.id = session.location JOIN session AS one ON one.edition = session.edition
WHERE one.id = $1 AND session.state = 'scheduled' AND session.starts_at > now()
ORDER BY session.starts_at
"""
_SESSIONS_THERE: Final = """
SELECT found.id, found.starts_at, found.ends_at, found.room, found.sequence FROM (
    SELECT session.*, activity.form, row_number() OVER (PARTITION BY session.edition ORDER BY session.starts_at) AS nth,
      EXISTS (SELECT FROM registration WHERE registration.session = session.id) AS has_own
    FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    WHERE session.location = $1 AND session.state = 'scheduled' AND session.starts_at > $2
) AS found
WHERE found.has_own OR ((found.form = 'cohort' OR found.nth = 1)
    AND EXISTS (SELECT FROM registration WHERE registration.edition = found.edition))
ORDER BY found.starts_at
"""
PLACED: Final = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)


@dataclass(slots=True)
class _Waiting:
    """What one person is still to hear: session -> how it was, as they last knew it."""

    formers: dict[UUID, Former] = field(default_factory=dict)
    revisions: dict[UUID, int] = field(default_factory=dict)
    due_at: datetime | None = None

    def add(self, session: UUID, former: Former, revision: int) -> None:
        known = self.formers.setdefault(session, former)
        if known.address is None and known.location == former.location:
            self.formers[session] = known.model_copy(update={"address": former.address})
        self.revisions[session] = max(revision, self.revisions.get(session, 0))

    def be_due(self, at: datetime) -> None:
        self.due_at = at if self.due_at is None else min(self.due_at, at)


@dataclass(frozen=True, slots=True)
class _Series:
    """The sessions of an edition that are to come; `sequence` rises with each change of any."""

    coming: Sequence[Coming]
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A session is not what it was; `revision` is its SEQUENCE since."""

    former: Former
    revision: int


async def tell_change(session: UUID, change: Change | None, *, now: datetime | None = None) -> None:
    """Put in line what the people of the session are to hear of it, together with what they were to hear anyway.

    Without a `change` only the latter is looked at again: a meeting of the series was called off, or is on after all.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    waiting = _gathered(await fetch(_TAKE, session))
    people = await fetch(_PEOPLE, session, list(PLACED))
    sessions = await fetch(_SESSIONS, session)
    series = _Series([_coming(row) for row in sessions], sessions[0]["total"] if sessions else 0)
    if change:
        due_at = now if _is_soon(session, change, series.coming, now) else now + WAITING
        for person in people:
            waiting[person["id"]].add(session, change.former, change.revision)
            waiting[person["id"]].be_due(due_at)
    await post([message for person in people for message in _messages(person, waiting[person["id"]], series, now)])


async def tell_new_address(location: int, former_address: str, *, now: datetime | None = None) -> None:
    """Put in line that a location has another address, for who comes there; in a group without end, the first time.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    for row in await fetch(_SESSIONS_THERE, location, now):
        former = Former(
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            location=location,
            room=row["room"],
            address=former_address,
        )
        await tell_change(row["id"], Change(former=former, revision=row["sequence"]), now=now)


async def tell_added(session: UUID, starts_at: datetime, *, now: datetime | None = None) -> None:
    """Put in line that a group has one more meeting, at `starts_at` (aware).

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    due_at = now if starts_at < now + SOON else now + WAITING
    coming = {row["id"] for row in await fetch(_SESSIONS, session)}
    people = [person for person in await fetch(_PEOPLE, session, list(PLACED)) if _is_invited(person, coming)]
    await post([_update(person, session, 0, Payload(added=True), due_at) for person in people])


def _is_invited(person: asyncpg.Record, coming: Set[UUID]) -> bool:
    """Not to more meetings beside their series than a sign-up takes mails for: they have the feed."""
    return len(coming - _series_of(person).keys()) <= MOST_PARTS


def _series_of(person: asyncpg.Record) -> Mapping[UUID, tuple[datetime, datetime]]:
    """The plan that the person knows: session -> its start and end."""
    return Payload.model_validate_json(f'{{"series": {person["series"] or "{}"}}}').series


def _gathered(rows: Sequence[asyncpg.Record]) -> Mapping[UUID, _Waiting]:
    waiting: dict[UUID, _Waiting] = defaultdict(_Waiting)
    for row in sorted(rows, key=lambda row: row["revision"]):
        payload, known = Payload.model_validate_json(row["payload"]), waiting[row["registration"]]
        known.be_due(row["due_at"])
        if payload.former and row["session"]:
            known.add(row["session"], payload.former, row["revision"])
        for session, former in payload.formers.items():
            known.add(session, former, payload.revisions[session])
    return waiting


def _is_soon(session: UUID, change: Change, coming: Sequence[Coming], now: datetime) -> bool:
    starts = [change.former.starts_at, *(each.starts_at for each in coming if each.id == session)]
    return min(starts) < now + SOON


def _messages(person: asyncpg.Record, waiting: _Waiting, series: _Series, now: datetime) -> Sequence[NewMessage]:
    plan = _series_of(person)
    planned = [each for each in series.coming if each.id in plan]
    due_at = waiting.due_at or now
    if plan and len(waiting.formers) >= LEAST_OF_SERIES and len(planned) >= LEAST_OF_SERIES and is_series(planned):
        payload = Payload(
            series={each.id: (each.starts_at, each.ends_at) for each in planned},
            told={each.id: each.sequence for each in planned},
            formers=waiting.formers,
            revisions=waiting.revisions,
        )
        return [_update(person, None, series.sequence, payload, due_at)]
    return [
        _update(
            person,
            session,
            waiting.revisions[session],
            Payload(former=former, occurrence=plan[session][0] if session in plan else None),
            due_at,
        )
        for session, former in waiting.formers.items()
    ]


def _update(
    person: asyncpg.Record, session: UUID | None, revision: int, payload: Payload, due_at: datetime
) -> NewMessage:
    return NewMessage(
        kind=MessageKind.UPDATE,
        recipient=person["email"],
        registration=person["id"],
        session=session,
        revision=revision,
        payload=payload,
        due_at=due_at,
    )


def _coming(row: asyncpg.Record) -> Coming:
    return Coming(
        id=row["id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        timezone=row["timezone"],
        place=(row["location"], row["room"]),
        sequence=row["sequence"],
    )
