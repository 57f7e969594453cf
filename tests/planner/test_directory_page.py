"""Signing in with the directory of a library, from the form and back."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pyotp
import pytest
from httpx import AsyncClient, Response
from joserfc.jwk import RSAKey

from database.transaction import execute, fetch, fetch_value
from identity.accounts import create_account, give_role
from identity.cookies import NAME
from identity.roles import Role
from identity.second_factor import begin_setup, confirm_setup
from settings import get_settings
from tests.identity.examples import PASSWORD, make_tree
from tests.identity.oidc_provider import CLIENT, SECRET, Directory, running_directory
from tests.planner.staff_browser import open_browser

pytestmark = pytest.mark.usefixtures("database")
START = "/planner/sign-in/with/north"


@pytest.fixture(scope="module")
def running() -> Iterator[Directory]:
    with running_directory() as directory:
        yield directory


@pytest.fixture
def directory(running: Directory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    """As it is in the morning: nothing wrong, and Alice signs in."""
    fresh = Directory(running.issuer)
    fresh.key = fresh.signing_key = running.key
    running.__dict__.update(fresh.__dict__)
    use(running, monkeypatch)
    yield running
    get_settings.cache_clear()


def use(directory: Directory, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    provider = {
        "name": "North",
        "slug": "north",
        "issuer": directory.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "organisation": "north",
        **settings,
    }
    monkeypatch.setenv("LEERAGENDA_OIDC", json.dumps([provider]))
    monkeypatch.setenv("LEERAGENDA_PUBLIC_URL", "http://agenda.example")
    get_settings.cache_clear()


@pytest.fixture
async def browser(directory: Directory) -> AsyncIterator[AsyncClient]:
    await make_tree()
    async with open_browser() as client:
        yield client


async def come_back(browser: AsyncClient, directory: Directory, *, wanted: str = "/planner/board") -> Response:
    there = await browser.get(START, params={"next": wanted})
    return await browser.get(directory.authorize(there.headers["location"]))


async def accounts() -> list[tuple[str, str, str]]:
    """Who there is, with each role and where it holds."""
    rows = await fetch("""
        SELECT account.email, role_assignment.role, organisation.slug FROM account
        JOIN role_assignment ON role_assignment.account = account.id
        JOIN organisation ON organisation.id = role_assignment.organisation ORDER BY 1, 2, 3
    """)
    return [(row["email"], row["role"], row["slug"]) for row in rows]


async def test_form_offers_the_directories_of_the_settings(browser: AsyncClient) -> None:
    text = (await browser.get("/planner/sign-in?next=/planner/board")).text
    assert f'href="{START}?next=%2Fplanner%2Fboard"' in text
    assert "Ga verder met North" in text


async def test_newcomer_gets_an_account_with_the_default_role(browser: AsyncClient, directory: Directory) -> None:
    answer = await come_back(browser, directory)
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/board")
    assert browser.cookies[NAME]
    assert await accounts() == [("alice@library.example", "viewer", "north")]
    assert await fetch_value("SELECT password_hash FROM account") is None


async def test_known_person_comes_back_to_the_same_account_also_with_another_address(
    browser: AsyncClient, directory: Directory
) -> None:
    await come_back(browser, directory)
    directory.claims |= {"email": "a.jansen@library.example"}
    assert (await come_back(browser, directory)).status_code == 303
    assert await accounts() == [("alice@library.example", "viewer", "north")]


async def test_account_with_the_verified_address_is_theirs(browser: AsyncClient, directory: Directory) -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    await give_role(email="alice@library.example", role=Role.PROGRAMMER, organisation_slug="north")
    assert (await come_back(browser, directory)).status_code == 303
    assert await accounts() == [("alice@library.example", "programmer", "north")]


@pytest.mark.parametrize("organisation", ["national", "south"])
async def test_directory_does_not_vouch_for_people_of_other_organisations(
    browser: AsyncClient, directory: Directory, organisation: str
) -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    await give_role(email="alice@library.example", role=Role.PROGRAMMER, organisation_slug=organisation)
    answer = await come_back(browser, directory)
    assert (answer.status_code, browser.cookies.get(NAME)) == (403, None)
    assert await fetch_value("SELECT count(*) FROM external_identity") == 0


async def test_address_that_is_not_verified_leads_to_no_account(browser: AsyncClient, directory: Directory) -> None:
    directory.claims |= {"email_verified": False}
    answer = await come_back(browser, directory)
    assert (answer.status_code, await accounts()) == (403, [])
    assert "niet bevestigd" in answer.text


async def test_closed_account_stays_closed(browser: AsyncClient, directory: Directory) -> None:
    await come_back(browser, directory)
    browser.cookies.clear()
    await execute("UPDATE account SET active = false")
    assert ((await come_back(browser, directory)).status_code, browser.cookies.get(NAME)) == (403, None)


async def test_newcomer_without_a_default_role_has_to_be_invited(
    browser: AsyncClient, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(directory, monkeypatch, default_role=None)
    answer = await come_back(browser, directory)
    assert (answer.status_code, await accounts()) == (403, [])


async def test_groups_of_the_directory_give_and_take_roles(
    browser: AsyncClient, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(directory, monkeypatch, role_claim="groups", roles={"planning": "programmer", "desk": "host"})
    directory.claims |= {"groups": ["planning", "desk", "others"]}
    await come_back(browser, directory)
    assert [role for _, role, _ in await accounts()] == ["host", "programmer"]
    await give_role(email="alice@library.example", role=Role.VIEWER, organisation_slug="north")
    directory.claims |= {"groups": ["desk"]}
    await come_back(browser, directory)
    assert [role for _, role, _ in await accounts()] == ["host", "viewer"]


async def test_account_with_a_second_factor_is_asked_for_its_code_here_too(
    browser: AsyncClient, directory: Directory
) -> None:
    await come_back(browser, directory)
    browser.cookies.clear()
    account = await fetch_value("SELECT id FROM account")
    setup = begin_setup(account, "alice@library.example")
    await confirm_setup(account, setup.sealed, pyotp.TOTP(setup.key.replace(" ", "")).now())
    answer = await come_back(browser, directory)
    assert (answer.status_code, browser.cookies.get(NAME)) == (200, None)
    assert 'name="passed"' in answer.text


WRONG_TOKENS = [
    {"nonce": "another"},
    {"aud": "somebody-else"},
    {"iss": "https://evil.example"},
    {"exp": 1_700_000_000},
    {"sub": None},
    {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
]


@pytest.mark.parametrize("changes", WRONG_TOKENS, ids=lambda changes: next(iter(changes)))
async def test_token_that_is_not_right_signs_nobody_in(
    browser: AsyncClient, directory: Directory, changes: dict[str, Any]
) -> None:
    directory.changes = changes
    answer = await come_back(browser, directory)
    assert (answer.status_code, browser.cookies.get(NAME), await accounts()) == (400, None, [])
    assert "Inloggen met North lukte niet" in answer.text


async def test_token_with_a_signature_of_another_key_signs_nobody_in(
    browser: AsyncClient, directory: Directory
) -> None:
    directory.signing_key = RSAKey.generate_key(2048)
    assert ((await come_back(browser, directory)).status_code, await accounts()) == (400, [])


async def test_directory_that_calls_itself_otherwise_is_not_believed(
    browser: AsyncClient, directory: Directory
) -> None:
    directory.metadata_issuer = "https://evil.example"
    assert (await browser.get(START)).status_code == 400


async def test_answer_for_another_browser_signs_nobody_in(browser: AsyncClient, directory: Directory) -> None:
    there = await browser.get(START)
    back = directory.authorize(there.headers["location"])
    browser.cookies.clear()
    assert ((await browser.get(back)).status_code, await accounts()) == (400, [])


async def test_answer_that_comes_twice_signs_in_once(browser: AsyncClient, directory: Directory) -> None:
    there = await browser.get(START)
    cookies = dict(browser.cookies)
    back = directory.authorize(there.headers["location"])
    assert (await browser.get(back)).status_code == 303
    browser.cookies.clear()
    for name, value in cookies.items():
        browser.cookies.set(name, value, domain="agenda.example")
    assert (await browser.get(back)).status_code == 400


async def test_directory_that_says_no_leads_back_to_the_form(browser: AsyncClient, directory: Directory) -> None:
    there = await browser.get(START)
    state = there.headers["location"].split("state=")[1].split("&")[0]
    answer = await browser.get(f"{START}/back?error=access_denied&state={state}")
    assert (answer.status_code, 'name="password"' in answer.text) == (400, True)


async def test_directory_that_does_not_answer_leads_back_to_the_form(
    browser: AsyncClient, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(directory, monkeypatch, issuer="http://127.0.0.1:1")
    assert (await browser.get(START)).status_code == 400


async def test_directory_that_nobody_set_up_does_not_exist(browser: AsyncClient) -> None:
    assert (await browser.get("/planner/sign-in/with/nowhere")).status_code == 404
