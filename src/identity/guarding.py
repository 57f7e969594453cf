"""Lets only staff with a fitting role through to a route; the routes that use this say nothing about it themselves."""

from typing import Any, Final
from urllib.parse import quote

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from identity.actors import Actor
from identity.cookies import key_of
from identity.permissions import require, require_anywhere
from identity.sessions import actor_of_session
from identity.tokens import actor_of_token
from web.errors import on_http_exception
from web.language import local_path
from web.requests import AnyRequest, current_path, is_fragment, wants_data

Connection = ASGIConnection[Any, Any, Any, Any]

SIGN_IN: Final = "/planner/sign-in"
_SCHEME = "bearer "


async def staff_only(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard of Litestar. It runs before the body is read, and leaves the actor as `request.user`.

    :raises NotAuthorizedException: there is no bearer token and no signed-in browser (any more).
    :raises NotAllowed: the account has none of the roles of this route on any organisation.
    """
    actor = await actor_of(connection)
    if actor is None:
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    connection.scope["user"] = actor
    require_anywhere(actor, route_of(connection))


async def actor_of(connection: Connection) -> Actor | None:
    """Who asks: by the bearer token when one is sent, else by the cookie of the browser; None for nobody on the staff.

    Never by the cookie beside a token: what is sent with a token is not protected against other websites.
    """
    authorization = connection.headers.get("authorization", "")
    if authorization.lower().startswith(_SCHEME):
        return await actor_of_token(authorization[len(_SCHEME) :].strip())
    key = key_of(connection)
    return await actor_of_session(key) if key else None


async def allow(request: AnyRequest, organisation_id: int) -> None:
    """:raises NotAllowed: the actor may not use this route for this organisation."""
    await require(request.user, route_of(request), organisation_id)


def route_of(connection: Connection) -> str:
    """As the permission table names it: `PATCH /api/v1/activities/{slug}`."""
    return f"{connection.scope['method']} {connection.scope['path_template']}"  # type: ignore[typeddict-item]


def to_sign_in(request: AnyRequest, error: NotAuthorizedException) -> Response[Any]:
    """For pages of staff: the way to sign in, and from there back to what was asked for."""
    if wants_data(request):
        return on_http_exception(request, error)
    address = sign_in_address(current_path(request) if request.method == "GET" else "")
    if is_fragment(request):
        return Response(b"", status_code=401, headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    return Redirect(address, status_code=303, headers={"Cache-Control": "no-store"})


def sign_in_address(back: str) -> str:
    """:param back: where to go afterwards, a path of ours with its query; empty for the planner."""
    return f"{SIGN_IN}?next={quote(back, safe='')}" if back and local_path(back) == back else SIGN_IN
