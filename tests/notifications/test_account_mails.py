"""Mails with a link to choose a password, through the database and a real SMTP server."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_value
from identity.accounts import create_account, sign_in
from identity.links import LinkPurpose, make_link
from identity.roles import Role
from notifications.checking import problems
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from outbox.relay import relay
from settings import get_settings
from tests.identity.examples import PASSWORD, make_tree
from tests.notifications.conftest import SECRET
from tests.notifications.mails import Post, html_of, text_of
from tests.planner.staff_browser import open_browser, sign_in_as
from web.signed_links import signed_links

pytestmark = pytest.mark.usefixtures("database")
NEW = "another horse battery"


@pytest.fixture(autouse=True)
def same_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read what the mails wrote."""
    monkeypatch.setenv("LEERAGENDA_SECRET_KEY", SECRET)
    get_settings.cache_clear()
    signed_links.cache_clear()
    monkeypatch.setattr(get_settings(), "smtp_url", "smtp://mail.example")


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client
    get_settings.cache_clear()
    signed_links.cache_clear()


async def deliver(delivery: Delivery) -> None:
    await relay(HANDLERS)
    while await delivery.deliver():
        pass


def path_in(text: str) -> str:
    found = re.search(r"https://agenda\.example(/planner/password/[\w=-]+)", text)
    assert found is not None
    return found[1]


async def test_invited_person_gets_a_link_and_chooses_a_password_once(
    browser: AsyncClient, delivery: Delivery, post: Post
) -> None:
    await make_tree()
    await sign_in_as(browser, "admin@library.example", Role.ADMIN, "north")
    form = {"email": "Alice@Library.example", "name": "Alice", "roles": "programmer"}
    invited = await browser.post("/planner/people?organisation=north", data=form)
    assert invited.status_code == 303
    await deliver(delivery)
    [mail] = post.mails()
    assert (mail["to"], mail["subject"]) == ("Alice <alice@library.example>", "Je account voor de planner")
    path = path_in(text_of(mail))
    assert path in html_of(mail)

    browser.cookies.clear()
    assert "alice@library.example" in (await browser.get(path)).text
    assert (await browser.post(path, data={"password": "short"})).status_code == 400
    answer = await browser.post(path, data={"password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/sign-in?chosen=1")
    assert await sign_in(email="alice@library.example", password=NEW) is not None
    again = [await browser.get(path), await browser.post(path, data={"password": PASSWORD})]
    assert [answer.status_code for answer in again] == [404, 404]
    assert await sign_in(email="alice@library.example", password=PASSWORD) is None


async def test_token_of_a_link_stands_in_no_table(browser: AsyncClient, delivery: Delivery, post: Post) -> None:
    account = await create_account(email="alice@library.example", password=PASSWORD)
    await make_link(account.id, LinkPurpose.RESET, locale="en")
    await deliver(delivery)
    [mail] = post.mails()
    token = path_in(text_of(mail)).rpartition("/")[2]
    assert mail["subject"] == "A new password"
    statements = ("SELECT * FROM account_link", "SELECT * FROM fact", "SELECT * FROM message")
    kept = [str(tuple(row)) for statement in statements for row in await fetch(statement)]
    assert [row for row in kept if token in row] == []
    assert await problems() == []


async def test_forgotten_password_is_mailed_to_who_has_an_account_only(
    browser: AsyncClient, delivery: Delivery, post: Post
) -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    answers = [
        (await browser.post("/planner/password", data={"email": email})).text.replace(email, "")
        for email in ("ALICE@library.example", "bob@library.example")
    ]
    assert answers[0] == answers[1]
    await deliver(delivery)
    assert [mail["to"] for mail in post.mails()] == ["alice@library.example"]


async def test_link_ends_after_an_hour_or_with_a_newer_one(browser: AsyncClient) -> None:
    account = await create_account(email="alice@library.example", password=PASSWORD)
    paths = []
    for _ in range(2):
        link = await make_link(account.id, LinkPurpose.RESET, locale="nl")
        paths.append(f"/planner/password/{signed_links().make('choose password', link)}")
    assert [(await browser.get(path)).status_code for path in paths] == [404, 200]
    await execute("UPDATE account_link SET expires_at = expires_at - interval '61 minutes'")
    assert (await browser.get(paths[1])).status_code == 404
    assert (await browser.get("/planner/password/nonsense")).status_code == 404


async def test_link_that_has_ended_is_not_mailed(delivery: Delivery, post: Post) -> None:
    account = await create_account(email="alice@library.example", password=PASSWORD)
    await make_link(account.id, LinkPurpose.RESET, locale="nl")
    await relay(HANDLERS)
    await execute("UPDATE account_link SET used_at = now()")
    await deliver(delivery)
    assert (post.mails(), await fetch_value("SELECT state FROM message")) == ([], "dropped")


async def test_who_signs_in_with_a_directory_gets_no_second_way_in(browser: AsyncClient) -> None:
    account = await create_account(email="alice@library.example", password=None)
    await execute("INSERT INTO external_identity (account, issuer, subject) VALUES ($1, 'x', 'y')", account.id)
    await browser.post("/planner/password", data={"email": "alice@library.example"})
    assert await fetch_value("SELECT count(*) FROM account_link") == 0


async def test_mails_are_asked_for_ten_times_at_most(browser: AsyncClient) -> None:
    data = {"email": "alice@library.example"}
    assert [(await browser.post("/planner/password", data=data)).status_code for _ in range(11)] == [200] * 10 + [429]
