"""The staff part of the JSON API. Who may use which route is said in identity.permissions."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from content_links.linking import link_package
from content_links.packaging import create_package
from content_links.schemas import LinkDetails, PackageDetails
from database.transaction import transaction
from events.attending import mark_attendance, set_headcount
from events.creating import change_activity, create_activity, set_aliases
from events.editing import cancel_session
from events.editions import add_rule, create_edition
from events.publishing import publish
from events.schemas import ActivityDetails, EditionDetails, RuleDetails
from events.single_sessions import add_session
from identity.guarding import allow, staff_only
from places.queries import location_by_slug, organisation_by_slug
from planner.api_answers import (
    CreatedEdition,
    CreatedLink,
    CreatedPackage,
    CreatedRule,
    StaffActivity,
    StaffRegistrations,
    StaffSession,
)
from planner.api_bodies import (
    ActivityChange,
    AttendanceMarks,
    Cancellation,
    Headcount,
    NewActivity,
    NewSession,
    SessionChange,
)
from planner.changing import change_session, naming_what_is_in_the_way, withdraw_activity
from planner.errors import ScopeNotSupported
from planner.hosting import allow_session
from planner.owners import owner_of_activity, owner_of_edition, owner_of_link, owner_of_session
from web.requests import AnyRequest

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Cursor = Annotated[int, QueryParameter(ge=0, le=2**63 - 1)]

STAFF = [staff_only]


@post("/activities", guards=STAFF)
async def post_activity(request: AnyRequest, data: JSONBody[NewActivity]) -> StaffActivity:
    """Make an activity; nobody sees it until it is published."""
    await allow(request, (await organisation_by_slug(data.organisation)).id)
    details = ActivityDetails(**data.model_dump(exclude={"organisation", "aliases"}))
    made = await create_activity(organisation_slug=data.organisation, details=details, aliases=data.aliases)
    return await StaffActivity.read(made.slug)


@patch("/activities/{slug:str}", guards=STAFF)
async def patch_activity(request: AnyRequest, slug: FromPath[str], data: JSONBody[ActivityChange]) -> StaffActivity:
    """Change what is sent, and leave the rest."""
    await allow(request, await owner_of_activity(slug))
    async with transaction():
        await change_activity(slug=slug, details=data)
        if "aliases" in data.model_fields_set:
            await set_aliases(slug=slug, names=data.aliases)
    return await StaffActivity.read(slug)


@delete("/activities/{slug:str}", guards=STAFF)
async def delete_activity(request: AnyRequest, slug: FromPath[str]) -> None:
    """Take an activity out of sight; its figures stay."""
    await allow(request, await owner_of_activity(slug))
    await withdraw_activity(slug)


@post("/activities/{slug:str}/publish", guards=STAFF, status_code=200)
async def publish_activity(request: AnyRequest, slug: FromPath[str]) -> StaffActivity:
    """From now on everybody sees it."""
    await allow(request, await owner_of_activity(slug))
    await publish(slug=slug)
    return await StaffActivity.read(slug)


@post("/activities/{slug:str}/editions", guards=STAFF)
async def post_edition(request: AnyRequest, slug: FromPath[str], data: JSONBody[EditionDetails]) -> CreatedEdition:
    """Plan a run of an activity at one place; its rules and sessions come after it."""
    await allow(request, await owner_of_activity(slug))
    await _allow_location(request, data.location)
    return CreatedEdition(id=await create_edition(activity_slug=slug, details=data), activity=slug)


@post("/editions/{edition:uuid}/rules", guards=STAFF)
async def post_rule(request: AnyRequest, edition: FromPath[UUID], data: JSONBody[RuleDetails]) -> CreatedRule:
    """Say when an edition meets; its sessions are made at once."""
    await allow(request, await owner_of_edition(edition))
    return await CreatedRule.read(await add_rule(edition=edition, details=data), edition)


@post("/sessions", guards=STAFF)
async def post_session(request: AnyRequest, data: JSONBody[NewSession]) -> StaffSession:
    """Add one session beside the rules."""
    await allow(request, await owner_of_edition(data.edition))
    location = await _allow_location(request, data.location) if data.location else None
    async with naming_what_is_in_the_way(data.room, data.starts_at, data.ends_at):
        session = await add_session(**data.model_dump() | {"location": location})
    return await StaffSession.read(session)


@patch("/sessions/{session:uuid}", guards=STAFF)
async def patch_session(request: AnyRequest, session: FromPath[UUID], data: JSONBody[SessionChange]) -> StaffSession:
    """Move one session or give it other words; who signed up is told."""
    await allow(request, await owner_of_session(session))
    if data.scope != "this":
        raise ScopeNotSupported(field="scope")
    if data.location:
        await _allow_location(request, data.location)
    await change_session(session, data)
    return await StaffSession.read(session)


@post("/sessions/{session:uuid}/cancel", guards=STAFF, status_code=200)
async def post_cancellation(request: AnyRequest, session: FromPath[UUID], data: JSONBody[Cancellation]) -> StaffSession:
    """Call a session off; who signed up is told why. A second time changes nothing."""
    await allow(request, await owner_of_session(session))
    await cancel_session(session, reason=data.reason)
    return await StaffSession.read(session)


@get("/sessions/{session:uuid}/registrations", guards=STAFF)
async def get_registrations(
    request: AnyRequest, session: FromPath[UUID], limit: Limit = 50, cursor: Cursor = 0
) -> StaffRegistrations:
    """Who signed up, for the session or for its whole edition."""
    await allow_session(request, session)
    return await StaffRegistrations.read(session, limit=limit, after=cursor)


@put("/sessions/{session:uuid}/attendance", guards=STAFF, status_code=204)
async def put_attendance(request: AnyRequest, session: FromPath[UUID], data: JSONBody[AttendanceMarks]) -> None:
    """Mark who was there; a later mark replaces an earlier one."""
    await allow_session(request, session)
    await mark_attendance(session, data.marks)


@put("/sessions/{session:uuid}/headcount", guards=STAFF, status_code=204)
async def put_headcount(request: AnyRequest, session: FromPath[UUID], data: JSONBody[Headcount]) -> None:
    """Write down how many people were there, without names."""
    await allow_session(request, session)
    await set_headcount(session, data.count)


@post("/packages", guards=STAFF)
async def post_package(data: JSONBody[PackageDetails]) -> CreatedPackage:
    """Add an e-content package. It belongs to no organisation, so a role on any of them is enough."""
    return CreatedPackage.model_validate(await create_package(details=data))


@post("/links", guards=STAFF)
async def post_link(request: AnyRequest, data: JSONBody[LinkDetails]) -> CreatedLink:
    """Pair a package with an activity, a session or a template."""
    await allow(request, await owner_of_link(data))
    return CreatedLink(id=await link_package(details=data))


async def _allow_location(request: AnyRequest, slug: str) -> int:
    """Nobody plans in the rooms of a library where they have no role. Raises UnknownLocation, NotAllowed."""
    location = await location_by_slug(slug)
    await allow(request, location.organisation_id)
    return location.id


HANDLERS = [
    post_activity,
    patch_activity,
    delete_activity,
    publish_activity,
    post_edition,
    post_rule,
    post_session,
    patch_session,
    post_cancellation,
    get_registrations,
    put_attendance,
    put_headcount,
    post_package,
    post_link,
]
