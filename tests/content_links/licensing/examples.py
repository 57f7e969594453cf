"""Licences and organisations above and below each other, for the tests of licensing."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from content_links.licensing.days import local_today
from content_links.licensing.reading import LicenceRow
from content_links.licensing.schemas import LicenceDetails
from content_links.licensing.writing import create_licence
from content_links.linked import packages_of_session
from database.transaction import execute
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind

TODAY = local_today()
DAY = timedelta(days=1)


async def make_licence(
    package: str = "klik-en-tik",
    organisation: str = "rotterdam",
    *,
    starts_on: date = TODAY - 30 * DAY,
    ends_on: date | None = None,
    **others: Any,
) -> LicenceRow:
    details = LicenceDetails(package=package, organisation=organisation, starts_on=starts_on, ends_on=ends_on, **others)
    return await create_licence(details=details)


async def put_below_province() -> None:
    """The province of which Rotterdam is a library, and a library beside it."""
    await create_organisation(
        details=OrganisationDetails(slug="provincie", name="Provincie", kind=OrganisationKind.PROVINCIAL)
    )
    await create_organisation(
        details=OrganisationDetails(slug="delft", name="Delft", kind=OrganisationKind.LIBRARY, parent="provincie")
    )
    await execute(
        "UPDATE organisation SET parent = (SELECT id FROM organisation WHERE slug = 'provincie')"
        " WHERE slug = 'rotterdam'"
    )


async def make_learner() -> UUID:
    learner = uuid4()
    await execute("INSERT INTO learner (id, created_at) VALUES ($1, now())", learner)
    return learner


async def offered(session: UUID) -> list[str]:
    return [each.slug for each in await packages_of_session(session)]
