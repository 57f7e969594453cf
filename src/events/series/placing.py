"""What is in the way of meetings, and writing them down so that nothing gets in each other's way."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final
from uuid import UUID

import asyncpg

from database.transaction import execute, fetch, savepoint
from events.errors import Clashes, PersonTaken, RoomTaken
from events.series.clashes import Clash, Placement

__all__ = ["Clash", "Placement", "clashes_of", "held", "in_words", "lead", "leading", "placed", "placements_of"]

_ROOM: Final = "session_room_once"
_PERSON: Final = "assignment_person_once"

# The meetings that are asked about count at their new times only. OFFSET 0 keeps PostgreSQL at one look in an index for
# each of them: of a table that it believes to be nearly empty, it would rather read everything, for each of them too.
_CLASHES = """
WITH wanted AS (
    SELECT * FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::smallint[],
        $7::smallint[]) AS wanted (n, session, starts_at, ends_at, room, setup_minutes, clearup_minutes)
), leaders AS (
    SELECT wanted.n, wanted.session, wanted.starts_at, wanted.ends_at, led.facilitator
    FROM unnest($8::int[], $9::int[]) AS led (n, facilitator) JOIN wanted ON wanted.n = led.n
), found AS (
    SELECT wanted.n, 'room' AS what, wanted.room AS which, taken.id, taken.starts_at, taken.ends_at
    FROM wanted CROSS JOIN LATERAL (
        SELECT session.id, session.starts_at, session.ends_at FROM session
        WHERE session.room = wanted.room AND session.state = 'scheduled'
            AND occupied(session.starts_at, session.ends_at, session.setup_minutes, session.clearup_minutes)
                && occupied(wanted.starts_at, wanted.ends_at, wanted.setup_minutes, wanted.clearup_minutes)
        OFFSET 0
    ) AS taken
    WHERE taken.id <> ALL ($10::uuid[])
    UNION ALL
    SELECT wanted.n, 'room', wanted.room, other.session, other.starts_at, other.ends_at
    FROM wanted JOIN wanted AS other ON other.room = wanted.room AND other.n < wanted.n
        AND occupied(other.starts_at, other.ends_at, other.setup_minutes, other.clearup_minutes)
            && occupied(wanted.starts_at, wanted.ends_at, wanted.setup_minutes, wanted.clearup_minutes)
    UNION ALL
    SELECT leaders.n, 'person', leaders.facilitator, taken.session, taken.starts_at, taken.ends_at
    FROM leaders CROSS JOIN LATERAL (
        SELECT assignment.session, assignment.starts_at, assignment.ends_at FROM assignment
        WHERE assignment.facilitator = leaders.facilitator AND assignment.active
            AND tstzrange(assignment.starts_at, assignment.ends_at) && tstzrange(leaders.starts_at, leaders.ends_at)
        OFFSET 0
    ) AS taken
    WHERE taken.session <> ALL ($10::uuid[])
    UNION ALL
    SELECT leaders.n, 'person', leaders.facilitator, other.session, other.starts_at, other.ends_at
    FROM leaders JOIN leaders AS other ON other.facilitator = leaders.facilitator AND other.n < leaders.n
        AND tstzrange(other.starts_at, other.ends_at) && tstzrange(leaders.starts_at, leaders.ends_at)
)
SELECT found.n, found.what, found.id, found.starts_at, found.ends_at,
    coalesce((SELECT coalesce(session.title, (SELECT activity.title FROM activity WHERE activity.id = (
        SELECT edition.activity FROM edition WHERE edition.id = session.edition
    ))) FROM session WHERE session.id = found.id), '') AS title,
    coalesce(CASE found.what WHEN 'room' THEN (SELECT room.name FROM room WHERE room.id = found.which)
        ELSE (SELECT facilitator.name FROM facilitator WHERE facilitator.id = found.which) END, '') AS name
FROM found
ORDER BY found.n, found.what DESC, found.starts_at
"""
# In order of id, so that two who plan at once wait for each other instead of blocking each other.
_HOLD_ROOMS = "SELECT FROM room WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE"
_HOLD_PEOPLE = """
SELECT FROM facilitator WHERE id IN (
    SELECT facilitator FROM assignment WHERE session = ANY($1::uuid[])
    UNION SELECT facilitator FROM edition_facilitator WHERE edition = ANY($2::uuid[])
    UNION SELECT unnest($3::int[])
) ORDER BY id FOR NO KEY UPDATE
"""
_ASSIGN = """
INSERT INTO assignment (session, facilitator)
SELECT led.session, people.facilitator
FROM unnest($1::uuid[]) AS led (session) CROSS JOIN unnest($2::int[]) AS people (facilitator)
ON CONFLICT ON CONSTRAINT assignment_once DO NOTHING
"""
_PLACE = ("starts_at", "ends_at", "location", "room", "setup_minutes", "clearup_minutes")
_PLACEMENTS = """
SELECT id, starts_at, ends_at, location, room, setup_minutes, clearup_minutes FROM session
WHERE id = ANY($1::uuid[]) AND state = 'scheduled' ORDER BY starts_at, id
"""
_LEADING = """
SELECT session, array_agg(facilitator) AS people FROM assignment WHERE session = ANY($1::uuid[]) GROUP BY session
"""


async def clashes_of(placements: Sequence[Placement]) -> list[Clash]:
    """Everything that is in the way of these meetings, each other included, in the order of the placements.

    A meeting in the list counts where the list says it will be, not where it is now.
    """
    if not placements:
        return []
    rows = [
        (n, each.session, each.starts_at, each.ends_at, each.room, each.setup_minutes, each.clearup_minutes)
        for n, each in enumerate(placements)
    ]
    led = [(n, person) for n, each in enumerate(placements) for person in sorted(each.facilitators)]
    known = [each.session for each in placements if each.session is not None]
    columns = [*_columns(rows, 7), *_columns(led, 2), known]
    return [_clash(placements[row["n"]], row) for row in await fetch(_CLASHES, *columns)]


@asynccontextmanager
async def held(
    *,
    rooms: Collection[int | None] = (),
    sessions: Collection[UUID] = (),
    editions: Collection[UUID] = (),
    people: Collection[int] = (),
) -> AsyncIterator[None]:
    """Writes meetings in rooms: others who plan there, or with the same people, wait until this transaction ends.

    People may be in two places within the block, and not after it. What the database refuses leaves the block as an
    asyncpg.ExclusionViolationError, of which nothing was done: `in_words` says it to people.

    :param sessions: meetings whose people are moved with them.
    :param editions: the ones whose people lead new meetings.
    :param people: others who will lead something.
    """
    await execute(_HOLD_ROOMS, sorted({room for room in rooms if room is not None}))
    await execute(_HOLD_PEOPLE, list(sessions), list(editions), list(people))
    async with savepoint():
        await execute(f"SET CONSTRAINTS {_PERSON} DEFERRED")
        yield
        await execute(f"SET CONSTRAINTS {_PERSON} IMMEDIATE")


@asynccontextmanager
async def placed(placement: Placement, *, edition: UUID | None = None) -> AsyncIterator[None]:
    """`held` for one meeting, refused in words.

    :param edition: the one that a new meeting belongs to.
    :raises RoomTaken, PersonTaken: with everything that is in the way.
    """
    sessions = [placement.session] if placement.session else []
    try:
        async with held(rooms=[placement.room], sessions=sessions, editions=[edition] if edition else []):
            yield
    except asyncpg.ExclusionViolationError as violation:
        raise await in_words([placement], violation) from violation


async def in_words(placements: Sequence[Placement], violation: asyncpg.ExclusionViolationError) -> Clashes:
    """The refusal for what the database refused, with everything that is in the way of these meetings."""
    clashes = await clashes_of(placements)
    if len(placements) > 1:
        return Clashes(clashes)
    in_room = [each for each in clashes if each.what == "room"]
    if violation.constraint_name == _PERSON and not in_room:
        return PersonTaken(clashes, field="facilitators")
    return RoomTaken([*in_room, *(each for each in clashes if each.what == "person")], field="room")


async def placements_of(sessions: Sequence[UUID]) -> list[Placement]:
    """These sessions as they are, in order of time; what is cancelled takes up nothing and is left out."""
    led = await leading(sessions)
    return [
        Placement(
            session=row["id"], facilitators=led.get(row["id"], frozenset()), **{name: row[name] for name in _PLACE}
        )
        for row in await fetch(_PLACEMENTS, list(sessions))
    ]


async def lead(sessions: Sequence[UUID], facilitators: Collection[int]) -> None:
    """Lets people lead sessions as well; who leads one already goes on doing so.

    :raises Clashes: somebody is elsewhere at one of those times.
    """
    people = frozenset(facilitators)
    wished = [replace(each, facilitators=each.facilitators | people) for each in await placements_of(sessions)]
    try:
        async with held(sessions=sessions, people=people):
            await execute(_ASSIGN, list(sessions), sorted(people))
    except asyncpg.ExclusionViolationError as violation:
        raise await in_words(wished, violation) from violation


async def leading(sessions: Sequence[UUID]) -> dict[UUID, frozenset[int]]:
    """Who leads these sessions; one that nobody leads is not in it."""
    return {row["session"]: frozenset(row["people"]) for row in await fetch(_LEADING, list(sessions))}


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[row[position] for row in rows] for position in range(width)]


def _clash(placement: Placement, row: asyncpg.Record) -> Clash:
    return Clash(
        placement=placement,
        other_session=row["id"],
        other_title=row["title"],
        other_starts_at=row["starts_at"],
        other_ends_at=row["ends_at"],
        what=row["what"],
        name=row["name"],
    )
