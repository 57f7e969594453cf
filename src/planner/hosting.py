"""A host sees the sessions of today and tomorrow, at the places that are theirs."""

from uuid import UUID

from database.transaction import fetch_row
from events.errors import UnknownSession
from identity.errors import NotAllowed
from identity.guarding import route_of
from identity.hosting import places_of
from identity.permissions import reaches, roles_for
from identity.roles import Role
from web.requests import AnyRequest

# By the calendar of the place; what began yesterday and goes on today counts as today.
IS_NEAR = """
(session.ends_at AT TIME ZONE location.timezone)::date >= (now() AT TIME ZONE location.timezone)::date
AND (session.starts_at AT TIME ZONE location.timezone)::date <= (now() AT TIME ZONE location.timezone)::date + 1
"""
"""A condition on rows of session and location."""

_SESSION = f"""
SELECT activity.organisation AS owner, session.location, location.organisation AS place_of, {IS_NEAR} AS is_near
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = session.location
WHERE session.id = $1
"""  # noqa: S608  no value of anybody in it


async def allow_session(request: AnyRequest, session: UUID) -> None:
    """:raises UnknownSession: there is none.
    :raises NotAllowed: the actor may not use this route for it, or only as a host of another place or another day.
    """
    row = await fetch_row(_SESSION, session)
    if row is None:
        raise UnknownSession
    grants, roles = request.user.grants, roles_for(route_of(request))
    planning = [grant.organisation_id for grant in grants if grant.role in roles - {Role.HOST}]
    if await reaches(planning, row["owner"]):
        return
    hosting = [grant.organisation_id for grant in grants if grant.role in roles & {Role.HOST}]
    is_theirs = row["is_near"] and row["location"] in await places_of(request.user.account_id)
    if not is_theirs or not await reaches(hosting, row["place_of"]):
        raise NotAllowed
