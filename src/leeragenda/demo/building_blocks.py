"""Seeds the templates of the demo world, published; one of them has changed since libraries adopted it."""

from dataclasses import dataclass

from content_links.linking import link_package
from content_links.schemas import LinkDetails
from content_links.templates import publish_whole_template
from content_links.vocabulary import Phase
from database.transaction import fetch
from events.templates.schemas import TemplateDetails
from events.templates.writing import change_template, create_template
from leeragenda.demo.cataloguing import link_all_meetings
from leeragenda.demo.model import TemplateShape, World

_PUBLISHED = """
SELECT template.slug, template.id, template_revision.id AS revision, template_revision.version
FROM template JOIN template_revision ON template_revision.template = template.id
ORDER BY template_revision.version
"""
_CHANGED = "bouwsteen-klik-en-tik"
_CHANGES = {
    "summary": "Leren werken met computer, tablet en telefoon, in eigen tempo en met hulp dichtbij.",
    "session_minutes": 90,
    "reminder_days": [3, 1],
    "equipment": ["computers", "tablets"],
}
_NOTE = "Ook voor tablet en telefoon. Kortere lessen: na anderhalf uur is de aandacht op."


@dataclass(frozen=True, slots=True)
class PublishedTemplate:
    """Ids of a template and of its newest revision."""

    id: int
    revision: int
    version: int


async def seed_building_blocks(world: World) -> None:
    for shape in world.templates:
        await create_template(organisation_slug=shape.organisation, slug=shape.slug, details=template_details(shape))
        await link_all_meetings(shape.links, template=shape.slug)
        await publish_whole_template(slug=shape.slug)


def template_details(shape: TemplateShape) -> TemplateDetails:
    return TemplateDetails(**shape.model_dump(mode="json", exclude={"organisation", "slug", "links"}))


async def published_templates() -> dict[str, PublishedTemplate]:
    """The newest revision of each, by slug."""
    rows = await fetch(_PUBLISHED)
    return {row["slug"]: PublishedTemplate(row["id"], row["revision"], row["version"]) for row in rows}


async def change_building_block() -> None:
    """The national organisation publishes a second version of a template that libraries use."""
    await change_template(slug=_CHANGED, changes=_CHANGES)
    note = "Oefen ook met inloggen, dat vragen veel deelnemers."
    link = LinkDetails(package="oefenen-met-inloggen", template=_CHANGED, phase=Phase.DURING, position=2, note=note)
    await link_package(details=link)
    await publish_whole_template(slug=_CHANGED, note=_NOTE)
