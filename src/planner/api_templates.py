"""The JSON API about templates: publishing them, adopting them, and taking over what has changed."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from pydantic import Field

from content_links.templates import publish_whole_template
from events.schemas import Capacity, LocalTime, LocationSlug, PlannedSessions, RoomId, Title
from events.templates.adopting import Adoption
from events.templates.content import Difference, LinkedContent, TemplateContent
from events.templates.reading import Revision, TemplateRow, newest_revisions, template_by_slug, visible_templates
from events.templates.schemas import Note, TemplateDetails, TemplateSlug
from events.templates.writing import change_template, create_template, withdraw_template
from events.vocabulary import ActivityKind, Form, Skip, TemplateState
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import location_by_slug, organisation_by_slug
from planner.adoptions import SEES, adopt, compared, own_template, take, visible_template
from planner.api_answers import Answer
from planner.api_bodies import Body
from planner.owners import owner_of_activity
from planner.reach import organisations_of
from tabular.fields import Slug
from web.requests import AnyRequest

STAFF = [staff_only]
_UNCHANGED = "unchanged"


class NewTemplate(TemplateDetails):
    """`organisation` is the slug of whose it is."""

    organisation: Slug
    slug: TemplateSlug


class TemplateChange(TemplateDetails):
    """Only what is sent is changed."""

    # These have defaults here because nobody has to send them; what is not sent is never read.
    title: Title = _UNCHANGED
    kind: ActivityKind = ActivityKind.COURSE
    form: Form = Form.SINGLE


class Publication(Body):
    """`note` says to who adopted the template what is new."""

    note: Note = ""


class NewAdoption(Body):
    """Where and when a library begins; times are local. What is left out is as the template says.

    `every` so many weeks; `lessons` meetings, or until `last_day`, or without an end. `publish`: everybody sees it.
    """

    location: LocationSlug
    room: RoomId | None = None
    first_day: date
    starts_at: LocalTime
    ends_at: LocalTime | None = None
    capacity: Capacity | None = None
    lessons: PlannedSessions | None = None
    every: Annotated[int, Field(ge=1, le=8)] = 1
    last_day: date | None = None
    skip: Annotated[tuple[Skip, ...], Field(max_length=len(Skip))] = (Skip.PUBLIC_HOLIDAYS,)
    key: Slug | None = None
    publish: bool = False
    outside_hours: bool = False


class TakingOver(Body):
    """The fields to take over from this version; the others stay as they are."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    fields: Annotated[tuple[str, ...], Field(max_length=50)] = ()


class StaffTemplate(Answer):
    """`version` is the newest published one, null for a draft; `content` is what that says, or what the draft says."""

    slug: str
    organisation: str
    state: TemplateState
    version: int | None
    content: TemplateContent

    @classmethod
    def of(cls, row: TemplateRow, newest: Revision | None) -> "StaffTemplate":
        content = newest.content if newest else TemplateContent(**row.details.model_dump())
        return cls(
            slug=row.slug, organisation=row.organisation_slug, state=row.state, version=row.published, content=content
        )

    @classmethod
    async def read(cls, slug: str) -> "StaffTemplate":
        """Raises UnknownTemplate."""
        row = await template_by_slug(slug)
        return cls.of(row, (await newest_revisions([row.id])).get(row.id))


class StaffTemplates(Answer):
    items: list[StaffTemplate]
    next: str | None = None


class CreatedActivity(Answer):
    """What an adoption has made."""

    activity: str
    edition: UUID


class StaffDifference(Answer):
    """`then` is what the template said, `now` what it says, `mine` what the activity has."""

    field: str
    then: Any
    now: Any
    mine: Any
    can_take_over: bool

    @classmethod
    def of(cls, found: Difference) -> "StaffDifference":
        values = {name: _plain(getattr(found, name)) for name in ("then", "now", "mine")}
        return cls(field=found.field, can_take_over=found.can_take_over, **values)


class StaffDifferences(Answer):
    """From the version that was `seen` to the `newest`."""

    template: str
    seen: int
    newest: int
    note: str
    items: list[StaffDifference]

    @classmethod
    async def read(cls, slug: str) -> "StaffDifferences":
        """Raises UnknownActivity, NotAdopted."""
        activity, found = await compared(slug)
        items = [StaffDifference.of(each) for each in found.differences]
        return cls(
            template=activity.template_slug,
            seen=activity.seen,
            newest=activity.newest,
            note=found.now.note,
            items=items,
        )


@get("/templates", guards=STAFF)
async def get_templates(request: AnyRequest) -> StaffTemplates:
    """The templates that organisations above publish, and those of your own, by title."""
    rows = await visible_templates([each.id for each in await organisations_of(request.user, SEES)])
    newest = await newest_revisions([row.id for row in rows])
    return StaffTemplates(items=[StaffTemplate.of(row, newest.get(row.id)) for row in rows])


@get("/templates/{slug:str}", guards=STAFF)
async def get_template(request: AnyRequest, slug: FromPath[str]) -> StaffTemplate:
    """What a template says."""
    await visible_template(request.user, slug)
    return await StaffTemplate.read(slug)


@post("/templates", guards=STAFF)
async def post_template(request: AnyRequest, data: JSONBody[NewTemplate]) -> StaffTemplate:
    """Begin a template; only its owner sees it until it is published."""
    organisation = (await organisation_by_slug(data.organisation)).id
    await allow(request, organisation)
    details = TemplateDetails(**data.model_dump(exclude={"organisation", "slug"}))
    async with _operation(request, "template.create", organisation, data.title):
        await create_template(organisation_slug=data.organisation, slug=data.slug, details=details)
    return await StaffTemplate.read(data.slug)


@patch("/templates/{slug:str}", guards=STAFF)
async def patch_template(request: AnyRequest, slug: FromPath[str], data: JSONBody[TemplateChange]) -> TemplateDetails:
    """Change what is sent; who adopted it is told when it is published anew."""
    template = await own_template(request, slug)
    async with _operation(request, "template.change", template.organisation_id, template.details.title):
        changes = data.model_dump(include=data.model_fields_set)
        return (await change_template(slug=slug, changes=changes)).details


@post("/templates/{slug:str}/publish", guards=STAFF, status_code=200)
async def post_publication(request: AnyRequest, slug: FromPath[str], data: JSONBody[Publication]) -> StaffTemplate:
    """Publish what it says now, with its e-content, as the next version."""
    template = await own_template(request, slug)
    async with _operation(request, "template.publish", template.organisation_id, template.details.title):
        await publish_whole_template(slug=slug, note=data.note)
    return await StaffTemplate.read(slug)


@post("/templates/{slug:str}/withdraw", guards=STAFF, status_code=200)
async def post_withdrawal(request: AnyRequest, slug: FromPath[str]) -> StaffTemplate:
    """Offer it no longer; what was adopted goes on."""
    template = await own_template(request, slug)
    async with _operation(request, "template.withdraw", template.organisation_id, template.details.title):
        await withdraw_template(slug=slug)
    return await StaffTemplate.read(slug)


@post("/templates/{slug:str}/adopt", guards=STAFF)
async def post_adoption(request: AnyRequest, slug: FromPath[str], data: JSONBody[NewAdoption]) -> CreatedActivity:
    """Make an activity of it with a first run, at a place of your library."""
    place = await location_by_slug(data.location)
    await allow(request, place.organisation_id)
    asked = data.model_dump(exclude={"publish", "outside_hours"})
    adoption = Adoption(organisation=place.organisation_slug, is_shown=data.publish, **asked)
    adopted, _ = await adopt(request, slug, adoption, place, outside_hours=data.outside_hours)
    return CreatedActivity(activity=adopted.activity.slug, edition=adopted.edition)


@get("/activities/{slug:str}/template", guards=STAFF)
async def get_differences(request: AnyRequest, slug: FromPath[str]) -> StaffDifferences:
    """What the template of an activity has changed since somebody last looked."""
    await allow(request, await owner_of_activity(slug))
    return await StaffDifferences.read(slug)


@post("/activities/{slug:str}/template", guards=STAFF, status_code=200)
async def post_taking_over(request: AnyRequest, slug: FromPath[str], data: JSONBody[TakingOver]) -> StaffDifferences:
    """Take over these fields and no others; the version counts as looked at."""
    await allow(request, await owner_of_activity(slug))
    activity, _ = await compared(slug)
    await take(request, activity, list(data.fields), data.version)
    return await StaffDifferences.read(slug)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [each.model_dump() if isinstance(each, LinkedContent) else each for each in value]
    return value


def _operation(request: AnyRequest, action: str, organisation: int, title: str) -> Any:
    return operation(action, account=request.user.account_id, organisation=organisation, title=title)


HANDLERS = [
    get_templates,
    get_template,
    post_template,
    patch_template,
    post_publication,
    post_withdrawal,
    post_adoption,
    get_differences,
    post_taking_over,
]
