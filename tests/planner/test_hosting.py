"""Which sessions a host sees: those of today and tomorrow at their own places."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from database.transaction import execute
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.builders import a_location
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of, make_host_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def api() -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        yield client


@pytest.fixture
async def world() -> World:
    return await make_world()


async def statuses(api: AsyncClient, session: UUID) -> set[int]:
    """Of the three things that hosts do."""
    return {
        (await api.get(f"/sessions/{session}/registrations")).status_code,
        (await api.put(f"/sessions/{session}/attendance", json={"marks": {}})).status_code,
        (await api.put(f"/sessions/{session}/headcount", json={"count": 3})).status_code,
    }


@pytest.mark.parametrize(("days", "expected"), [(-1, {403}), (0, {200, 204}), (1, {200, 204}), (2, {403})], ids=str)
async def test_host_sees_sessions_of_today_and_tomorrow(
    api: AsyncClient, world: World, days: int, expected: set[int]
) -> None:
    api.headers.update(await headers_of(Role.HOST))
    await make_host_of(world.location.id)
    assert await statuses(api, await world.session(local(days))) == expected


async def test_host_sees_nothing_at_places_of_others(api: AsyncClient, world: World) -> None:
    api.headers.update(await headers_of(Role.HOST))
    session = await world.session(local(0))
    assert await statuses(api, session) == {403}
    await make_host_of((await a_location()).id)
    assert await statuses(api, session) == {403}


async def test_host_whose_role_was_taken_sees_nothing_at_their_former_place(api: AsyncClient, world: World) -> None:
    await make_neighbour()
    api.headers.update(await headers_of(Role.HOST, "elders"))
    await make_host_of(world.location.id, organisation="elders")
    assert await statuses(api, await world.session(local(0))) == {403}


async def test_place_counts_and_not_whose_activity_it_is(api: AsyncClient, world: World) -> None:
    api.headers.update(await headers_of(Role.HOST))
    session, elsewhere = await world.session(local(0)), (await a_location()).id
    await make_host_of(world.location.id)
    await execute("UPDATE session SET location = $2 WHERE id = $1", session, elsewhere)
    assert await statuses(api, session) == {403}


@pytest.mark.parametrize("role", [Role.PROGRAMMER, Role.ADMIN])
async def test_planner_sees_sessions_of_any_day_and_place(api: AsyncClient, world: World, role: Role) -> None:
    api.headers.update(await headers_of(role))
    assert await statuses(api, await world.session(local(10))) == {200, 204}


async def test_session_that_does_not_exist_is_not_found(api: AsyncClient, world: World) -> None:
    api.headers.update(await headers_of(Role.HOST))
    assert await statuses(api, uuid4()) == {404}
