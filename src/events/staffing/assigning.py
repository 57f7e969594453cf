"""Gives sessions the people who lead them, and takes them away again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from database.transaction import execute, fetch, fetch_row, savepoint, transaction
from events.errors import SessionIsCancelled, UnknownEdition, UnknownSession
from events.local_time import zone
from events.series.placing import Clash, Placement, clashes_of
from events.staffing.belonging import require_person
from events.staffing.errors import PersonElsewhere, TooManyStaff
from events.staffing.facilitators import lock_facilitator
from events.staffing.schemas import StaffingDetails
from events.vocabulary import SessionState

_PERSON_ONCE = "assignment_person_once"
_OWNER = """
SELECT activity.organisation FROM edition JOIN activity ON activity.id = edition.activity WHERE edition.id = $1
"""
_SESSIONS = """
SELECT session.id, session.state, session.edition, coalesce(session.staff_max, activity.staff_max) AS most,
    (SELECT count(*) FROM assignment WHERE assignment.session = session.id AND assignment.facilitator <> $2) AS others
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
WHERE session.id = ANY($1::uuid[]) ORDER BY session.id
"""
_LOCK = "SELECT FROM session WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_COMING = """
SELECT id FROM session WHERE edition = $1 AND state = 'scheduled' AND starts_at > now() ORDER BY id
"""
# The database fills in the times, which the columns demand here.
_INSERT = """
INSERT INTO assignment (session, facilitator, starts_at, ends_at)
SELECT id, $2, starts_at, ends_at FROM session WHERE id = ANY($1::uuid[])
ON CONFLICT ON CONSTRAINT assignment_once DO NOTHING
"""
_PLACES = """
SELECT session.id, (SELECT name FROM location WHERE location.id = session.location) AS place,
    (SELECT timezone FROM location WHERE location.id = session.location) AS timezone
FROM session WHERE session.id = ANY($1::uuid[])
"""
_TIMES = """
SELECT id AS session, starts_at, ends_at, location FROM session
WHERE id = ANY($1::uuid[]) AND state = 'scheduled' ORDER BY starts_at, id
"""
_INSERT_FOR_EDITION = """
INSERT INTO edition_facilitator (edition, facilitator) VALUES ($1, $2)
ON CONFLICT ON CONSTRAINT edition_facilitator_once DO NOTHING
"""
_LEAVE_COMING = """
DELETE FROM assignment USING session
WHERE session.id = assignment.session AND session.edition = $1 AND assignment.facilitator = $2
    AND session.starts_at > now()
"""


async def assign(*, session: UUID, facilitator: int) -> None:
    """Lets somebody lead one session; a second time changes nothing. `warnings_for` says what is odd about it.

    :raises UnknownSession: there is none.
    :raises SessionIsCancelled: it is no longer held.
    :raises UnknownFacilitator: nobody with this id leads sessions of this organisation.
    :raises FacilitatorRetired: they have stopped.
    :raises TooManyStaff: as many people as the session needs lead it.
    :raises PersonElsewhere: they lead something else then; the details say where.
    """
    row = await fetch_row("SELECT edition, state FROM session WHERE id = $1", session)
    if row is None:
        raise UnknownSession
    async with transaction():
        person = await _locked_person(facilitator, row["edition"])
        await _assign([session], facilitator, person)


async def assign_to_edition(*, edition: UUID, facilitator: int) -> int:
    """Lets somebody lead all coming sessions of an edition, and those that are made later; returns how many come.

    All or none: raises as `assign`, with every session that is in the way, and UnknownEdition.
    """
    async with transaction():
        person = await _locked_person(facilitator, edition)
        sessions = [record["id"] for record in await fetch(_COMING, edition)]
        await execute(_INSERT_FOR_EDITION, edition, facilitator)
        await _assign(sessions, facilitator, person)
        return len(sessions)


async def unassign(*, session: UUID, facilitator: int) -> None:
    """Somebody no longer leads this session; a second time changes nothing."""
    await execute("DELETE FROM assignment WHERE session = $1 AND facilitator = $2", session, facilitator)


async def unassign_from_edition(*, edition: UUID, facilitator: int) -> int:
    """Somebody no longer leads any coming session of an edition; returns how many those were."""
    async with transaction():
        await execute("DELETE FROM edition_facilitator WHERE edition = $1 AND facilitator = $2", edition, facilitator)
        return int((await execute(_LEAVE_COMING, edition, facilitator)).split()[-1])


async def set_staffing(*, session: UUID, details: StaffingDetails) -> None:
    """How many people lead this one session, instead of what its activity says.

    :raises UnknownSession: there is none.
    :raises TooManyStaff: more people than that already do.
    """
    async with transaction():
        await execute(_LOCK, [session])
        sql = "UPDATE session SET staff_min = $2, staff_max = $3 WHERE id = $1"
        if await execute(sql, session, details.staff_min, details.staff_max) != "UPDATE 1":
            raise UnknownSession
        count = await fetch("SELECT FROM assignment WHERE session = $1", session)
        if details.staff_max is not None and len(count) > details.staff_max:
            raise TooManyStaff(most=details.staff_max, count=len(count), field="staff_max")


async def _locked_person(facilitator: int, edition: UUID) -> str:
    """The name. Two who give the same person something to do wait for each other here, so that neither deadlocks."""
    owner = await fetch_row(_OWNER, edition)
    if owner is None:
        raise UnknownEdition(field="edition")
    await lock_facilitator(facilitator)
    return await require_person(facilitator, owner["organisation"])


async def _assign(sessions: Sequence[UUID], facilitator: int, person: str) -> None:
    # First the locks: only the next statement sees whom others gave these sessions while we waited.
    await execute(_LOCK, list(sessions))
    for record in await fetch(_SESSIONS, list(sessions), facilitator):
        if record["state"] == SessionState.CANCELLED:
            raise SessionIsCancelled
        if record["most"] is not None and record["others"] >= record["most"]:
            raise TooManyStaff(most=record["most"], count=record["others"], session=str(record["id"]))
    try:
        async with savepoint():
            await execute(_INSERT, list(sessions), facilitator)
    except asyncpg.ExclusionViolationError as violation:
        if violation.constraint_name != _PERSON_ONCE:
            raise
        raise await _taken(sessions, facilitator, person) from violation


async def _taken(sessions: Sequence[UUID], facilitator: int, person: str) -> PersonElsewhere:
    placements = [
        Placement(**row, room=None, facilitators=frozenset({facilitator}))
        for row in await fetch(_TIMES, list(sessions))
    ]
    clashes = await clashes_of(placements)
    others = {clash.other_session: clash for clash in clashes}
    places = await fetch(_PLACES, list(others))
    where = [(others[row["id"]], row) for row in places]
    where.sort(key=lambda each: (each[0].other_starts_at, each[1]["id"]))
    return PersonElsewhere(
        clashes, field="facilitator", person=person, where="; ".join(_where(clash, at) for clash, at in where)
    )


def _where(clash: Clash, at: Any) -> str:
    local = zone(at["timezone"])
    starts_at, ends_at = clash.other_starts_at.astimezone(local), clash.other_ends_at.astimezone(local)
    return f"{clash.other_title}, {at['place']}, {starts_at:%d-%m-%Y %H:%M}-{ends_at:%H:%M}"
