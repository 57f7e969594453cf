"""Organisations and locations for the tests of places."""

from typing import Any

from places.organising import create_organisation
from places.queries import OrganisationRow
from places.schemas import LocationDetails, OrganisationDetails
from places.vocabulary import LocationKind, OrganisationKind

CENTRALE = LocationDetails(key="centrale", name="Centrale Bibliotheek", kind=LocationKind.BRANCH, place="Rotterdam")


async def make_organisation(slug: str = "rotterdam", **others: Any) -> OrganisationRow:
    details = {"slug": slug, "name": slug.title(), "kind": OrganisationKind.LIBRARY} | others
    return await create_organisation(details=OrganisationDetails(**details))
