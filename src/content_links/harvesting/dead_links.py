"""Which packages have an address that does not answer any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from content_links.harvesting.checking_links import DEAD_AFTER
from database.transaction import execute, fetch, fetch_value

_USES: Final = """
(package.url = link_check.url
    OR EXISTS (SELECT FROM unit WHERE unit.package = package.id AND unit.url = link_check.url))
"""
# Packages of nobody are shown to everybody who looks after some.
_MINE: Final = "(package.owner IS NULL OR package.owner = ANY($1::int[])) AND package.withdrawn_at IS NULL"
_DEAD: Final = f"""
SELECT link_check.id, link_check.url, link_check.status, link_check.reason, link_check.failures,
    link_check.checked_at, package.slug, package.title, unit.title AS unit, organisation.name AS owner
FROM link_check
JOIN LATERAL (
    SELECT id AS package, NULL::int AS unit FROM package WHERE package.url = link_check.url
    UNION ALL SELECT package, id FROM unit WHERE unit.url = link_check.url
) AS used ON true
JOIN package ON package.id = used.package LEFT JOIN unit ON unit.id = used.unit
LEFT JOIN organisation ON organisation.id = package.owner
WHERE link_check.failures >= $2 AND {_MINE}
ORDER BY package.title, package.id, unit.position NULLS FIRST LIMIT $3
"""  # noqa: S608  put together of constants
_ONE: Final = f"""
SELECT link_check.id FROM link_check
WHERE link_check.id = $2 AND EXISTS (
    SELECT FROM package WHERE {_USES} AND {_MINE}
)
"""  # noqa: S608  put together of constants
_COUNT: Final = f"""
SELECT count(*) FROM link_check
WHERE failures >= $2 AND EXISTS (
    SELECT FROM package WHERE {_USES} AND {_MINE}
)
"""  # noqa: S608  put together of constants
_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLink:
    """`unit` is the title of the part that has the address, None when it is the package itself.

    `reason` is a key of the catalogues; empty when `status` (of HTTP) says what is wrong.
    """

    id: int
    url: str
    status: int | None
    reason: str
    failures: int
    checked_at: datetime
    slug: str
    title: str
    unit: str | None
    owner: str | None


async def dead_links(organisations: Sequence[int]) -> list[DeadLink]:
    """Those in packages of these organisations and of nobody, by package."""
    return [DeadLink(**row) for row in await fetch(_DEAD, list(organisations), DEAD_AFTER, _MOST)]


async def count_dead_links(organisations: Sequence[int]) -> int:
    """How many addresses those are."""
    return int(await fetch_value(_COUNT, list(organisations), DEAD_AFTER))


async def check_again(link: int, organisations: Sequence[int]) -> bool:
    """Lets the worker look soon; False when none of these organisations has the address."""
    if await fetch_value(_ONE, list(organisations), link) is None:
        return False
    await execute("UPDATE link_check SET next_at = now() WHERE id = $1", link)
    return True
