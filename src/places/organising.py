"""Makes organisations."""

from database.transaction import fetch_row, fetch_value, transaction
from database.violations import violations
from places.errors import OrganisationSlugTaken, UnknownOrganisation
from places.queries import OrganisationRow, organisation_by_slug
from places.schemas import OrganisationDetails

_INSERT = """
INSERT INTO organisation (slug, name, kind, parent, timezone, country, school_region, email, phone, website)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
"""


async def create_organisation(*, details: OrganisationDetails) -> OrganisationRow:
    """:raises UnknownOrganisation: the parent does not exist.
    :raises OrganisationSlugTaken: there is one with this slug.
    """
    taken = OrganisationSlugTaken(slug=details.slug, field="slug")
    async with transaction():
        parent = await organisation_by_slug(details.parent) if details.parent else None
        values = details.model_dump(exclude={"parent", "slug", "name", "kind"})
        with violations({"organisation_slug_key": taken}):
            await fetch_value(
                _INSERT, details.slug, details.name, details.kind, parent.id if parent else None, *values.values()
            )
        return await organisation_by_slug(details.slug)


async def lock_organisation(slug: str) -> OrganisationRow:
    """Makes other operations on the locations and closures of this organisation wait for this transaction.

    :raises UnknownOrganisation: there is none.
    """
    if await fetch_row("SELECT id FROM organisation WHERE slug = $1 FOR NO KEY UPDATE", slug) is None:
        raise UnknownOrganisation(slug=slug, field="organisation")
    return await organisation_by_slug(slug)
