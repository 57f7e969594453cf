"""Plans again what is to come after closed days have changed."""

from datetime import UTC, datetime, timedelta

from database.transaction import fetch, transaction
from events.scheduling import generate
from places.queries import descendants

_EDITIONS = """
SELECT DISTINCT edition.id FROM edition LEFT JOIN schedule_rule ON schedule_rule.edition = edition.id
    JOIN location ON location.id = coalesce(schedule_rule.location, edition.location)
WHERE location.organisation = ANY($1::int[]) AND edition.state = 'scheduled'
    AND (edition.last_day IS NULL OR edition.last_day >= $2)
ORDER BY edition.id
"""


async def replan(organisation_id: int, *, now: datetime | None = None) -> int:
    """Brings what is planned at the places of an organisation, and of those below it, in line with its closed days.

    Sessions on days that are closed by now are deleted, or cancelled when people have signed up; days that are open
    again get theirs. Returns how many sessions that changed. All of it happens, or nothing.

    :param now: aware; the present unless given.
    :raises Clashes: on a day that is open again the room or a person has something else to do by now.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        organisations = [organisation_id, *(each.id for each in await descendants(organisation_id))]
        # The local day can still be yesterday.
        rows = await fetch(_EDITIONS, organisations, now.date() - timedelta(days=1))
        return await generate([row["id"] for row in rows], now=now)
