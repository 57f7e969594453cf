"""Gives the locations of an organisation as the CSV that the import takes."""

from dataclasses import asdict

from places.queries import LocationRow, locations_of_organisation, organisation_by_slug
from places.schemas import LocationDetails
from tabular.writing import write_rows


async def export_locations(organisation_slug: str) -> str:
    """Importing the answer changes nothing.

    :raises UnknownOrganisation: there is no such organisation.
    """
    organisation = await organisation_by_slug(organisation_slug)
    rows = await locations_of_organisation(organisation.id)
    return write_rows(LocationDetails, [_details(row) for row in rows])


def _details(row: LocationRow) -> LocationDetails:
    values = asdict(row)
    return LocationDetails(**{name: values[name] for name in LocationDetails.model_fields})
