"""The staff part of the JSON API. Who may use which route is said in identity.permissions."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from database.transaction import fetch
from events.attending import mark_attendance, set_headcount
from events.capacity_changes import set_capacity
from events.creating import change_activity, create_activity, set_aliases
from events.editions import add_rule, create_edition
from events.publishing import publish
from events.schemas import ActivityDetails, EditionDetails, RuleDetails
from events.series.cancelling import cancel_sessions
from events.series.scopes import Scope
from events.single_sessions import add_session
from events.staffing.opening import hold_within_hours
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import location_by_slug, organisation_by_slug
from planner.api_answers import (
    CreatedEdition,
    CreatedRule,
    StaffActivity,
    StaffEdition,
    StaffRegistrations,
    StaffSession,
)
from planner.api_bodies import (
    ActivityChange,
    AttendanceMarks,
    Cancellation,
    Headcount,
    NewActivity,
    NewRule,
    NewSession,
    SeatsChange,
    SessionChange,
)
from planner.api_versions import session_details, version_of
from planner.changing import change_session, withdraw_activity
from planner.hosting import allow_session
from planner.owners import owner_of_activity, owner_of_edition, owner_of_session
from web.requests import AnyRequest

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Cursor = Annotated[int, QueryParameter(ge=0, le=2**63 - 1)]

STAFF = [staff_only]
_KIND = {Scope.THIS: "session", Scope.FOLLOWING: "series", Scope.ALL: "series"}


@post("/activities", guards=STAFF)
async def post_activity(request: AnyRequest, data: JSONBody[NewActivity]) -> StaffActivity:
    """Make an activity; nobody sees it until it is published."""
    owner = (await organisation_by_slug(data.organisation)).id
    await allow(request, owner)
    details = ActivityDetails(**data.model_dump(exclude={"organisation", "aliases"}))
    async with _operation(request, "activity.create", owner, title=data.title):
        made = await create_activity(organisation_slug=data.organisation, details=details, aliases=data.aliases)
    return await StaffActivity.read(made.slug)


@patch("/activities/{slug:str}", guards=STAFF)
async def patch_activity(request: AnyRequest, slug: FromPath[str], data: JSONBody[ActivityChange]) -> StaffActivity:
    """Change what is sent, and leave the rest."""
    owner = await owner_of_activity(slug)
    await allow(request, owner)
    async with _operation(request, "activity.change", owner, activity=slug):
        await change_activity(slug=slug, details=data)
        if "aliases" in data.model_fields_set:
            await set_aliases(slug=slug, names=data.aliases)
    return await StaffActivity.read(slug)


@delete("/activities/{slug:str}", guards=STAFF)
async def delete_activity(request: AnyRequest, slug: FromPath[str]) -> None:
    """Take an activity out of sight; its figures stay."""
    owner = await owner_of_activity(slug)
    await allow(request, owner)
    async with _operation(request, "activity.withdraw", owner, activity=slug):
        await withdraw_activity(slug)


@post("/activities/{slug:str}/publish", guards=STAFF, status_code=200)
async def publish_activity(request: AnyRequest, slug: FromPath[str]) -> StaffActivity:
    """From now on everybody sees it."""
    owner = await owner_of_activity(slug)
    await allow(request, owner)
    async with _operation(request, "activity.publish", owner, activity=slug):
        await publish(slug=slug)
    return await StaffActivity.read(slug)


@post("/activities/{slug:str}/editions", guards=STAFF)
async def post_edition(request: AnyRequest, slug: FromPath[str], data: JSONBody[EditionDetails]) -> CreatedEdition:
    """Plan a run of an activity at one place; its rules and sessions come after it."""
    owner = await owner_of_activity(slug)
    await allow(request, owner)
    await _allow_location(request, data.location)
    async with _operation(request, "edition.create", owner, activity=slug):
        edition = await create_edition(activity_slug=slug, details=data)
    return CreatedEdition(id=edition, activity=slug)


@post("/editions/{edition:uuid}/rules", guards=STAFF)
async def post_rule(request: AnyRequest, edition: FromPath[UUID], data: JSONBody[NewRule]) -> CreatedRule:
    """Say when an edition meets; its sessions are made at once."""
    owner = await owner_of_edition(edition)
    await allow(request, owner)
    async with _operation(request, "series.create", owner, edition=str(edition)):
        rule = await add_rule(edition=edition, details=RuleDetails(**data.model_dump(exclude={"outside_hours"})))
        await hold_within_hours(await _coming(rule), outside_hours=data.outside_hours)
    return await CreatedRule.read(rule, edition)


@patch("/editions/{edition:uuid}", guards=STAFF)
async def patch_edition(request: AnyRequest, edition: FromPath[UUID], data: JSONBody[SeatsChange]) -> StaffEdition:
    """Another number of places. Who waits is offered what is free then; nobody who has a place loses it."""
    owner = await owner_of_edition(edition)
    await allow(request, owner)
    async with _operation(request, "edition.change", owner, edition=str(edition)):
        now = (await StaffEdition.read(edition)).model_dump(include=set(SeatsChange.model_fields))
        await set_capacity(edition=edition, **now | data.model_dump(exclude_unset=True))
    return await StaffEdition.read(edition)


@post("/sessions", guards=STAFF)
async def post_session(request: AnyRequest, data: JSONBody[NewSession]) -> StaffSession:
    """Add one session beside the rules."""
    owner = await owner_of_edition(data.edition)
    await allow(request, owner)
    location = await _allow_location(request, data.location) if data.location else None
    async with _operation(request, "session.create", owner, edition=str(data.edition)):
        session = await add_session(**data.model_dump(exclude={"outside_hours"}) | {"location": location})
        await hold_within_hours([session], outside_hours=data.outside_hours)
    return await StaffSession.read(session)


@patch("/sessions/{session:uuid}", guards=STAFF)
async def patch_session(request: AnyRequest, session: FromPath[UUID], data: JSONBody[SessionChange]) -> StaffSession:
    """Change one session, it and those after it, or all of its series; who signed up is told where that matters."""
    owner = await owner_of_session(session)
    await allow(request, owner)
    if data.location:
        await _allow_location(request, data.location)
    action = f"{_KIND[data.scope]}.{'move' if data.moves else 'change'}"
    async with _operation(request, action, owner, **await session_details(session, data.starts_at)):
        await change_session(session, data, version_of(request, data.version))
    return await StaffSession.read(session)


@post("/sessions/{session:uuid}/cancel", guards=STAFF, status_code=200)
async def post_cancellation(request: AnyRequest, session: FromPath[UUID], data: JSONBody[Cancellation]) -> StaffSession:
    """Call a session off, alone or with its series; who signed up is told why. A second time changes nothing."""
    owner = await owner_of_session(session)
    await allow(request, owner)
    version = version_of(request, data.version)
    async with _operation(request, f"{_KIND[data.scope]}.cancel", owner, **await session_details(session)):
        await cancel_sessions(session=session, scope=data.scope, reason=data.reason, version=version)
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


def _operation(request: AnyRequest, action: str, owner: int, **details: Any) -> AbstractAsyncContextManager[UUID]:
    """What is done here is written down with who did it, and can be undone."""
    return operation(action, account=request.user.account_id, organisation=owner, **details)


async def _coming(rule: int) -> list[UUID]:
    return [row["id"] for row in await fetch("SELECT id FROM session WHERE rule = $1 AND ends_at > now()", rule)]


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
    patch_edition,
    post_session,
    patch_session,
    post_cancellation,
    get_registrations,
    put_attendance,
    put_headcount,
]
