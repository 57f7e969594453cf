"""Who leads the sessions of which organisation: its own people, and those of the organisations above it."""

from collections.abc import Collection

from database.transaction import fetch
from events.staffing.errors import FacilitatorRetired, UnknownFacilitator

# The depth ends a circle.
_PEOPLE = """
WITH RECURSIVE up AS (
    SELECT id, parent, 0 AS depth FROM organisation WHERE id = ANY($2::int[])
    UNION ALL
    SELECT organisation.id, organisation.parent, up.depth + 1
    FROM organisation JOIN up ON organisation.id = up.parent WHERE up.depth < 20
)
SELECT id, name, active FROM facilitator
WHERE id = ANY($1::int[]) AND organisation IN (SELECT id FROM up) ORDER BY name, id
"""


async def names_of_people(people: Collection[int], organisations: Collection[int]) -> list[str]:
    """Of these people (ids) those who may lead sessions of one of these organisations, by name."""
    return [row["name"] for row in await fetch(_PEOPLE, list(people), list(organisations))]


async def require_person(person: int, organisation: int, *, field: str = "facilitator") -> str:
    """The name of somebody who may lead sessions of this organisation.

    :raises UnknownFacilitator: nobody with this id does.
    :raises FacilitatorRetired: they have stopped.
    """
    rows = await fetch(_PEOPLE, [person], [organisation])
    if not rows:
        raise UnknownFacilitator(field=field)
    if not rows[0]["active"]:
        raise FacilitatorRetired(person=rows[0]["name"], field=field)
    return str(rows[0]["name"])
