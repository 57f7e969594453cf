"""Walks every route of the product: each is in the permission table or is known to be for everybody."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from identity.guarding import staff_only
from identity.permissions import PERMISSIONS, PUBLIC
from leeragenda.app import create_app
from settings import get_settings

API = "/api/v1/"
# Pages and feeds for everybody. What staff see begins with one of the other two, and nothing of that is built yet.
PUBLIC_PAGES = (
    "/activities",
    "/agenda",
    "/calendars",
    "/dev/mail",
    "/editions",
    "/health",
    "/language",
    "/learn",
    "/locations",
    "/metrics",
    "/my",
    "/sessions",
    "/static",
    "/subscribe",
)
STAFF_PAGES = ("/planner", "/checkin")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, own_logging: None) -> Iterator[Litestar]:
    monkeypatch.setenv("LEERAGENDA_REDIS_URL", "redis://127.0.0.1:1")
    get_settings.cache_clear()
    yield create_app()
    get_settings.cache_clear()


def handlers(app: Litestar) -> dict[str, HTTPRouteHandler]:
    """As the table names them, such as `POST /api/v1/links`."""
    return {
        f"{method} {route.path_format}": handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler)
        for method in handler.http_methods - {"OPTIONS"}
    }


def test_every_route_of_the_api_is_in_the_table_and_the_table_names_no_other(app: Litestar) -> None:
    found = {name for name in handlers(app) if name.split()[1].startswith(API)}
    assert found == PERMISSIONS.keys() | PUBLIC


def test_every_route_in_the_table_is_guarded_and_no_public_one_is(app: Litestar) -> None:
    guarded = {name for name, handler in handlers(app).items() if staff_only in handler.resolve_guards()}
    assert guarded == PERMISSIONS.keys()


def test_every_other_route_is_a_page_for_everybody(app: Litestar) -> None:
    paths = {name.split()[1] for name in handlers(app)}
    others = {path for path in paths if not path.startswith((API, "/api/schema"))}
    assert [path for path in sorted(others) if path != "/" and not path.startswith(PUBLIC_PAGES)] == []
    assert [path for path in others if path.startswith(STAFF_PAGES)] == []


def test_every_route_of_the_api_is_described(app: Litestar) -> None:
    described = {
        f"{method.upper()} {path}"
        for path, item in app.openapi_schema.to_schema()["paths"].items()
        for method in item
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert described == PERMISSIONS.keys() | PUBLIC
