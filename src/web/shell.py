"""Puts the shell around routes: the one place that knows in which order its parts wrap an answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar, Response
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import ControllerRouterHandler, Middleware

from web.addresses import ReadableAddresses
from web.assets import static_file
from web.csrf import CrossOriginProtection
from web.errors import EXCEPTION_HANDLERS
from web.headers import with_head, with_security_headers
from web.health import Check, health_router
from web.language import switch_language
from web.requests import AnyRequest

MAX_BODY_BYTES = 1_000_000
AfterResponse = Callable[[AnyRequest], Awaitable[None]]
OnException = Callable[[AnyRequest, Any], Response[Any]]


def create_shell(
    routes: Sequence[ControllerRouterHandler],
    *,
    public_url: str,
    checks: Mapping[str, Check] | None = None,
    exception_handlers: Mapping[int | type[Exception], OnException] | None = None,
    middleware: Sequence[Middleware] = (),
    lifespan: Sequence[Callable[[Litestar], AbstractAsyncContextManager[None]]] = (),
    after_response: AfterResponse | None = None,
    openapi: OpenAPIConfig | None = None,
) -> Litestar:
    """An application of these routes with everything that is the same for all pages; a test needs no more than this.

    Routes are left out of the OpenAPI description unless they say `include_in_schema=True`.

    :param public_url: where browsers find us; with https, browsers are told to stay on it.
    :param checks: for /health/ready, by the name of the part.
    :param exception_handlers: beside those of the shell.
    """
    app = Litestar(
        route_handlers=[switch_language, static_file, health_router(checks or {}), *routes],
        exception_handlers={**EXCEPTION_HANDLERS, **(exception_handlers or {})},
        middleware=[*middleware, ReadableAddresses, DefineMiddleware(CrossOriginProtection, public_url=public_url)],
        lifespan=list(lifespan),
        after_response=after_response,
        openapi_config=openapi,
        include_in_schema=False,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
    )
    # Litestar's middleware begins behind the router, so it would miss the answers to unknown addresses.
    app.asgi_handler = with_security_headers(with_head(app.asgi_handler), https=public_url.startswith("https://"))
    return app
