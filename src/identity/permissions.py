"""Who may do what: one table from routes to roles. What is not in it, nobody may do."""

from collections.abc import Mapping, Sequence
from typing import Final

from database.transaction import fetch_value
from identity.actors import Actor
from identity.errors import NotAllowed
from identity.roles import Role

STAFF: Final = frozenset(Role)
ADMINS: Final = frozenset({Role.ADMIN, Role.NATIONAL})
PLANNERS: Final = frozenset({Role.ADMIN, Role.PROGRAMMER})
HOSTS: Final = PLANNERS | {Role.HOST}
ONLOOKERS: Final = STAFF - {Role.HOST}
PUBLISHERS: Final = frozenset({Role.NATIONAL, Role.ADVISER, Role.ADMIN})
CONTENT_PLANNERS: Final = PLANNERS | {Role.NATIONAL, Role.ADVISER}

PERMISSIONS: Final[Mapping[str, frozenset[Role]]] = {
    "POST /api/v1/activities": PLANNERS,
    "PATCH /api/v1/activities/{slug}": PLANNERS,
    "DELETE /api/v1/activities/{slug}": PLANNERS,
    "POST /api/v1/activities/{slug}/publish": PLANNERS,
    "POST /api/v1/activities/{slug}/editions": PLANNERS,
    "POST /api/v1/editions/{edition}/rules": PLANNERS,
    "PATCH /api/v1/editions/{edition}": PLANNERS,
    "POST /api/v1/operations/undo": CONTENT_PLANNERS,
    "POST /api/v1/sessions": PLANNERS,
    "PATCH /api/v1/sessions/{session}": PLANNERS,
    "POST /api/v1/sessions/{session}/cancel": PLANNERS,
    "GET /api/v1/sessions/{session}/registrations": HOSTS,
    "PUT /api/v1/sessions/{session}/attendance": HOSTS,
    "PUT /api/v1/sessions/{session}/headcount": HOSTS,
    "GET /api/v1/facilitators": PLANNERS,
    "POST /api/v1/facilitators": PLANNERS,
    "GET /api/v1/facilitators/{facilitator}": PLANNERS,
    "PUT /api/v1/facilitators/{facilitator}": PLANNERS,
    "DELETE /api/v1/facilitators/{facilitator}": PLANNERS,
    "PUT /api/v1/facilitators/{facilitator}/hours": PLANNERS,
    "POST /api/v1/facilitators/{facilitator}/absences": PLANNERS,
    "DELETE /api/v1/facilitators/{facilitator}/absences/{absence}": PLANNERS,
    "PUT /api/v1/sessions/{session}/facilitators/{facilitator}": PLANNERS,
    "DELETE /api/v1/sessions/{session}/facilitators/{facilitator}": PLANNERS,
    "PUT /api/v1/sessions/{session}/staffing": PLANNERS,
    "GET /api/v1/sessions/{session}/warnings": ONLOOKERS,
    "PUT /api/v1/editions/{edition}/facilitators/{facilitator}": PLANNERS,
    "DELETE /api/v1/editions/{edition}/facilitators/{facilitator}": PLANNERS,
    "POST /api/v1/locations/{slug}/rooms": PLANNERS,
    "PUT /api/v1/rooms/{room}": PLANNERS,
    "DELETE /api/v1/rooms/{room}": PLANNERS,
    "PUT /api/v1/locations/{slug}/opening-hours": PLANNERS,
    "DELETE /api/v1/locations/{slug}": PLANNERS,
    "POST /api/v1/slots": PLANNERS,
    "POST /api/v1/packages": CONTENT_PLANNERS,
    "PATCH /api/v1/packages/{slug}": CONTENT_PLANNERS,
    "POST /api/v1/packages/{slug}/units": CONTENT_PLANNERS,
    "POST /api/v1/links": CONTENT_PLANNERS,
    "POST /api/v1/packages/import": CONTENT_PLANNERS,
    "GET /planner/content/upload": CONTENT_PLANNERS,
    "POST /planner/content/upload": CONTENT_PLANNERS,
    "GET /planner/content/sources": CONTENT_PLANNERS,
    "POST /planner/content/sources": CONTENT_PLANNERS,
    "POST /planner/content/sources/{catalogue}/read": CONTENT_PLANNERS,
    "POST /planner/content/sources/{catalogue}/remove": CONTENT_PLANNERS,
    "GET /planner/content/dead-links": CONTENT_PLANNERS,
    "POST /planner/content/dead-links/{link}": CONTENT_PLANNERS,
    "PATCH /api/v1/links/{link}": CONTENT_PLANNERS,
    "DELETE /api/v1/links/{link}": CONTENT_PLANNERS,
    "GET /api/v1/licences": ONLOOKERS,
    "POST /api/v1/licences": CONTENT_PLANNERS,
    "GET /api/v1/licences/{licence}": ONLOOKERS,
    "PATCH /api/v1/licences/{licence}": CONTENT_PLANNERS,
    "GET /api/v1/organisations/{slug}/licence-policy": ONLOOKERS,
    "PUT /api/v1/organisations/{slug}/licence-policy": CONTENT_PLANNERS,
    "GET /planner/account": STAFF,
    "POST /planner/account/password": STAFF,
    "GET /planner/account/second-factor": STAFF,
    "POST /planner/account/second-factor": STAFF,
    "POST /planner/account/second-factor/remove": STAFF,
    "POST /planner/account/sign-out-everywhere": STAFF,
    "GET /planner/history": CONTENT_PLANNERS,
    "GET /planner/history/{operation}": CONTENT_PLANNERS,
    "GET /planner/people": ADMINS,
    "POST /planner/people": ADMINS,
    "GET /planner/people/{account}": ADMINS,
    "POST /planner/people/{account}": ADMINS,
    "POST /planner/people/{account}/close": ADMINS,
    "POST /planner/people/{account}/open": ADMINS,
    "POST /planner/people/{account}/second-factor": ADMINS,
    "POST /planner/people/{account}/invite": ADMINS,
    "GET /planner": STAFF,
    "GET /planner/export": ONLOOKERS,
    "GET /planner/print": ONLOOKERS,
    "GET /planner/exchange": ONLOOKERS,
    "POST /planner/exchange/programme": PLANNERS,
    "GET /planner/exchange/programme.csv": ONLOOKERS,
    "GET /planner/calendars": PLANNERS,
    "POST /planner/calendars": PLANNERS,
    "GET /planner/calendars/{source}": PLANNERS,
    "POST /planner/calendars/{source}": PLANNERS,
    "POST /planner/calendars/{source}/active": PLANNERS,
    "GET /planner/board": ONLOOKERS,
    "GET /planner/board.json": ONLOOKERS,
    "GET /planner/sessions/{session}": STAFF,
    "POST /planner/sessions/{session}/staff": PLANNERS,
    "GET /planner/staff": PLANNERS,
    "POST /planner/staff": PLANNERS,
    "GET /planner/staff/{facilitator}": PLANNERS,
    "POST /planner/staff/{facilitator}": PLANNERS,
    "POST /planner/staff/{facilitator}/hours": PLANNERS,
    "POST /planner/staff/{facilitator}/absences": PLANNERS,
    "POST /planner/staff/{facilitator}/active": PLANNERS,
    "GET /planner/places": ONLOOKERS,
    "POST /planner/places": PLANNERS,
    "GET /planner/places/{slug}": ONLOOKERS,
    "POST /planner/places/{slug}": PLANNERS,
    "POST /planner/places/{slug}/hours": PLANNERS,
    "POST /planner/places/{slug}/rooms": PLANNERS,
    "POST /planner/places/{slug}/rooms/{room}": PLANNERS,
    "POST /planner/places/{slug}/use": PLANNERS,
    "GET /planner/find-slot": PLANNERS,
    "GET /planner/sessions/{session}/move": PLANNERS,
    "POST /planner/sessions/{session}/move": PLANNERS,
    "GET /planner/sessions/{session}/cancel": PLANNERS,
    "POST /planner/sessions/{session}/cancel": PLANNERS,
    "GET /planner/seasons/copy": PLANNERS,
    "POST /planner/seasons/copy": PLANNERS,
    "GET /planner/operations/{operation}": STAFF,
    "POST /planner/operations/{operation}/undo": CONTENT_PLANNERS,
    "GET /planner/activities": ONLOOKERS,
    "GET /planner/activities/new": PLANNERS,
    "POST /planner/activities": PLANNERS,
    "GET /planner/activities/{slug}": ONLOOKERS,
    "POST /planner/activities/{slug}": PLANNERS,
    "POST /planner/activities/{slug}/publish": PLANNERS,
    "POST /planner/activities/{slug}/withdraw": PLANNERS,
    "GET /planner/activities/{slug}/mails": PLANNERS,
    "GET /planner/activities/{slug}/mails/{key}": PLANNERS,
    "POST /planner/activities/{slug}/mails/{key}": PLANNERS,
    "GET /planner/activities/{slug}/questions": PLANNERS,
    "POST /planner/activities/{slug}/questions": PLANNERS,
    "GET /planner/editions/new": PLANNERS,
    "POST /planner/editions/new": PLANNERS,
    "GET /planner/editions/{edition}/sessions/new": PLANNERS,
    "POST /planner/editions/{edition}/sessions/new": PLANNERS,
    "GET /api/v1/templates": ONLOOKERS,
    "GET /api/v1/templates/{slug}": ONLOOKERS,
    "POST /api/v1/templates": PUBLISHERS,
    "PATCH /api/v1/templates/{slug}": PUBLISHERS,
    "POST /api/v1/templates/{slug}/publish": PUBLISHERS,
    "POST /api/v1/templates/{slug}/withdraw": PUBLISHERS,
    "POST /api/v1/templates/{slug}/adopt": PLANNERS,
    "GET /api/v1/activities/{slug}/template": PLANNERS,
    "POST /api/v1/activities/{slug}/template": PLANNERS,
    "GET /planner/templates": ONLOOKERS,
    "GET /planner/templates/{slug}": ONLOOKERS,
    "GET /planner/templates/new": PUBLISHERS,
    "POST /planner/templates": PUBLISHERS,
    "GET /planner/templates/{slug}/edit": PUBLISHERS,
    "GET /planner/templates/{slug}/mails": PUBLISHERS,
    "GET /planner/templates/{slug}/mails/{key}": PUBLISHERS,
    "POST /planner/templates/{slug}/mails/{key}": PUBLISHERS,
    "POST /planner/templates/{slug}/edit": PUBLISHERS,
    "POST /planner/templates/{slug}/links": PUBLISHERS,
    "POST /planner/templates/{slug}/links/{link}/remove": PUBLISHERS,
    "POST /planner/templates/{slug}/publish": PUBLISHERS,
    "POST /planner/templates/{slug}/withdraw": PUBLISHERS,
    "GET /planner/templates/{slug}/adopt": PLANNERS,
    "POST /planner/templates/{slug}/adopt": PLANNERS,
    "GET /planner/activities/{slug}/template": PLANNERS,
    "POST /planner/activities/{slug}/template": PLANNERS,
    "GET /checkin": HOSTS,
    "GET /checkin/{session}": HOSTS,
    "POST /checkin/{session}/mark": HOSTS,
    "POST /checkin/{session}/count": HOSTS,
    "POST /checkin/{session}/changes": HOSTS,
    "POST /checkin/{session}/scan": HOSTS,
    "GET /planner/sessions/{session}/people": PLANNERS,
    "POST /planner/sessions/{session}/people": PLANNERS,
    "POST /planner/sessions/{session}/seats": PLANNERS,
    "GET /planner/editions/{edition}/people": PLANNERS,
    "POST /planner/editions/{edition}/people": PLANNERS,
    "POST /planner/editions/{edition}/seats": PLANNERS,
    "GET /planner/registrations/{registration}": PLANNERS,
    "POST /planner/registrations/{registration}/change": PLANNERS,
    "POST /planner/registrations/{registration}/promote": PLANNERS,
    "POST /planner/registrations/{registration}/intake": PLANNERS,
    "POST /planner/registrations/{registration}/cancel": PLANNERS,
}
"""The roles, one of which somebody needs on the organisation that the route is about, or on one above it."""

PUBLIC: Final = frozenset(
    {
        "GET /api/v1/organisations",
        "GET /api/v1/sessions",
        "GET /api/v1/sessions/{session}",
        "GET /api/v1/editions/{edition}",
        "GET /api/v1/activities",
        "GET /api/v1/activities/{slug}",
        "GET /api/v1/locations",
        "GET /api/v1/locations/{slug}",
        "GET /api/v1/packages",
        "GET /api/v1/packages/{slug}",
        "POST /api/v1/sessions/{session}/registrations",
        "POST /api/v1/editions/{edition}/registrations",
        "GET /api/v1/registrations/{token}",
        "DELETE /api/v1/registrations/{token}",
        "POST /api/v1/registrations/{token}/accept",
        "POST /api/v1/registrations/{token}/decline",
        # Pages, feeds and what programs ask of an installation.
        "GET /",
        "GET /activities/{slug}",
        "GET /agenda",
        "GET /agenda.ics",
        "GET /agenda.json",
        "GET /agenda.rss",
        "GET /api/schema",
        "GET /api/schema/openapi.json",
        "GET /api/schema/openapi.yaml",
        "GET /api/schema/openapi.yml",
        "GET /api/schema/{path}",
        "GET /calendars/{name}",
        "GET /checkin/worker.js",
        "GET /dev/mail",
        "GET /dev/mail.json",
        "GET /dev/mail/{id_}/html",
        "GET /dev/mail/{name}",
        "GET /editions/{edition}/register",
        "POST /editions/{edition}/register",
        "GET /editions/{file}",
        "GET /health/live",
        "GET /health/ready",
        "GET /language/{code}",
        "GET /learn",
        "GET /learn/{slug}",
        "GET /locations/{slug}",
        "GET /metrics",
        "GET /my",
        "POST /my",
        "GET /my/all/{token}",
        "GET /my/all/{token}/data",
        "GET /my/all/{token}/delete",
        "POST /my/all/{token}/delete",
        "GET /my/{token}",
        "GET /my/{token}/change",
        "POST /my/{token}/change",
        "POST /my/{token}/coming",
        "POST /my/{token}/offer",
        "GET /privacy",
        "GET /example-mail",
        "GET /how-was-it/{token}",
        "POST /how-was-it/{token}",
        "GET /my/{token}/calendar",
        "POST /my/{token}/calendar",
        "GET /my/{token}/cancel",
        "GET /my/{token}/check-in.svg",
        "POST /my/{token}/cancel",
        "GET /planner/password",
        "POST /planner/password",
        "GET /planner/password/{token}",
        "POST /planner/password/{token}",
        "GET /planner/sign-in",
        "POST /planner/sign-in",
        "POST /planner/sign-in/code",
        "GET /planner/sign-in/with/{provider}",
        "GET /planner/sign-in/with/{provider}/back",
        "POST /planner/sign-out",
        "GET /sessions/{file}",
        "GET /sessions/{session}/register",
        "POST /sessions/{session}/register",
        "GET /proof-of-work",
        "GET /static/{name}",
        "GET /subscribe",
    }
)
"""Routes for everybody. Whoever has a registration's token may see it and give the place back; what /dev shows is only
there in development."""

# The depth ends a circle that somebody made by hand in the database.
_IS_AT_OR_BELOW = """
WITH RECURSIVE up AS (
    SELECT id, parent, 0 AS depth FROM organisation WHERE id = $1
    UNION ALL
    SELECT organisation.id, organisation.parent, up.depth + 1
    FROM organisation JOIN up ON organisation.id = up.parent WHERE up.depth < 20
)
SELECT EXISTS (SELECT FROM up WHERE id = ANY($2::int[]))
"""


def roles_for(route: str) -> frozenset[Role]:
    """Those that may use a route such as `POST /api/v1/links`; none for a route that is not in the table."""
    return PERMISSIONS.get(route, frozenset())


def require_anywhere(actor: Actor, route: str) -> None:
    """:raises NotAllowed: the actor may not use this route for any organisation."""
    if not any(grant.role in roles_for(route) for grant in actor.grants):
        raise NotAllowed


async def require(actor: Actor, route: str, organisation_id: int) -> None:
    """:raises NotAllowed: the actor may not use this route for this organisation."""
    granted = [grant.organisation_id for grant in actor.grants if grant.role in roles_for(route)]
    if not await reaches(granted, organisation_id):
        raise NotAllowed


async def reaches(granted: Sequence[int], organisation_id: int) -> bool:
    """Whether a right on one of these organisations (ids) holds for the organisation: it is one of them, or below."""
    return bool(granted) and bool(await fetch_value(_IS_AT_OR_BELOW, organisation_id, list(granted)))
