"""What organisations are told of their e-content, once: addresses that are dead, and licences that end too soon."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Final

from content_links.facts import LicencesEnding, LinksDied
from content_links.harvesting.checking_links import DEAD_AFTER
from content_links.licensing.days import local_today
from content_links.licensing.reading import DAYS_AHEAD, ending_licences
from database.transaction import execute, fetch, transaction
from outbox.recording import record

PAUSE: Final = timedelta(days=7)
"""So long after a mail about dead addresses there is no other to the same organisation: what died since waits."""

# Two workers at the same time would both find that nobody was told.
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtext('telling_of_content'))"
# An organisation without an address sees it in the planner, and a package of nobody is told to nobody.
_DEAD: Final = """
SELECT DISTINCT package.owner, link_check.id
FROM link_check
CROSS JOIN LATERAL (
    SELECT id AS package FROM package WHERE package.url = link_check.url
    UNION SELECT unit.package FROM unit WHERE unit.url = link_check.url
) AS used
JOIN package ON package.id = used.package AND package.withdrawn_at IS NULL
JOIN organisation ON organisation.id = package.owner AND organisation.email IS NOT NULL
WHERE link_check.failures >= $1 AND link_check.told_at IS NULL AND NOT EXISTS (
    SELECT FROM fact WHERE fact.kind = $2 AND fact.payload -> 'organisation' = to_jsonb(organisation.id)
    AND fact.occurred_at > $3)
ORDER BY package.owner
"""
_TOLD: Final = "UPDATE link_check SET told_at = $2 WHERE id = ANY($1::int[])"
_UNWARNED: Final = """
SELECT licence.id, licence.organisation
FROM licence JOIN organisation ON organisation.id = licence.organisation AND organisation.email IS NOT NULL
WHERE licence.warned_at IS NULL AND licence.ends_on BETWEEN $1::date AND $1::date + $2::int
ORDER BY licence.ends_on, licence.id
"""
_WARNED: Final = "UPDATE licence SET warned_at = $2 WHERE id = ANY($1::int[])"


async def tell_of_dead_links(*, now: datetime | None = None) -> int:
    """Records which organisations have dead addresses that nobody was told of, and returns how many.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        await execute(_ONE_AT_A_TIME)
        dead = await fetch(_DEAD, DEAD_AFTER, LinksDied.kind, now - PAUSE)
        owners = sorted({row["owner"] for row in dead})
        await execute(_TOLD, [row["id"] for row in dead], now)
        await record(*(LinksDied(organisation=owner, on=local_today(now)) for owner in owners))
    return len(owners)


async def tell_of_ending_licences(*, now: datetime | None = None) -> int:
    """Records, once for each, which licences end within 60 days and before the last meeting; returns how many.

    Who has the licence is told, also of the activities of those below.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    today, holders = local_today(now), defaultdict[int, list[int]](list)
    async with transaction():
        await execute(_ONE_AT_A_TIME)
        unwarned = await fetch(_UNWARNED, today, DAYS_AHEAD)
        too_soon = {each.id for each in await ending_licences(None, today)} if unwarned else set()
        for row in unwarned:
            if row["id"] in too_soon:
                holders[row["organisation"]].append(row["id"])
        told = [licence for licences in holders.values() for licence in licences]
        await execute(_WARNED, told, now)
        await record(
            *(LicencesEnding(organisation=each, licences=tuple(ids), on=today) for each, ids in holders.items())
        )
    return len(told)
