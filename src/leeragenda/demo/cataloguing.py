"""Seeds the e-content of the demo world, and its links with templates, activities and single sessions."""

from collections.abc import Iterable
from uuid import UUID

from content_links.linking import link_package
from content_links.packaging import add_unit, create_package
from content_links.providers import ProviderDetails, change_provider
from content_links.schemas import LinkDetails, PackageDetails, UnitDetails
from leeragenda.demo.model import LinkShape, PackageShape

_OEFENPLEIN = ProviderDetails(
    name="Oefenplein",
    url="https://oefenplein.example/",
    email="hulp@oefenplein.example",
    phone="0800 012 34 56",
    note="Het jaargesprek is in september.",
)


async def seed_packages(shapes: Iterable[PackageShape]) -> None:
    for shape in shapes:
        await create_package(details=package_details(shape))
        for position, title in enumerate(shape.units, start=1):
            await add_unit(package_slug=shape.slug, details=UnitDetails(position=position, title=title))
    await change_provider(slug="oefenplein", details=_OEFENPLEIN)


def package_details(shape: PackageShape) -> PackageDetails:
    values = shape.model_dump(exclude={"minutes", "units"})
    return PackageDetails(**values, duration_minutes=shape.minutes)


async def link_all_meetings(
    links: Iterable[LinkShape], *, activity: str | None = None, template: str | None = None
) -> None:
    """Links what belongs to every meeting of an activity, or of all that is made from a template."""
    for position, link in enumerate(links):
        if link.meeting is None:
            await link_package(details=link_details(link, position, activity=activity, template=template))


async def link_one_meeting(link: LinkShape, session: UUID) -> None:
    await link_package(details=link_details(link, 0, session=session))


def link_details(
    link: LinkShape,
    position: int,
    *,
    activity: str | None = None,
    template: str | None = None,
    session: UUID | None = None,
) -> LinkDetails:
    return LinkDetails(
        package=link.package,
        unit=link.unit,
        activity=activity,
        template=template,
        session=session,
        phase=link.phase,
        release_days=link.days,
        required=link.required,
        position=position,
        note=link.note,
        lesson=link.lesson,
    )
