from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_row, fetch_value
from identity.roles import Role
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")

PLACES = "/planner/places"


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def world(browser: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(browser, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def test_place_is_added_with_a_key_of_its_name(browser: AsyncClient, world: World) -> None:
    fields = {"name": "Huis van de Wijk Één", "kind": "outreach", "host_kind": "community_centre", "place": "Dorp"}
    answer = await browser.post(PLACES, data=fields)
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, f"{PLACES}/huis-van-de-wijk-een")
    page = await browser.get(PLACES)
    assert "Huis van de Wijk Één" in page.text
    assert "Centrale" in page.text


async def test_place_without_what_it_needs_is_asked_again(browser: AsyncClient, world: World) -> None:
    answer = await browser.post(PLACES, data={"name": "Buurthuis", "kind": "outreach"})
    assert (answer.status_code, 'href="#field-host_kind"' in answer.text) == (400, True)
    answer = await browser.post(PLACES, data={"name": "Centrale", "kind": "branch"})
    assert answer.status_code == 409


async def test_place_is_changed_and_what_is_emptied_goes(browser: AsyncClient, world: World) -> None:
    fields = {
        "name": "Centrale Bibliotheek",
        "kind": "branch",
        "street": "Kade 2",
        "latitude": "52.1",
        "longitude": "4.5",
    }
    assert (await browser.post(f"{PLACES}/centrale", data=fields)).status_code == 303
    row = await fetch_row("SELECT key, name, street, place, phone, latitude FROM location")
    assert row is not None
    assert tuple(row) == ("centrale", "Centrale Bibliotheek", "Kade 2", "", None, 52.1)


async def test_opening_hours_are_kept(browser: AsyncClient, world: World) -> None:
    assert (await browser.post(f"{PLACES}/centrale/hours", data={"day6": "10-13"})).status_code == 303
    assert 'value="10.00-13.00"' in (await browser.get(f"{PLACES}/centrale")).text
    assert (await browser.post(f"{PLACES}/centrale/hours", data={"day6": "tien"})).status_code == 400
    assert await fetch_value("SELECT count(*) FROM opening_hours") == 1


async def test_room_is_added_changed_and_retired(browser: AsyncClient, world: World) -> None:
    address = f"{PLACES}/centrale/rooms"
    fields = {"name": "Tuinzaal", "capacity": "12", "equipment": ["projector", "sound"]}
    assert (await browser.post(address, data=fields)).status_code == 303
    room = await fetch_value("SELECT id FROM room WHERE name = 'Tuinzaal'")
    assert "Projector, Geluidsinstallatie" in (await browser.get(f"{PLACES}/centrale")).text

    assert (await browser.post(f"{address}/{room}", data={"name": "Zaal", "capacity": ""})).status_code == 303
    row = await fetch_row("SELECT name, capacity, equipment, retired_at FROM room WHERE id = $1", room)
    assert row is not None
    assert tuple(row) == ("Zaal", None, [], None)

    assert (await browser.post(f"{address}/{room}", data={"do": "retire"})).status_code == 303
    assert await fetch_value("SELECT retired_at IS NOT NULL FROM room WHERE id = $1", room)
    assert (await browser.post(f"{address}/{room}", data={"do": "reopen"})).status_code == 303
    assert await fetch_value("SELECT retired_at IS NULL FROM room WHERE id = $1", room)


async def test_room_that_cannot_be(browser: AsyncClient, world: World) -> None:
    address = f"{PLACES}/centrale/rooms"
    assert (await browser.post(address, data={"name": "Leeszaal"})).status_code == 409
    wrong = await browser.post(address, data={"name": "Zaal", "capacity": "veel"})
    assert (wrong.status_code, 'value="veel"' in wrong.text) == (400, True)
    assert (await browser.post(f"{address}/404", data={"name": "Zaal"})).status_code in {400, 404}


async def test_room_of_another_place_is_left_alone(browser: AsyncClient, world: World) -> None:
    await browser.post(PLACES, data={"name": "Fenix", "kind": "branch"})
    await browser.post(f"{PLACES}/fenix/rooms/{world.room.id}", data={"do": "retire"})
    assert await fetch_value("SELECT retired_at FROM room") is None


async def test_place_with_meetings_to_come_stays_and_they_are_listed(browser: AsyncClient, world: World) -> None:
    session = await world.session(local(3))
    answer = await browser.post(f"{PLACES}/centrale/use", data={})
    assert answer.status_code == 409
    assert f'href="/planner/sessions/{session}"' in answer.text
    assert await fetch_value("SELECT retired_at FROM location") is None

    await execute("UPDATE session SET state = 'cancelled'")
    assert (await browser.post(f"{PLACES}/centrale/use", data={})).status_code == 303
    assert "Niet meer in gebruik" in (await browser.get(PLACES)).text
    assert (await browser.post(f"{PLACES}/centrale/use", data={"used": "true"})).status_code == 303
    actions = [row["action"] for row in await fetch("SELECT action FROM operation ORDER BY at")]
    assert actions == ["place.retire", "place.reopen"]


async def test_viewer_looks_and_changes_nothing(browser: AsyncClient, world: World) -> None:
    await sign_in_as(browser, "vic@library.example", Role.VIEWER, "bibliotheek")
    page = await browser.get(f"{PLACES}/centrale")
    assert (page.status_code, "Leeszaal" in page.text, 'name="day1"' in page.text) == (200, True, False)
    for path in ("", "/hours", "/rooms", f"/rooms/{world.room.id}", "/use"):
        assert (await browser.post(f"{PLACES}/centrale{path}", data={})).status_code == 403


async def test_unknown_place(browser: AsyncClient, world: World) -> None:
    assert (await browser.get(f"{PLACES}/nergens")).status_code == 404


async def test_in_english(browser: AsyncClient, world: World) -> None:
    for address in (PLACES, f"{PLACES}/centrale"):
        assert "Places" in (await browser.get(address, headers={"accept-language": "en"})).text
