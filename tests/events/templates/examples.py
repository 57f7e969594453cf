"""A national and a provincial organisation with a library below it, and templates for it."""

from datetime import date, time
from typing import Any

from content_links.templates import publish_whole_template
from events.templates.adopting import Adopted, Adoption, adopt_template
from events.templates.reading import Revision
from events.templates.schemas import TemplateDetails
from events.templates.writing import create_template
from events.vocabulary import ActivityKind, Form
from places.locating import add_location
from places.organising import create_organisation
from places.queries import organisation_by_slug
from places.schemas import LocationDetails, OrganisationDetails
from places.vocabulary import LocationKind, OrganisationKind

SLUG = "bouwsteen-telefooncursus"
DETAILS: dict[str, Any] = {
    "title": "Telefooncursus",
    "summary": "Vier lessen over je telefoon.",
    "kind": ActivityKind.COURSE,
    "form": Form.COHORT,
    "planned_sessions": 4,
    "session_minutes": 90,
    "capacity": 12,
    "themes": ["digitaal"],
    "reminder_days": [5, 1],
    "setup_minutes": 15,
    "staff_min": 1,
    "skills": ["digital"],
    "equipment": ["tablets"],
}


async def make_tree() -> None:
    """`huis` above the provinces `noord` and `zuid`; below those `bieb`, with the place `haven`, and `ander`."""
    tree = [
        ("huis", OrganisationKind.NATIONAL, None),
        ("noord", OrganisationKind.PROVINCIAL, "huis"),
        ("zuid", OrganisationKind.PROVINCIAL, "huis"),
        ("bieb", OrganisationKind.LIBRARY, "noord"),
        ("ander", OrganisationKind.LIBRARY, "zuid"),
    ]
    for slug, kind, parent in tree:
        await create_organisation(details=OrganisationDetails(slug=slug, name=f"De {slug}", kind=kind, parent=parent))
    for library, key in (("bieb", "haven"), ("ander", "dijk")):
        details = LocationDetails(key=key, name=key.title(), kind=LocationKind.BRANCH)
        await add_location(organisation_slug=library, details=details)


async def id_of(organisation: str) -> int:
    return (await organisation_by_slug(organisation)).id


async def make_template(slug: str = SLUG, organisation: str = "huis", **others: Any) -> None:
    details = TemplateDetails(**DETAILS | others)
    await create_template(organisation_slug=organisation, slug=slug, details=details)


async def publish(slug: str = SLUG, note: str = "") -> Revision:
    return await publish_whole_template(slug=slug, note=note)


def adoption(**others: Any) -> Adoption:
    """On Tuesdays at ten, from 12 January 2027."""
    usual: dict[str, Any] = {
        "organisation": "bieb",
        "location": "haven",
        "first_day": date(2027, 1, 12),
        "starts_at": time(10),
    }
    return Adoption(**usual | others)


async def adopt(slug: str = SLUG, **others: Any) -> Adopted:
    return await adopt_template(slug=slug, adoption=adoption(**others))
