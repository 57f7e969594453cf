"""Packages, and the activities and sessions they are linked to, for the tests of content_links."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from content_links.linking import link_package, publish_links
from content_links.packaging import create_package
from content_links.queries import PackageRow
from content_links.schemas import LinkDetails, PackageDetails
from content_links.vocabulary import Phase
from events.tables import Activity, Edition, Session, Template, TemplateRevision
from places.locating import add_location
from places.organising import create_organisation
from places.queries import LocationRow
from places.schemas import LocationDetails, OrganisationDetails

KLIK_EN_TIK: dict[str, Any] = {
    "slug": "klik-en-tik",
    "title": "Klik & Tik",
    "summary": "Leren omgaan met de computer",
    "provider": "Oefenen.nl",
    "kind": "course",
    "access": "open",
    "url": "https://oefenen.example/klik",
    "themes": ("digitaal",),
}


async def make_package(slug: str = "klik-en-tik", **others: Any) -> PackageRow:
    return await create_package(details=PackageDetails(**(KLIK_EN_TIK | {"slug": slug} | others)))


async def make_location() -> LocationRow:
    await create_organisation(details=OrganisationDetails(slug="rotterdam", name="Rotterdam", kind="library"))
    return await add_location(
        organisation_slug="rotterdam", details=LocationDetails(key="centrale", name="Centrale", kind="branch")
    )


async def make_template(location: LocationRow, slug: str = "bouwsteen") -> int:
    template = Template(organisation=location.organisation_id, slug=slug, title=slug, kind="course", form="cohort")
    await template.save()
    return int(template.id)


async def publish(template: int, version: int = 1) -> int:
    """Makes a revision of what hangs on the template now, and returns its id."""
    revision = TemplateRevision(template=template, version=version)
    await revision.save()
    await publish_links(template_id=template, revision_id=int(revision.id))
    return int(revision.id)


async def make_activity(
    location: LocationRow, slug: str = "cursus", *, inherits_from: int | None = None, state: str = "published"
) -> int:
    activity = Activity(
        organisation=location.organisation_id,
        inherits_from=inherits_from,
        key=slug,
        slug=slug,
        title=slug.title(),
        kind="course",
        form="cohort",
        state=state,
        wsob_function="development_education",
        registration_policy="required",
    )
    await activity.save()
    return int(activity.id)


async def make_session(location: LocationRow, activity_id: int) -> UUID:
    edition = Edition(activity=activity_id, location=location.id, first_day=date(2027, 1, 4))
    await edition.save()
    start = datetime(2027, 1, 4, 9, tzinfo=UTC)
    session = Session(edition=edition.id, location=location.id, starts_at=start, ends_at=start + timedelta(hours=2))
    await session.save()
    return UUID(str(session.id))


async def link(package: str = "klik-en-tik", phase: Phase = Phase.PREPARE, **others: Any) -> int:
    return await link_package(details=LinkDetails(package=package, phase=phase, **others))
