"""The e-content of templates: what hangs on them, publishing it, and what an adopted activity shows of it."""

from dataclasses import dataclass
from typing import Final

from content_links.linked import packages_of_activities
from content_links.linking import publish_links
from content_links.vocabulary import PackageState
from database.transaction import fetch, transaction
from events.templates.content import LinkedContent
from events.templates.reading import Revision, newest_revisions
from events.templates.writing import lock_template, publish_template

_LINKS: Final = """
SELECT content_link.id, package.title, package.slug AS package, unit.position AS unit, content_link.phase,
    content_link.release_days, content_link.required, content_link.position, content_link.note,
    content_link.lesson
FROM content_link JOIN package ON package.id = content_link.package LEFT JOIN unit ON unit.id = content_link.unit
WHERE content_link.template = $1 ORDER BY content_link.position, content_link.id
"""


@dataclass(frozen=True, slots=True)
class HangingLink:
    """A link of a template with its id and the title of its package."""

    id: int
    title: str
    content: LinkedContent


async def hanging_links(template_id: int) -> list[HangingLink]:
    """What hangs on the template as its owner is writing it, in order."""
    records = await fetch(_LINKS, template_id)
    return [HangingLink(record["id"], record["title"], LinkedContent(**record)) for record in records]


async def links_of_template(template_id: int) -> list[LinkedContent]:
    """As `hanging_links`, without ids and titles."""
    return [link.content for link in await hanging_links(template_id)]


async def links_of_activity(activity_id: int) -> list[LinkedContent]:
    """What all meetings of the activity show: what it inherits, and what the library linked itself."""
    packages = await packages_of_activities([activity_id], states=list(PackageState), any_licence=True)
    return [
        LinkedContent(
            package=each.slug,
            unit=each.unit_position,
            phase=each.phase,
            release_days=each.release_days,
            required=each.required,
            position=each.position,
            note=each.note,
            lesson=each.lesson,
        )
        for each in packages[activity_id]
    ]


async def publish_whole_template(*, slug: str, note: str = "") -> Revision:
    """Publishes a template with its e-content, as `publish_template`, which says what it raises."""
    async with transaction():
        template = await lock_template(slug)
        before = (await newest_revisions([template.id])).get(template.id)
        published = await publish_template(slug=slug, links=await links_of_template(template.id), note=note)
        if before is None or published.id != before.id:
            await publish_links(template_id=template.id, revision_id=published.id)
        return published
