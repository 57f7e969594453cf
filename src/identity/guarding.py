"""Lets only staff with a fitting role through to a route; the routes that use this say nothing about it themselves."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler

from identity.permissions import require, require_anywhere
from identity.tokens import Actor, actor_of_token
from web.requests import AnyRequest

Connection = ASGIConnection[Any, Any, Any, Any]

_SCHEME = "bearer "


async def staff_only(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard of Litestar. It runs before the body is read, and leaves the actor as `request.user`.

    :raises NotAuthorizedException: there is no bearer token, or nobody has it (any more).
    :raises NotAllowed: the account has none of the roles of this route on any organisation.
    """
    actor = await _actor(connection.headers.get("authorization", ""))
    connection.scope["user"] = actor
    require_anywhere(actor, route_of(connection))


async def allow(request: AnyRequest, organisation_id: int) -> None:
    """:raises NotAllowed: the actor may not use this route for this organisation."""
    await require(request.user, route_of(request), organisation_id)


def route_of(connection: Connection) -> str:
    """As the permission table names it: `PATCH /api/v1/activities/{slug}`."""
    return f"{connection.scope['method']} {connection.scope['path_template']}"  # type: ignore[typeddict-item]


async def _actor(authorization: str) -> Actor:
    is_bearer = authorization.lower().startswith(_SCHEME)
    actor = await actor_of_token(authorization[len(_SCHEME) :].strip()) if is_bearer else None
    if actor is None:
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    return actor
