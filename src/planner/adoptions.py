"""What the pages and the API about templates share: who sees one, adopting it, and what has changed."""

from uuid import UUID

from content_links.templates import links_of_activity
from database.transaction import fetch
from events.staffing.opening import hold_within_hours
from events.templates.adopting import Adopted, Adoption, adopt_template
from events.templates.errors import UnknownTemplate
from events.templates.reading import TemplateRow, is_visible, template_by_slug
from events.templates.taking_over import AdoptedActivity, Comparison, adopted_activity, compare, take_over
from history.operations import operation
from identity.actors import Actor
from identity.guarding import allow
from places.queries import LocationRow
from planner.reach import organisations_of
from web.requests import AnyRequest

SEES = "GET /planner/templates"
_SESSIONS = "SELECT id FROM session WHERE edition = $1 ORDER BY starts_at"


async def visible_template(actor: Actor, slug: str) -> TemplateRow:
    """:raises UnknownTemplate: there is none, or it is none of their business."""
    template = await template_by_slug(slug)
    if not await is_visible(template, [each.id for each in await organisations_of(actor, SEES)]):
        raise UnknownTemplate(field="template")
    return template


async def own_template(request: AnyRequest, slug: str) -> TemplateRow:
    """:raises UnknownTemplate: there is none.
    :raises NotAllowed: they may not use this route for its owner.
    """
    template = await template_by_slug(slug)
    await allow(request, template.organisation_id)
    return template


async def adopt(
    request: AnyRequest, slug: str, adoption: Adoption, place: LocationRow, *, outside_hours: bool
) -> tuple[Adopted, UUID]:
    """One operation, of which the id is returned too. The place is of the library that adopts.

    Raises as `adopt_template`, and OutsideOpeningHours unless somebody says that the place will be open.
    """
    template = await template_by_slug(slug)
    if not await is_visible(template, [place.organisation_id]):
        raise UnknownTemplate(field="template")
    async with operation(
        "template.adopt",
        account=request.user.account_id,
        organisation=place.organisation_id,
        title=template.details.title,
    ) as this:
        adopted = await adopt_template(slug=slug, adoption=adoption)
        sessions = [row["id"] for row in await fetch(_SESSIONS, adopted.edition)]
        await hold_within_hours(sessions, outside_hours=outside_hours)
    return adopted, this


async def compared(slug: str) -> tuple[AdoptedActivity, Comparison]:
    """How an adopted activity and its template have come to differ. Raises UnknownActivity, NotAdopted."""
    activity = await adopted_activity(slug)
    return activity, await compare(activity, await links_of_activity(activity.id))


async def take(request: AnyRequest, activity: AdoptedActivity, fields: list[str], version: int) -> UUID:
    """One operation, of which the id is returned. Raises as `take_over`."""
    async with operation(
        "template.take_over",
        account=request.user.account_id,
        organisation=activity.organisation_id,
        title=activity.title,
        fields=fields,
        version=version,
    ) as this:
        await take_over(slug=activity.slug, fields=fields, version=version)
    return this
