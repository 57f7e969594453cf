"""Reads what people did online, for many registrations in one query."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from content_links.learning.deeds import Deed, Deeds, Key
from content_links.queries import UnitRow
from content_links.vocabulary import ProgressSource
from database.transaction import fetch

# Of two pseudonyms of one person what was first counts. Through the link of a mail all that the address did is known,
# else only what was done through that registration.
_DEEDS: Final = """
SELECT asked.id AS registration, did.package, did.unit, min(did.opened_at) AS opened_at,
    min(did.completed_at) AS completed_at,
    coalesce(min(did.source) FILTER (WHERE did.completed_at IS NOT NULL), 'link') AS source,
    (SELECT count(*)::int FROM unit WHERE unit.package = did.package AND unit.url IS NOT NULL) AS parts
FROM registration AS asked CROSS JOIN LATERAL (
    SELECT progress.* FROM progress WHERE progress.registration = asked.id
    UNION
    SELECT progress.* FROM learner JOIN progress ON progress.learner = learner.id
    WHERE $2 AND learner.email = lower(asked.email)
) AS did
WHERE asked.id = ANY($1::uuid[]) AND asked.anonymised_at IS NULL
GROUP BY asked.id, did.package, did.unit
"""
_UNITS: Final = """
SELECT package, id, position, title, url FROM unit WHERE package = ANY($1::int[]) AND url IS NOT NULL
ORDER BY package, position
"""
_EXPORT: Final = """
SELECT package.title AS package, unit.title AS unit, progress.opened_at, progress.completed_at, progress.source
FROM progress JOIN learner ON learner.id = progress.learner JOIN package ON package.id = progress.package
    LEFT JOIN unit ON unit.id = progress.unit
WHERE learner.id = ANY($1::uuid[]) OR progress.registration = ANY($2::uuid[])
ORDER BY coalesce(progress.opened_at, progress.completed_at), progress.id
"""


async def deeds_of(registrations: Collection[UUID], *, from_mail: bool = True) -> dict[UUID, Deeds]:
    """What the person of each registration did.

    :param from_mail: by the address too, and not only through the registration itself.
    """
    did: dict[UUID, dict[Key, Deed]] = defaultdict(dict)
    parts: dict[int, int] = {}
    for row in await fetch(_DEEDS, list(registrations), from_mail):
        parts[row["package"]] = row["parts"]
        did[row["registration"]][row["package"], row["unit"]] = Deed(
            opened_at=row["opened_at"],
            completed_at=row["completed_at"],
            source=ProgressSource(row["source"]),
        )
    return {registration: Deeds(did.get(registration, {}), parts) for registration in registrations}


async def units_to_open(packages: Collection[int]) -> dict[int, Sequence[UnitRow]]:
    """The units of each package that have an address of their own, in order."""
    units: dict[int, list[UnitRow]] = {package: [] for package in packages}
    for row in await fetch(_UNITS, list(packages)) if packages else ():
        units[row["package"]].append(
            UnitRow(id=row["id"], position=row["position"], title=row["title"], url=row["url"])
        )
    return dict(units)


async def deeds_for_export(learners: Sequence[UUID], registrations: Sequence[UUID]) -> list[dict[str, Any]]:
    """All that is kept, with titles, in order of time."""
    return [dict(row) for row in await fetch(_EXPORT, list(learners), list(registrations))]
