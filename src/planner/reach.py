"""For which organisations somebody may use a route."""

from collections.abc import Sequence
from dataclasses import dataclass

from database.transaction import fetch
from identity.actors import Actor
from identity.permissions import roles_for

# The depth ends a circle that somebody made by hand in the database.
_AT_OR_BELOW = """
WITH RECURSIVE down AS (
    SELECT id, 0 AS depth FROM organisation WHERE id = ANY($1::int[])
    UNION
    SELECT organisation.id, down.depth + 1
    FROM organisation JOIN down ON organisation.parent = down.id WHERE down.depth < 20
)
SELECT id, slug, name FROM organisation WHERE id IN (SELECT id FROM down) ORDER BY name, id
"""


@dataclass(frozen=True, slots=True)
class Reachable:
    """An organisation that somebody may do something for."""

    id: int
    slug: str
    name: str


async def organisations_of(actor: Actor, route: str) -> list[Reachable]:
    """Those for which the actor may use the route, by name; their grants hold below an organisation too."""
    granted = [grant.organisation_id for grant in actor.grants if grant.role in roles_for(route)]
    return [Reachable(**row) for row in await fetch(_AT_OR_BELOW, granted)]


def may(actor: Actor, route: str) -> bool:
    """Whether the actor has a role for this route anywhere: for what a page offers. The route itself asks `allow`."""
    return any(grant.role in roles_for(route) for grant in actor.grants)


def own_of(actor: Actor, organisations: Sequence[Reachable]) -> str:
    """The slug of the organisation where the actor works, for what a form begins with; empty when not one of these."""
    own = [grant.organisation_id for grant in actor.grants]
    return next((each.slug for each in organisations if each.id in own), "")
