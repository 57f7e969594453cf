"""Characters that PostgreSQL cannot hold, in the query of every page and list."""

from collections.abc import AsyncIterator, Iterator

import pytest
from httpx import AsyncClient
from litestar.handlers import HTTPRouteHandler

from identity.roles import Role
from tests.application import application, visitor
from tests.leeragenda.route_examples import example, make_library
from tests.planner.staff_browser import sign_in_as

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        yield client


def texts_asked() -> Iterator[tuple[str, str]]:
    """Each route that is read, with the name of each text that its query can hold."""
    for route in application().routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods:
                for name, field in handler.parsed_fn_signature.parameters.items():
                    if field.has_inner_subclass_of(str) or field.annotation is str or "str" in str(field.raw):
                        yield route.path_format, name


async def test_nul_in_a_query_is_no_mistake_of_ours(browser: AsyncClient) -> None:
    ids = await make_library()
    await sign_in_as(browser, "alice@library.example", Role.ADMIN, "bibliotheek")
    statuses = {}
    for path, name in texts_asked():
        if "{" + name not in path:
            asked = example(f"GET {path}", ids).path
            statuses[path, name] = (await browser.get(asked, params={name: "a\0b"})).status_code
    assert len(statuses) > 20
    assert {asked: status for asked, status in statuses.items() if status >= 500} == {}
