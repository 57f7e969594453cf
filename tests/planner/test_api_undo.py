"""Undoing by the JSON API, as a program does it."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch_value
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.events.series.worlds import sign_up
from tests.notifications.worlds import World, make_world
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def world(database: None) -> World:
    return await make_world()


@pytest.fixture
async def api(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


async def title() -> str:
    found: str = await fetch_value("SELECT title FROM activity")
    return found


async def test_last_thing_is_undone_and_the_one_before_it_next(api: AsyncClient) -> None:
    was = await title()
    for name in ("Een", "Twee"):
        await api.patch("/activities/telefoon", json={"title": name})
    first = await api.post("/operations/undo", json={})
    between = await title()
    second = await api.post("/operations/undo", json={})
    assert (first.status_code, between, second.status_code, await title()) == (200, "Een", 200, was)
    third = await api.post("/operations/undo", json={})
    assert (third.status_code, third.json()["code"]) == (404, "unknown_operation")


async def test_operation_is_undone_once(api: AsyncClient) -> None:
    await api.patch("/activities/telefoon", json={"title": "Anders"})
    body = {"operation": str(await fetch_value("SELECT id FROM operation"))}
    undone = await api.post("/operations/undo", json=body)
    again = await api.post("/operations/undo", json=body)
    assert undone.json() == {"operation": str(await fetch_value("SELECT id FROM operation WHERE undoes IS NOT NULL"))}
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")


async def test_what_somebody_else_did_is_not_theirs_to_undo(api: AsyncClient) -> None:
    await api.patch("/activities/telefoon", json={"title": "Anders"})
    body = {"operation": str(await fetch_value("SELECT id FROM operation"))}
    api.headers.update(await headers_of(Role.ADMIN))
    refused = await api.post("/operations/undo", json=body)
    assert (refused.status_code, await title()) == (404, "Anders")


async def test_who_has_no_role_there_any_more_undoes_nothing(api: AsyncClient) -> None:
    await api.patch("/activities/telefoon", json={"title": "Anders"})
    body = {"operation": str(await fetch_value("SELECT id FROM operation"))}
    await execute("UPDATE role_assignment SET role = 'viewer'")
    viewer = await api.post("/operations/undo", json=body)
    await execute("UPDATE role_assignment SET role = 'adviser', organisation = (SELECT id FROM organisation LIMIT 1)")
    await execute("UPDATE operation SET organisation = NULL")
    adviser = await api.post("/operations/undo", json=body)
    assert (viewer.status_code, adviser.status_code, await title()) == (403, 404, "Anders")


async def test_places_of_an_edition_change_in_what_is_sent(api: AsyncClient, world: World) -> None:
    address = f"/editions/{world.edition.id}"
    first = await api.patch(address, json={"capacity": 12, "desk_seats": 2})
    second = await api.patch(address, json={"minimum": 4})
    assert (first.status_code, second.status_code) == (200, 200)
    shown = {name: second.json()[name] for name in ("capacity", "desk_seats", "minimum", "activity", "location")}
    assert shown == {
        "capacity": 12,
        "desk_seats": 2,
        "minimum": 4,
        "activity": "telefoon",
        "location": "centrale",
    }


async def test_places_of_an_edition_are_not_fewer_than_those_taken(api: AsyncClient, world: World) -> None:
    for name in ("alice", "bob"):
        await sign_up(edition=world.edition.id, name=name)
    refused = await api.patch(f"/editions/{world.edition.id}", json={"capacity": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "capacity_below_taken")
    assert len(refused.json()["details"]["people"]) == 2
