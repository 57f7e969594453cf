"""The public part of the JSON API: what is offered, where and when."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from agenda.api_models import (
    Activity,
    ActivitySummary,
    Edition,
    Location,
    Organisation,
    OrganisationRef,
    Package,
    PackageActivity,
    PackageSummary,
    Page,
    Session,
    Unit,
)
from agenda.api_paging import OwnedQuery, PageQuery, read_paging, read_query, without_paging
from agenda.api_queries import activity_by_slug, edition_by_id, list_activities, session_by_id
from agenda.api_registrations import ROUTES as REGISTRATION_ROUTES
from agenda.filters import read_filters
from agenda.learn_query import libraries_of
from agenda.learn_query import read_query as read_learn_query
from agenda.search import cursor_of, sessions
from content_links.catalogue import list_packages
from content_links.licensing.days import local_today
from content_links.linked import activities_of_package
from content_links.queries import package_by_slug, units_of_package
from database.transaction import fetch
from places.queries import LocationRow, OrganisationRow, location_by_slug, locations, organisations
from web.requests import AnyRequest

_SLUGS = "SELECT id, slug FROM organisation WHERE id = ANY($1::int[])"


@get("/organisations")
async def get_organisations(request: AnyRequest) -> Page[Organisation]:
    """National, provincial, library and partner organisations, in order of slug. Parameters: limit, cursor."""
    query = read_query(request, PageQuery)
    rows = await organisations(limit=query.limit + 1, after=query.cursor)
    shown = rows[: query.limit]
    parents = {each["id"]: each["slug"] for each in await fetch(_SLUGS, [row.parent_id for row in shown])}
    items = [_organisation(row, parents) for row in shown]
    return Page(items=items, next=items[-1].slug if len(rows) > query.limit else None)


@get("/locations")
async def get_locations(request: AnyRequest) -> Page[Location]:
    """Where sessions are held, in order of slug. Parameters: limit, cursor."""
    query = read_query(request, PageQuery)
    rows = await locations(limit=query.limit + 1, after=query.cursor)
    items = [_location(row) for row in rows[: query.limit]]
    return Page(items=items, next=items[-1].slug if len(rows) > query.limit else None)


@get("/locations/{slug:str}")
async def get_location(slug: FromPath[str]) -> Location:
    """One location."""
    return _location(await location_by_slug(slug))


@get("/activities")
async def get_activities(request: AnyRequest) -> Page[ActivitySummary]:
    """Published activities, in order of slug. Parameters: limit, cursor, organisation."""
    return await list_activities(read_query(request, OwnedQuery))


@get("/activities/{slug:str}")
async def get_activity(slug: FromPath[str]) -> Activity:
    """One published activity with its editions, its e-content and what is to come."""
    return await activity_by_slug(slug)


@get("/editions/{edition:uuid}")
async def get_edition(edition: FromPath[UUID]) -> Edition:
    """One run of an activity, with what is to come."""
    return await edition_by_id(edition)


@get("/sessions")
async def get_sessions(request: AnyRequest) -> Page[Session]:
    """What is on, in order of time. Parameters: those of /agenda, limit, cursor."""
    paging, filters = read_paging(request), read_filters(without_paging(request))
    rows = await sessions(filters, limit=paging.limit + 1, after=paging.cursor)
    shown = rows[: paging.limit]
    return Page(
        items=[Session.of(row) for row in shown], next=cursor_of(shown[-1]) if len(rows) > paging.limit else None
    )


@get("/sessions/{session:uuid}")
async def get_session(session: FromPath[UUID]) -> Session:
    """One session, past ones too."""
    return await session_by_id(session)


@get("/packages")
async def get_packages(request: AnyRequest) -> Page[PackageSummary]:
    """E-content that is offered today, in order of title unless `sort` says otherwise. Parameters: those of the page
    /learn, limit, cursor.
    """
    paging = read_paging(request)
    asked = read_learn_query(without_paging(request))
    filters = asked.filters(await libraries_of(asked.organisation), local_today())
    page = await list_packages(filters, limit=paging.limit, cursor=paging.cursor)
    return Page(items=[PackageSummary.model_validate(row) for row in page.items], next=page.next)


@get("/packages/{slug:str}")
async def get_package(slug: FromPath[str]) -> Package:
    """One package with its parts and the activities that use it."""
    row = await package_by_slug(slug)
    values: dict[str, Any] = {name: getattr(row, name) for name in (*PackageSummary.model_fields, "description")}
    values["units"] = [Unit.model_validate(unit) for unit in await units_of_package(row.id)]
    values["activities"] = [PackageActivity.model_validate(each) for each in await activities_of_package(row.id)]
    return Package.model_validate(values)


def _organisation(row: OrganisationRow, slugs: dict[int, str]) -> Organisation:
    values = {name: getattr(row, name) for name in Organisation.model_fields if name != "parent"}
    return Organisation(parent=slugs[row.parent_id] if row.parent_id else None, **values)


def _location(row: LocationRow) -> Location:
    owner = OrganisationRef(slug=row.organisation_slug, name=row.organisation_name)
    values = {name: getattr(row, name) for name in Location.model_fields if name != "organisation"}
    return Location(organisation=owner, **values)


HANDLERS = [
    get_organisations,
    get_locations,
    get_location,
    get_activities,
    get_activity,
    get_edition,
    get_sessions,
    get_session,
    get_packages,
    get_package,
    *REGISTRATION_ROUTES,
]
