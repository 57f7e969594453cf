import pytest
from httpx import AsyncClient

from database.transaction import fetch, fetch_value
from identity.roles import Role
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import sign_in_as

PATH = "/planner/seasons/copy"


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


def days(first: int, last: int, to: int) -> dict[str, str]:
    return {
        name: str(local(day).date()) for name, day in (("from_first", first), ("from_last", last), ("to_first", to))
    }


async def a_course(staff: AsyncClient, world: World) -> None:
    fields = {
        "activity": "telefoon",
        "first_day": str(local(9).date()),
        "starts_at": "14:00",
        "ends_at": "16:00",
        "place": f"{world.location.id}:{world.room.id}",
        "repeat": "course",
        "lessons": "3",
        "sure": "true",
    }
    answer = await staff.post("/planner/editions/new", data=fields)
    assert answer.status_code == 303


async def test_season_is_shown_copied_and_undone(staff: AsyncClient, world: World) -> None:
    await a_course(staff, world)
    shown = await staff.post(PATH, data=days(1, 40, 71))
    assert shown.status_code == 200
    assert "1 groep, 3 bijeenkomsten" in shown.text
    assert await fetch_value("SELECT count(*) FROM session") == 3

    done = await staff.post(PATH, data=days(1, 40, 71) | {"sure": "true"})
    starts = [row["starts_at"] for row in await fetch("SELECT starts_at FROM session ORDER BY starts_at")]
    assert starts == [local(day, 14) for day in (9, 16, 23, 79, 86, 93)]
    page = await staff.get(done.headers["location"])
    assert "Het seizoen is gekopieerd." in page.text

    operation = await fetch_value("SELECT id FROM operation WHERE action = 'season.copy'")
    await staff.post(f"/planner/operations/{operation}/undo")
    assert await fetch_value("SELECT count(*) FROM session") == 3


async def test_second_copy_adds_nothing_and_says_why(staff: AsyncClient, world: World) -> None:
    await a_course(staff, world)
    await staff.post(PATH, data=days(1, 40, 71) | {"sure": "true"})
    shown = await staff.post(PATH, data=days(1, 40, 71))
    assert "0 groepen, 0 bijeenkomsten" in shown.text
    assert "Omgaan met je telefoon, Centrale:" in shown.text
    assert 'name="sure"' not in shown.text


@pytest.mark.parametrize(
    ("given", "field"), [((10, 1, 20), "from_last"), ((1, 400, 500), "from_last"), ((10, 20, 5), "to_first")]
)
async def test_days_out_of_order_are_named(
    staff: AsyncClient, world: World, given: tuple[int, int, int], field: str
) -> None:
    answer = await staff.post(PATH, data=days(*given))
    assert (answer.status_code, f'href="#field-{field}"' in answer.text) == (400, True)
