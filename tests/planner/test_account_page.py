"""Somebody's own account, as their browser shows it."""

from collections.abc import AsyncIterator

import pyotp
import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch, fetch_value
from identity.accounts import sign_in
from identity.cookies import NAME
from identity.roles import Role
from identity.second_factor import has_second_factor
from identity.sessions import open_session
from tests.identity.examples import PASSWORD, make_tree
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
NEW = "another horse battery"


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def alice(browser: AsyncClient) -> int:
    """Signed in, in this browser and in another one."""
    await make_tree()
    account = await sign_in_as(browser, "alice@library.example", Role.PROGRAMMER, "north", password=PASSWORD)
    await open_session(account)
    return account


async def sessions() -> int:
    number: int = await fetch_value("SELECT count(*) FROM staff_session")
    return number


async def test_account_says_what_somebody_may_do(browser: AsyncClient, alice: int) -> None:
    text = (await browser.get("/planner/account")).text
    assert "Programmamaker, North" in text


async def test_who_is_not_signed_in_comes_to_the_form_and_back(browser: AsyncClient) -> None:
    answer = await browser.get("/planner/account?x=1")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/planner/sign-in?next=%2Fplanner%2Faccount%3Fx%3D1",
    )


async def test_part_of_a_page_sends_the_whole_page_to_the_form(browser: AsyncClient) -> None:
    answer = await browser.get("/planner/account", headers={"hx-request": "true"})
    assert answer.headers["hx-redirect"] == "/planner/sign-in?next=%2Fplanner%2Faccount"


async def test_form_of_who_is_signed_out_by_now_does_nothing(browser: AsyncClient, alice: int) -> None:
    await execute("DELETE FROM staff_session")
    answer = await browser.post("/planner/account/password", data={"current": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/sign-in")
    assert await sign_in(email="alice@library.example", password=PASSWORD) is not None


async def test_new_password_signs_other_browsers_out_and_renews_the_key_of_this_one(
    browser: AsyncClient, alice: int
) -> None:
    former = browser.cookies[NAME]
    answer = await browser.post("/planner/account/password", data={"current": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/account?done=password")
    assert answer.cookies[NAME] != former
    assert (await sessions(), await fetch_value("SELECT action FROM operation")) == (1, "account.password")
    assert await sign_in(email="alice@library.example", password=NEW) is not None
    assert "Je hebt een nieuw wachtwoord" in (await browser.get("/planner/account?done=password")).text


@pytest.mark.parametrize(
    ("current", "password", "said"),
    [("wrong horse battery", NEW, "horen niet bij elkaar"), (PASSWORD, "short", "minstens 12 tekens")],
)
async def test_new_password_is_refused_without_the_present_one_or_when_too_short(
    browser: AsyncClient, alice: int, current: str, password: str, said: str
) -> None:
    answer = await browser.post("/planner/account/password", data={"current": current, "password": password})
    assert (answer.status_code, said in answer.text, await sessions()) == (400, True, 2)
    assert await sign_in(email="alice@library.example", password=PASSWORD) is not None


async def test_signing_out_everywhere_leaves_this_browser_with_a_new_key(browser: AsyncClient, alice: int) -> None:
    former = browser.cookies[NAME]
    answer = await browser.post("/planner/account/sign-out-everywhere")
    assert (answer.cookies[NAME] != former, await sessions()) == (True, 1)
    browser.cookies.set(NAME, answer.cookies[NAME], domain="agenda.example")


async def set_up(browser: AsyncClient) -> tuple[str, Response]:
    """Turns codes on; returns the secret and the page with recovery codes."""
    page = (await browser.get("/planner/account/second-factor")).text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    sealed = page.split('name="setup" value="')[1].split('"')[0]
    fields = {"setup": sealed, "code": pyotp.TOTP(secret).now()}
    return secret, await browser.post("/planner/account/second-factor", data=fields)


def codes_in(answer: Response) -> list[str]:
    return [part.split("</code>")[0] for part in answer.text.split("<code>")[1:]]


async def test_second_factor_begins_with_a_picture_and_a_first_code(browser: AsyncClient, alice: int) -> None:
    page = (await browser.get("/planner/account/second-factor")).text
    assert ("<svg" in page, await has_second_factor(alice)) == (True, False)
    secret, answer = await set_up(browser)
    assert (await has_second_factor(alice), len(codes_in(answer)), await sessions()) == (True, 10, 1)
    assert answer.cookies[NAME]
    kept = await fetch_value("SELECT totp_secret FROM account")
    assert secret not in kept
    hashes = [row["code_hash"] for row in await fetch("SELECT code_hash FROM recovery_code")]
    assert set(hashes) & set(codes_in(answer)) == set()


async def test_second_factor_does_not_begin_with_a_wrong_code(browser: AsyncClient, alice: int) -> None:
    page = (await browser.get("/planner/account/second-factor")).text
    sealed = page.split('name="setup" value="')[1].split('"')[0]
    answer = await browser.post("/planner/account/second-factor", data={"setup": sealed, "code": "000 00"})
    assert (answer.status_code, sealed in answer.text, await has_second_factor(alice)) == (400, True, False)


async def test_second_factor_that_somebody_else_began_is_not_taken(browser: AsyncClient, alice: int) -> None:
    page = (await browser.get("/planner/account/second-factor")).text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    sealed = page.split('name="setup" value="')[1].split('"')[0]
    bob = await sign_in_as(browser, "bob@library.example", Role.HOST, "north")
    fields = {"setup": sealed, "code": pyotp.TOTP(secret).now()}
    answer = await browser.post("/planner/account/second-factor", data=fields)
    assert (answer.status_code, await has_second_factor(bob)) == (303, False)


async def test_second_factor_ends_with_a_code_only(browser: AsyncClient, alice: int) -> None:
    _, answer = await set_up(browser)
    wrong = await browser.post("/planner/account/second-factor/remove", data={"code": "123456"})
    assert (wrong.status_code, await has_second_factor(alice)) == (400, True)
    right = await browser.post("/planner/account/second-factor/remove", data={"code": codes_in(answer)[0].upper()})
    assert (right.status_code, await has_second_factor(alice)) == (303, False)
    actions = [row["action"] for row in await fetch("SELECT action FROM operation ORDER BY at")]
    assert actions == ["account.second_factor_on", "account.second_factor_off"]
