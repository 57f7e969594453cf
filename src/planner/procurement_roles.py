"""Who decides about procurement, and for whom somebody nominates."""

from typing import Final

from content_links.procuring.nominating import NOMINATORS
from database.transaction import fetch
from identity.actors import Actor
from identity.errors import NotAllowed
from identity.permissions import COMMITTEE
from planner.reach import Reachable, organisations_of

NOMINATES: Final = "POST /planner/procurement"
DECIDES: Final = "POST /planner/procurement/{slug}/steps"
_KINDS: Final = "SELECT id FROM organisation WHERE id = ANY($1::int[]) AND kind = ANY($2::text[])"


def committee_of(actor: Actor) -> int:
    """The organisation (id) for which somebody decides. Packages are of nobody, so any grant to decide will do.

    :raises NotAllowed: they do not.
    """
    found = [grant.organisation_id for grant in actor.grants if grant.role in COMMITTEE]
    if not found:
        raise NotAllowed
    return found[0]


async def nominators_of(actor: Actor) -> list[Reachable]:
    """The libraries and provinces for which somebody nominates: those where their role is first, then by name."""
    own = await organisations_of(actor, NOMINATES)
    records = await fetch(_KINDS, [each.id for each in own], sorted(NOMINATORS))
    nominating = {record["id"] for record in records}
    direct = {grant.organisation_id for grant in actor.grants}
    return sorted((each for each in own if each.id in nominating), key=lambda each: each.id not in direct)
