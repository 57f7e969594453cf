"""Gives planned sessions their rooms and the people who lead them, as far as those are free."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from database.transaction import execute, execute_many, fetch, transaction
from events.rules import rules_of_editions
from events.scheduling import generate
from events.series.clashes import Clash, Placement
from events.series.placing import clashes_of, held, placements_of

_SESSIONS = "SELECT id, rule FROM session WHERE edition = $1"
_IN_ROOM = """
UPDATE session SET room = wished.room FROM unnest($1::uuid[], $2::int[]) AS wished (id, room)
WHERE session.id = wished.id
"""
# They differ from their rule, which else would ask for the room again.
_WITHOUT_ROOM = "UPDATE session SET edited = true WHERE id = ANY($1::uuid[])"
_ASSIGN = "INSERT INTO assignment (session, facilitator) VALUES ($1, $2)"
_LEAD = "INSERT INTO edition_facilitator (edition, facilitator) VALUES ($1, $2)"


async def plan_where_free(edition: UUID, *, people: Collection[int], rooms: Mapping[UUID, int | None]) -> list[Clash]:
    """Plans a new edition in the rooms of its rules and with these people; returns what is in the way of that.

    Sessions are planned without the room or the person that is taken.

    :param rooms: session -> the wished room, for sessions beside the rules.
    """
    async with transaction():
        await generate([edition], without_rooms=True)
        of_rules = {rule.id: rule.room for rule in await rules_of_editions([edition])}
        sessions = {row["id"]: row["rule"] for row in await fetch(_SESSIONS, edition)}
        wished = {each: of_rules.get(rule) if rule else rooms.get(each) for each, rule in sessions.items()}
        async with held(rooms=wished.values(), people=people):
            in_rooms, led = await _wishes(wished, people)
            clashes = await clashes_of([*in_rooms, *led])
            taken = {each.placement for each in clashes}
            free = [each for each in in_rooms if each not in taken]
            await execute(_IN_ROOM, [each.session for each in free], [each.room for each in free])
            await execute(_WITHOUT_ROOM, [each.session for each in in_rooms if each in taken])
            await execute_many(_ASSIGN, [(each.session, *each.facilitators) for each in led if each not in taken])
            await execute_many(_LEAD, [(edition, person) for person in sorted(people)])
    return clashes


async def _wishes(
    wished: Mapping[UUID, int | None], people: Collection[int]
) -> tuple[Sequence[Placement], Sequence[Placement]]:
    """Each session in its room, and each session with each of the people."""
    placements = await placements_of(list(wished))
    in_rooms = [_with(each, room=room) for each in placements if each.session and (room := wished[each.session])]
    return in_rooms, [_with(each, person=person) for each in placements for person in sorted(people)]


def _with(placement: Placement, *, room: int | None = None, person: int | None = None) -> Placement:
    return Placement(
        session=placement.session,
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
        location=placement.location,
        room=room,
        setup_minutes=placement.setup_minutes,
        clearup_minutes=placement.clearup_minutes,
        facilitators=frozenset() if person is None else frozenset({person}),
    )
