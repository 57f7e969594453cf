"""Makes and removes closures by hand."""

from uuid import uuid4

from database.transaction import execute, fetch_value, transaction
from places.errors import UnknownClosure, UnknownLocation
from places.organising import lock_organisation
from places.queries import location_by_slug
from places.schemas import ClosureDetails

INSERT_CLOSURE = """
INSERT INTO closure (organisation, location, kind, uid, name, first_day, last_day, region)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""


async def add_closure(*, organisation_slug: str, details: ClosureDetails) -> int:
    """Closes an organisation, or one location of it, and returns the id of the closure.

    :raises UnknownOrganisation: there is no such organisation.
    :raises UnknownLocation: the organisation has no such location.
    """
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        location_id = await _location_id(organisation.id, details.location) if details.location else None
        closure_id: int = await fetch_value(
            INSERT_CLOSURE,
            organisation.id,
            location_id,
            details.kind,
            f"urn:uuid:{uuid4()}",
            details.name,
            details.first_day,
            details.last_day,
            details.region,
        )
        return closure_id


async def remove_closure(*, organisation_slug: str, closure_id: int) -> None:
    """:raises UnknownClosure: the organisation has no such closure."""
    sql = "DELETE FROM closure USING organisation WHERE closure.id = $1 AND closure.organisation = organisation.id"
    if await execute(f"{sql} AND organisation.slug = $2", closure_id, organisation_slug) != "DELETE 1":
        raise UnknownClosure


async def _location_id(organisation_id: int, slug: str) -> int:
    location = await location_by_slug(slug)
    if location.organisation_id != organisation_id:
        raise UnknownLocation(slug=slug, field="location")
    return location.id
