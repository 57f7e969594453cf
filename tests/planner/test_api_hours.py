"""Planning outside the opening hours of a place, by the JSON API."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_value
from events.vocabulary import Form
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.events.series.worlds import local
from tests.notifications.worlds import World, make_world
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")

OPEN = "INSERT INTO opening_hours (location, weekday, opens_at, closes_at) VALUES ($1, 2, '10:00', '17:00')"
RULE = {"first_day": "2027-01-05", "last_day": "2027-01-26", "rrule": "FREQ=WEEKLY"}
EVENING = {"starts_at": "19:00", "ends_at": "21:00"}


@pytest.fixture
async def world(database: None) -> World:
    """A place that is open on Tuesdays from 10 to 17."""
    world = await make_world(form=Form.DROP_IN)
    await execute(OPEN, world.location.id)
    return world


@pytest.fixture
async def api(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


def at(day: int, hour: int) -> str:
    return local(1, day, hour).isoformat()


def meeting(world: World, hour: int, **more: Any) -> dict[str, Any]:
    return {"edition": str(world.edition.id), "starts_at": at(5, hour), "ends_at": at(5, hour + 2), **more}


async def agreed() -> list[bool]:
    return [row["outside_hours"] for row in await fetch("SELECT outside_hours FROM session ORDER BY starts_at")]


async def test_new_session_outside_opening_hours_is_refused_unless_the_place_will_be_open(
    api: AsyncClient, world: World
) -> None:
    refused = await api.post("/sessions", json=meeting(world, 19))
    made = await api.post("/sessions", json=meeting(world, 19, outside_hours=True))
    usual = await api.post("/sessions", json=meeting(world, 10))
    assert (refused.status_code, refused.json()["code"]) == (409, "outside_opening_hours")
    assert (made.status_code, usual.status_code, await agreed()) == (201, 201, [False, True])


async def test_session_does_not_move_out_of_the_opening_hours_by_accident(api: AsyncClient, world: World) -> None:
    session = (await api.post("/sessions", json=meeting(world, 10))).json()["id"]
    later = {"scope": "this", "starts_at": at(5, 19)}
    refused = await api.patch(f"/sessions/{session}", json=later)
    stays = await fetch_value("SELECT starts_at FROM session WHERE id = $1", UUID(session))
    moved = await api.patch(f"/sessions/{session}", json=later | {"outside_hours": True})
    renamed = await api.patch(f"/sessions/{session}", json={"scope": "this", "title": "Avond"})
    assert (refused.status_code, refused.json()["code"], stays) == (409, "outside_opening_hours", local(1, 5, 10))
    assert (moved.status_code, renamed.status_code, await agreed()) == (200, 200, [True])


async def test_words_of_a_session_that_is_outside_opening_hours_can_change(api: AsyncClient, world: World) -> None:
    session = (await api.post("/sessions", json=meeting(world, 10))).json()["id"]
    await execute("UPDATE opening_hours SET opens_at = '13:00'")
    answer = await api.patch(f"/sessions/{session}", json={"scope": "this", "title": "Ochtend"})
    assert (answer.status_code, answer.json()["title"]) == (200, "Ochtend")


async def test_rule_outside_opening_hours_gives_no_sessions_unless_the_place_will_be_open(
    api: AsyncClient, world: World
) -> None:
    address = f"/editions/{world.edition.id}/rules"
    refused = await api.post(address, json=RULE | EVENING)
    none = await fetch_value("SELECT count(*) FROM session")
    made = await api.post(address, json=RULE | EVENING | {"outside_hours": True})
    assert (refused.status_code, refused.json()["code"], none) == (409, "outside_opening_hours", 0)
    assert len(refused.json()["details"]["sessions"]) == 4
    assert (made.status_code, made.json()["sessions"], await agreed()) == (201, 4, [True] * 4)
