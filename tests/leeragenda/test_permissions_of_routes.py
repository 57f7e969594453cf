"""Walks every route of the product: each is in the permission table, pages too."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from identity.guarding import staff_only
from identity.permissions import PERMISSIONS, PUBLIC
from leeragenda.app import create_app
from settings import get_settings

API = "/api/v1/"


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


def test_every_route_is_in_the_table_and_the_table_names_no_other(app: Litestar) -> None:
    assert handlers(app).keys() == PERMISSIONS.keys() | PUBLIC


def test_every_route_in_the_table_is_guarded_and_no_public_one_is(app: Litestar) -> None:
    guarded = {name for name, handler in handlers(app).items() if staff_only in handler.resolve_guards()}
    assert guarded == PERMISSIONS.keys()


def test_every_route_of_the_api_is_described(app: Litestar) -> None:
    described = {
        f"{method.upper()} {path}"
        for path, item in app.openapi_schema.to_schema()["paths"].items()
        for method in item
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert described == {route for route in PERMISSIONS.keys() | PUBLIC if route.split()[1].startswith(API)}
