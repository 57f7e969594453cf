"""Every route of staff, asked for by every role at the library that it is about, above and beside it, and by nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx import AsyncClient, Response

from database.engine import DB
from database.transaction import execute
from identity.accounts import create_account, give_role
from identity.cookies import NAME
from identity.permissions import PERMISSIONS, PUBLIC
from identity.roles import Role
from identity.sessions import open_session
from tests.application import visitor
from tests.identity.examples import PASSWORD
from tests.leeragenda.route_examples import (
    ABOUT_NOBODY_ELSE,
    ABOVE,
    BESIDE,
    BODIES,
    OWN,
    TITLE,
    Example,
    example,
    make_library,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        client.headers["sec-fetch-site"] = "same-origin"
        yield client


@pytest.fixture
async def ids() -> dict[str, str]:
    return await make_library()


async def sign_in(browser: AsyncClient, role: Role, organisation: str, ids: dict[str, str]) -> None:
    """Somebody new with one role; a host of the place where the session is."""
    account = await create_account(email="alice@library.example", password=PASSWORD)
    await give_role(email=account.email, role=role, organisation_slug=organisation)
    await execute("INSERT INTO host_place (account, location) VALUES ($1, $2)", account.id, int(ids["location"]))
    browser.cookies.set(NAME, await open_session(account.id), domain="agenda.example")


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """What is done in it is rolled back, so that each route meets the same library."""
    async with DB.transaction() as everything:
        yield
        await everything.rollback()


async def ask(browser: AsyncClient, asked: Example) -> Response:
    """A program's body is JSON, a page's is a form."""
    signed_in = dict(browser.cookies)
    content = {"json": asked.body} if asked.path.startswith("/api/") else {"data": asked.body}
    async with undone():
        answer = await browser.request(asked.method, asked.path, **(content if asked.method != "GET" else {}))  # type: ignore[arg-type]
    # A new key that the browser got is undone as well.
    browser.cookies.clear()
    for name, value in signed_in.items():
        browser.cookies.set(name, value, domain="agenda.example")
    return answer


def is_wrong(route: str, role: Role, organisation: str, answer: Response) -> bool:
    if answer.status_code >= 500:
        return True
    if role not in PERMISSIONS[route]:
        return answer.status_code != 403
    if organisation in (OWN, ABOVE) or route in ABOUT_NOBODY_ELSE:
        # A request that is refused for its body would be refused beside too, and prove nothing there.
        return answer.status_code in ({400, 401, 403} if route in BODIES else {401, 403})
    if answer.request.method == "GET":
        return TITLE in answer.text or "colleague@" in answer.text
    return answer.status_code < 400


@pytest.mark.parametrize("organisation", [OWN, ABOVE, BESIDE])
@pytest.mark.parametrize("role", list(Role))
async def test_every_route_is_for_the_roles_of_the_table_at_their_own_organisation_and_below(
    browser: AsyncClient, ids: dict[str, str], role: Role, organisation: str
) -> None:
    await sign_in(browser, role, organisation, ids)
    answers = {route: await ask(browser, example(route, ids)) for route in sorted(PERMISSIONS)}
    wrong = {
        route: (answer.status_code, answer.text[:300])
        for route, answer in answers.items()
        if is_wrong(route, role, organisation, answer)
    }
    assert wrong == {}


def wants_data(path: str) -> bool:
    return path.startswith("/api/") or path.endswith(".json")


async def test_every_route_of_staff_asks_who_is_not_signed_in_to_do_so(
    browser: AsyncClient, ids: dict[str, str]
) -> None:
    for route in sorted(PERMISSIONS):
        answer = await ask(browser, example(route, ids))
        expected = (
            401 if answer.request.url.path.startswith("/api/") or answer.request.url.path.endswith(".json") else 303
        )
        assert (route, answer.status_code) == (route, expected)
        if expected == 303:
            assert answer.headers["location"].startswith("/planner/sign-in")


async def test_no_route_for_everybody_asks_for_a_role(browser: AsyncClient, ids: dict[str, str]) -> None:
    for route in sorted(each for each in PUBLIC if each.split()[1] != "/metrics"):
        if not route.split()[1].startswith(("/dev", "/health", "/static", "/api/schema")):
            assert (route, (await ask(browser, example(route, ids))).status_code in {401, 403}) == (route, False)
