"""The audit log, as staff read it."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch_value
from history.operations import operation
from identity.roles import Role
from tests.agenda.counting import count_queries
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import make_neighbour
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def alice(browser: AsyncClient, world: World) -> int:
    return await sign_in_as(browser, "alice@library.example", Role.PROGRAMMER, "bibliotheek")


async def rename(world: World, account: int | None, title: str, /, **details: str) -> UUID:
    """An operation that gives the activity another title."""
    organisation = world.activity.organisation
    async with operation("activity.change", account=account, organisation=organisation, **details) as this:
        await execute("UPDATE activity SET title = $2 WHERE id = $1", world.activity.id, title)
    return this


async def test_meeting_that_changed_twice_in_one_thing_counts_once(
    browser: AsyncClient, world: World, alice: int
) -> None:
    session = await world.session(local(3))
    async with operation("series.change", account=alice, organisation=world.activity.organisation):
        for note in ("een", "twee"):
            await execute("UPDATE session SET note = $2 WHERE id = $1", session, note)
    assert "2 bijeenkomsten" not in (await browser.get("/planner/history")).text


async def test_history_says_who_did_what(browser: AsyncClient, world: World, alice: int) -> None:
    await rename(world, alice, "Anders", title="Omgaan met je telefoon")
    await rename(world, None, "Weer anders")
    text = (await browser.get("/planner/history")).text
    assert "Alice veranderde een activiteit: Omgaan met je telefoon" in text
    assert "De computer veranderde een activiteit" in text
    assert "Bibliotheek Waterland" in text


async def test_operation_shows_each_field_before_and_after(browser: AsyncClient, world: World, alice: int) -> None:
    this = await rename(world, alice, "Bellen en appen")
    text = (await browser.get(f"/planner/history/{this}")).text
    row = text.split('<th scope="row">Titel</th>')[1].split("</tr>")[0]
    assert row == "<td>Omgaan met je telefoon</td><td>Bellen en appen</td>"


async def test_operation_says_places_by_name_and_moments_as_people_do(
    browser: AsyncClient, world: World, alice: int
) -> None:
    session = await world.session(local(3))
    organisation = world.activity.organisation
    async with operation("session.change", account=alice, organisation=organisation) as this:
        await execute("UPDATE session SET room = $2, starts_at = $3 WHERE id = $1", session, world.room.id, local(3, 9))
    text = (await browser.get(f"/planner/history/{this}")).text
    assert "<td>–</td><td>Leeszaal</td>" in text
    assert "9.00 uur</td>" in text


async def test_operation_that_makes_a_row_shows_what_it_is(browser: AsyncClient, world: World, alice: int) -> None:
    async with operation("place.change", account=alice, organisation=world.activity.organisation) as this:
        await execute("INSERT INTO room (location, name) VALUES ($1, 'Zolder')", world.location.id)
    text = (await browser.get(f"/planner/history/{this}")).text
    assert "Ruimte, nieuw" in text
    assert '<th scope="row">Naam</th><td>Zolder</td>' in text


async def test_history_of_another_library_is_not_shown(browser: AsyncClient, world: World) -> None:
    this = await rename(world, None, "Anders", title="Geheim")
    await make_neighbour()
    await sign_in_as(browser, "bob@library.example", Role.ADMIN, "elders")
    assert "Geheim" not in (await browser.get("/planner/history")).text
    assert (await browser.get(f"/planner/history/{this}")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, True),
        ({"kind": "activity"}, True),
        ({"kind": "session"}, False),
        ({"first": "2020-01-01", "last": ""}, True),
        ({"last": "2020-01-01"}, False),
        ({"person": "999999"}, False),
        ({"person": "", "kind": "", "first": "no day"}, True),
        ({"person": "99999999999999999999", "kind": "nonsense"}, True),
    ],
)
async def test_history_is_filtered_by_person_kind_and_day(
    browser: AsyncClient, world: World, alice: int, asked: dict[str, str], shown: bool
) -> None:
    await rename(world, alice, "Anders")
    answer = await browser.get("/planner/history", params=asked)
    assert (answer.status_code, "veranderde een activiteit" in answer.text) == (200, shown)


async def test_history_goes_on_to_older_pages(browser: AsyncClient, world: World, alice: int) -> None:
    for number in range(51):
        await rename(world, alice, f"Titel {number}", title=f"nummer {number}.")
    first, second = [(await browser.get("/planner/history", params={"number": page})).text for page in (1, 2)]
    assert ("nummer 50." in first, "nummer 0." in first, "nummer 0." in second) == (True, False, True)
    assert "number=2" in first
    assert "number=1" in second


@pytest.mark.parametrize("times", [1, 3])
async def test_history_takes_as_many_queries_for_three_as_for_one(
    browser: AsyncClient, world: World, alice: int, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    for number in range(times):
        await rename(world, alice, f"Titel {number}")
    queries = count_queries(monkeypatch)
    await browser.get("/planner/history")
    assert len(queries) == 4  # who asks, where they work, what was done, and by whom


async def test_history_names_no_password(browser: AsyncClient, world: World, alice: int) -> None:
    organisation = world.activity.organisation
    async with operation("account.password", account=alice, organisation=organisation) as this:
        await execute("UPDATE account SET password_hash = 'secret', totp_secret = 'secret' WHERE id = $1", alice)
    assert "secret" not in (await browser.get(f"/planner/history/{this}")).text
    assert await fetch_value("SELECT count(*) FROM row_change") == 0
