"""The time that a room is taken before and after sessions, to set up and to clear away."""

from dataclasses import replace
from datetime import UTC, datetime

import asyncpg

from database.transaction import execute, fetch, transaction
from events.series.placing import held, in_words, placements_of

_SESSIONS = """
SELECT session.id FROM session JOIN edition ON edition.id = session.edition
WHERE edition.activity = $1 AND session.starts_at > $2 AND session.state = 'scheduled' AND NOT session.edited
    AND (session.setup_minutes, session.clearup_minutes) IS DISTINCT FROM ($3::smallint, $4::smallint)
ORDER BY session.id FOR UPDATE OF session
"""
_GIVE = "UPDATE session SET setup_minutes = $2, clearup_minutes = $3 WHERE id = ANY($1::uuid[])"


async def give_time_around(
    activity: int, *, setup_minutes: int, clearup_minutes: int, now: datetime | None = None
) -> None:
    """Gives the coming sessions of an activity this much time around them; those that somebody edited keep theirs.

    :param activity: id.
    :param now: aware; the present unless given.
    :raises Clashes: other sessions are in the way; it names all of them. For one session a RoomTaken.
    """
    async with transaction():
        rows = await fetch(_SESSIONS, activity, now or datetime.now(UTC), setup_minutes, clearup_minutes)
        sessions = [row["id"] for row in rows]
        wished = [
            replace(each, setup_minutes=setup_minutes, clearup_minutes=clearup_minutes)
            for each in await placements_of(sessions)
        ]
        try:
            async with held(rooms=[each.room for each in wished]):
                await execute(_GIVE, sessions, setup_minutes, clearup_minutes)
        except asyncpg.ExclusionViolationError as violation:
            raise await in_words(wished, violation) from violation
