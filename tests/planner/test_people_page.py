"""The accounts of an organisation, as its administrator manages them."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_value
from identity.accounts import create_account, give_role
from identity.hosting import places_of
from identity.roles import Role
from identity.sessions import actor_of_session, open_session
from places.locating import add_location
from places.schemas import LocationDetails
from places.vocabulary import LocationKind
from tests.agenda.counting import count_queries
from tests.identity.examples import PASSWORD, make_tree
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
BOB = "bob@library.example"


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    await make_tree()
    async with open_browser() as client:
        yield client


@pytest.fixture
async def admin(browser: AsyncClient) -> int:
    return await sign_in_as(browser, "admin@library.example", Role.ADMIN, "north")


async def bob(*roles: tuple[Role, str]) -> int:
    account = await create_account(email=BOB, name="Bob", password=PASSWORD)
    for role, organisation in roles or [(Role.HOST, "north")]:
        await give_role(email=BOB, role=role, organisation_slug=organisation)
    return account.id


async def roles_of_bob() -> list[tuple[str, str]]:
    rows = await fetch(
        """
        SELECT role_assignment.role, organisation.slug FROM role_assignment
        JOIN account ON account.id = role_assignment.account
        JOIN organisation ON organisation.id = role_assignment.organisation
        WHERE account.email = $1 ORDER BY 1, 2
        """,
        BOB,
    )
    return [(row["role"], row["slug"]) for row in rows]


async def test_page_lists_the_people_of_the_organisation_only(browser: AsyncClient, admin: int) -> None:
    await bob()
    await create_account(email="carol@library.example", name="Carol", password=PASSWORD)
    await give_role(email="carol@library.example", role=Role.HOST, organisation_slug="south")
    text = (await browser.get("/planner/people")).text
    assert ("Bob" in text, "Carol" in text) == (True, False)


async def test_new_person_is_invited_without_a_password_and_it_is_written_down(
    browser: AsyncClient, admin: int
) -> None:
    answer = await browser.post(
        "/planner/people?organisation=north", data={"email": "BOB@library.example", "roles": ["host", "viewer"]}
    )
    assert answer.status_code == 303
    assert await roles_of_bob() == [("host", "north"), ("viewer", "north")]
    assert await fetch_value("SELECT password_hash FROM account WHERE email = $1", BOB) is None
    assert await fetch_value("SELECT action FROM operation") == "account.invite"
    assert await fetch_value("SELECT count(*) FROM row_change") == 3
    # Without a mail server the link is there to hand over.
    assert "/planner/password/" in (await browser.get(answer.headers["location"])).text


async def test_person_with_an_account_gets_the_role_and_no_new_link(browser: AsyncClient, admin: int) -> None:
    await bob((Role.HOST, "south"))
    await browser.post("/planner/people?organisation=north", data={"email": BOB, "roles": "viewer"})
    assert await roles_of_bob() == [("host", "south"), ("viewer", "north")]
    assert await fetch_value("SELECT count(*) FROM account_link") == 0


async def test_address_that_is_none_is_said_beside_its_field(browser: AsyncClient, admin: int) -> None:
    answer = await browser.post("/planner/people?organisation=north", data={"email": "bob", "roles": "viewer"})
    assert (answer.status_code, 'id="error-email"' in answer.text) == (400, True)


@pytest.mark.parametrize(("given", "status"), [("national", 403), ("admin", 303)])
async def test_administrator_of_a_library_gives_no_national_rights(
    browser: AsyncClient, admin: int, given: str, status: int
) -> None:
    answer = await browser.post("/planner/people?organisation=north", data={"email": BOB, "roles": given})
    assert (answer.status_code, await fetch_value("SELECT count(*) FROM account WHERE email = $1", BOB)) == (
        status,
        int(status == 303),
    )


async def test_changed_roles_sign_their_browsers_out(browser: AsyncClient, admin: int) -> None:
    account = await bob()
    key = await open_session(account)
    answer = await browser.post(f"/planner/people/{account}?organisation=north", data={"roles": "programmer"})
    assert (answer.status_code, await roles_of_bob()) == (303, [("programmer", "north")])
    assert await actor_of_session(key) is None


async def test_places_of_a_host_are_those_of_the_organisation(browser: AsyncClient, admin: int) -> None:
    account = await bob()
    details = LocationDetails(key="haven", name="De Haven", kind=LocationKind.BRANCH)
    for slug in ("north", "south"):
        await add_location(organisation_slug=slug, details=details)
    places = [row["id"] for row in await fetch("SELECT id FROM location ORDER BY id")]
    form = {"roles": "host", "places": [str(place) for place in places]}
    await browser.post(f"/planner/people/{account}?organisation=north", data=form)
    assert await places_of(account) == places[:1]
    assert "De Haven" in (await browser.get("/planner/people")).text
    await browser.post(f"/planner/people/{account}?organisation=north", data={"roles": "viewer"})
    assert await places_of(account) == []


async def test_who_keeps_no_role_leaves_the_organisation(browser: AsyncClient, admin: int) -> None:
    account = await bob()
    answer = await browser.post(f"/planner/people/{account}?organisation=north", data={"name": "Bob"})
    assert (answer.headers["location"], await roles_of_bob()) == ("/planner/people?organisation=north", [])


async def test_closed_account_is_signed_out_and_can_be_opened_again(browser: AsyncClient, admin: int) -> None:
    account = await bob()
    key = await open_session(account)
    await browser.post(f"/planner/people/{account}/close?organisation=north")
    assert (await actor_of_session(key), await fetch_value("SELECT count(*) FROM staff_session")) == (None, 1)
    assert "Gesloten" in (await browser.get("/planner/people")).text
    await browser.post(f"/planner/people/{account}/open?organisation=north")
    assert await fetch_value("SELECT active FROM account WHERE id = $1", account)


async def test_account_of_who_works_elsewhere_too_is_not_closed(browser: AsyncClient, admin: int) -> None:
    account = await bob((Role.HOST, "north"), (Role.HOST, "south"))
    answer = await browser.post(f"/planner/people/{account}/close?organisation=north")
    assert (answer.status_code, "werkt ook voor een andere organisatie" in answer.text) == (409, True)
    assert await fetch_value("SELECT active FROM account WHERE id = $1", account)


async def test_person_of_another_organisation_is_not_there(browser: AsyncClient, admin: int) -> None:
    account = await bob((Role.HOST, "south"))
    assert (await browser.get(f"/planner/people/{account}?organisation=north")).status_code == 404
    assert (await browser.get(f"/planner/people/{account}?organisation=south")).status_code == 403
    assert (await browser.post(f"/planner/people/{account}?organisation=north", data={})).status_code == 404


@pytest.mark.parametrize("what", ["", "/close", "/second-factor"])
async def test_nobody_takes_away_their_own_rights(browser: AsyncClient, admin: int, what: str) -> None:
    answer = await browser.post(f"/planner/people/{admin}{what}?organisation=north", data={"roles": "viewer"})
    assert answer.status_code == 409
    assert (await browser.get("/planner/people")).status_code == 200


async def test_lost_phone_is_forgotten_by_the_administrator(browser: AsyncClient, admin: int) -> None:
    account = await bob()
    await execute("UPDATE account SET totp_secret = 'x' WHERE id = $1", account)
    await browser.post(f"/planner/people/{account}/second-factor?organisation=north")
    assert await fetch_value("SELECT totp_secret FROM account WHERE id = $1", account) is None
    assert await fetch_value("SELECT action FROM operation") == "account.second_factor_reset"


async def test_national_account_manages_every_library(browser: AsyncClient) -> None:
    await sign_in_as(browser, "noor@national.example", Role.NATIONAL, "national")
    account = await bob()
    assert "National" in (await browser.get("/planner/people")).text
    assert (await browser.get(f"/planner/people/{account}?organisation=north")).status_code == 200


@pytest.mark.parametrize("others", [1, 3])
async def test_page_takes_as_many_queries_for_three_people_as_for_one(
    browser: AsyncClient, admin: int, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    for number in range(others):
        await create_account(email=f"p{number}@library.example", password=None)
        await give_role(email=f"p{number}@library.example", role=Role.HOST, organisation_slug="north")
    queries = count_queries(monkeypatch)
    await browser.get("/planner/people")
    assert len(queries) == 5
