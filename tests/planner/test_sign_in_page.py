"""Signing in and out, as a browser does it."""

from collections.abc import AsyncIterator

import pyotp
import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch_value
from identity.accounts import create_account, give_role
from identity.roles import Role
from identity.second_factor import begin_setup, confirm_setup
from identity.sessions import open_session
from settings import get_settings
from tests.application import visitor
from tests.identity.examples import PASSWORD, make_tree

pytestmark = pytest.mark.usefixtures("database")

COOKIE = "leeragenda_staff"
ALICE = {"email": "alice@library.example", "password": PASSWORD}


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        client.headers["sec-fetch-site"] = "same-origin"
        yield client


@pytest.fixture
async def alice() -> int:
    await make_tree()
    account = await create_account(email="alice@library.example", name="Alice", password=PASSWORD)
    await give_role(email="alice@library.example", role=Role.PROGRAMMER, organisation_slug="north")
    return account.id


async def sign_in(browser: AsyncClient, **changed: str) -> Response:
    return await browser.post("/planner/sign-in", data=ALICE | changed)


async def test_page_asks_for_address_and_password(browser: AsyncClient) -> None:
    answer = await browser.get("/planner/sign-in")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert 'autocomplete="current-password"' in answer.text


async def test_signing_in_gives_a_cookie_that_scripts_and_neighbours_cannot_use(
    browser: AsyncClient, alice: int
) -> None:
    answer = await sign_in(browser)
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner")
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert (await browser.get("/planner/sign-in")).headers["location"] == "/planner"


async def test_cookie_is_bound_to_this_site_over_https_in_production(
    browser: AsyncClient, alice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "environment", "production")
    cookie = (await sign_in(browser)).headers["set-cookie"]
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert {"Secure", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_key_that_somebody_planted_does_not_survive_signing_in(browser: AsyncClient, alice: int) -> None:
    planted = await open_session(alice)
    browser.cookies.set(COOKIE, planted, domain="agenda.example")
    answer = await browser.post("/planner/sign-in", data=ALICE)
    assert answer.cookies[COOKIE] != planted
    stranger = {"cookie": f"{COOKIE}={planted}"}
    browser.cookies.clear()
    assert (await browser.get("/planner/sign-in", headers=stranger)).status_code == 200
    assert await fetch_value("SELECT count(*) FROM staff_session") == 1


@pytest.mark.parametrize("changed", [{"password": "wrong horse battery"}, {"email": "bob@library.example"}])
async def test_wrong_password_and_unknown_address_get_the_same_answer(
    browser: AsyncClient, alice: int, changed: dict[str, str]
) -> None:
    answer = await sign_in(browser, **changed)
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in answer.text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/planner/board?week=2027-W02", "/planner/board?week=2027-W02"),
        ("//evil.example", "/planner"),
        ("https://evil.example", "/planner"),
        ("/\\evil.example", "/planner"),
        ("/planner/sign-in?next=/planner", "/planner"),
    ],
)
async def test_signing_in_goes_back_to_own_pages_only(
    browser: AsyncClient, alice: int, wanted: str, reached: str
) -> None:
    answer = await browser.post("/planner/sign-in", params={"next": wanted}, data=ALICE)
    assert answer.headers["location"] == reached


async def test_form_of_another_website_is_refused(browser: AsyncClient, alice: int) -> None:
    answer = await browser.post("/planner/sign-in", data=ALICE, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_who_guesses_too_often_has_to_wait_also_with_the_right_password(browser: AsyncClient, alice: int) -> None:
    answers = [(await sign_in(browser, password="wrong horse battery")).status_code for _ in range(11)]
    right = await sign_in(browser)
    assert (answers, right.status_code) == ([400] * 10 + [429], 429)
    assert "Wacht 15 minuten" in right.text
    await execute("UPDATE sign_in_failure SET since = since - interval '15 minutes'")
    assert (await sign_in(browser)).status_code == 303


async def test_right_password_starts_the_counting_anew(browser: AsyncClient, alice: int) -> None:
    for _ in range(3):
        for _ in range(9):
            await sign_in(browser, password="wrong horse battery")
        assert (await sign_in(browser)).status_code == 303


async def test_who_guesses_at_many_accounts_from_one_place_has_to_wait(browser: AsyncClient, alice: int) -> None:
    answers = {(await sign_in(browser, email=f"bob{number}@library.example")).status_code for number in range(50)}
    assert (answers, (await sign_in(browser)).status_code) == ({400}, 429)


async def test_who_shares_a_proxy_does_not_share_the_count(browser: AsyncClient, alice: int) -> None:
    """The proxy is on this machine, and the last address is what it saw."""
    guesser, reader = {"x-forwarded-for": "6.6.6.6, 203.0.113.7"}, {"x-forwarded-for": "203.0.113.7, 198.51.100.2"}
    for number in range(51):
        data = ALICE | {"email": f"bob{number}@library.example"}
        answer = await browser.post("/planner/sign-in", data=data, headers=guesser)
    assert answer.status_code == 429
    assert (await browser.post("/planner/sign-in", data=ALICE, headers=reader)).status_code == 303


async def test_signing_out_ends_the_key(browser: AsyncClient, alice: int) -> None:
    await sign_in(browser)
    key = browser.cookies[COOKIE]
    answer = await browser.post("/planner/sign-out")
    assert (answer.headers["location"], browser.cookies.get(COOKIE)) == ("/planner/sign-in?out=1", None)
    assert (await browser.get("/planner/sign-in", headers={"cookie": f"{COOKIE}={key}"})).status_code == 200
    assert "Je bent uitgelogd" in (await browser.get("/planner/sign-in?out=1")).text


async def test_api_takes_the_browser_that_is_signed_in(browser: AsyncClient, alice: int) -> None:
    before = await browser.post("/api/v1/activities", json={})
    await sign_in(browser)
    after = await browser.post("/api/v1/activities", json={})
    assert (before.status_code, after.status_code) == (401, 400)


@pytest.fixture
async def secret(alice: int) -> str:
    """Alice's, for her codes; the code of now is used up."""
    setup = begin_setup(alice, "alice@library.example")
    secret = setup.key.replace(" ", "")
    await confirm_setup(alice, setup.sealed, pyotp.TOTP(secret).now())
    return secret


def passed_of(answer: Response) -> str:
    return answer.text.split('name="passed" value="')[1].split('"')[0]


async def test_account_with_a_second_factor_is_asked_for_a_code(browser: AsyncClient, secret: str) -> None:
    first = await sign_in(browser)
    assert (first.status_code, "set-cookie" in first.headers) == (200, False)
    await execute("UPDATE account SET totp_last_step = NULL")
    fields = {"passed": passed_of(first), "code": pyotp.TOTP(secret).now()}
    answer = await browser.post("/planner/sign-in/code?next=/planner/history", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/history")
    assert (await browser.post("/planner/sign-in/code", data=fields)).status_code == 400


async def test_code_without_a_password_is_nothing(browser: AsyncClient, secret: str) -> None:
    await execute("UPDATE account SET totp_last_step = NULL")
    answer = await browser.post("/planner/sign-in/code", data={"passed": "x", "code": pyotp.TOTP(secret).now()})
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    assert "Begin opnieuw met je wachtwoord" in answer.text


async def test_who_guesses_codes_has_to_wait(browser: AsyncClient, secret: str) -> None:
    passed = passed_of(await sign_in(browser))
    fields = {"passed": passed, "code": "000000x"}
    answers = [(await browser.post("/planner/sign-in/code", data=fields)).status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]
