from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from database.transaction import fetch, fetch_value
from identity.roles import Role
from places.tables import Organisation
from places.vocabulary import OrganisationKind
from planner.plans import PlanForm
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import sign_in_as


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


def fields(world: World, **more: Any) -> dict[str, Any]:
    place = f"{world.location.id}:{world.room.id}"
    times = {"first_day": str(local(9).date()), "starts_at": "14:00", "ends_at": "16:00"}
    return {"activity": "telefoon", "place": place, "repeat": "once", "every": 1, **times, **more}


async def plan(staff: AsyncClient, world: World, **more: Any) -> Any:
    return await staff.post("/planner/editions/new", data=fields(world, **more))


async def held() -> list[Any]:
    return [row["starts_at"] for row in await fetch("SELECT starts_at FROM session ORDER BY starts_at")]


async def test_one_meeting_is_planned_at_once(staff: AsyncClient, world: World) -> None:
    answer = await plan(staff, world, capacity="12")
    session = await fetch_value("SELECT id FROM session")
    assert answer.headers["location"].startswith(f"/planner/sessions/{session}?done=")
    assert await held() == [local(9, 14)]
    assert "Gepland op" in (await staff.get(answer.headers["location"])).text


async def test_course_is_shown_first_and_has_as_many_meetings(staff: AsyncClient, world: World) -> None:
    asked = await plan(staff, world, repeat="course", lessons="4")
    assert asked.status_code == 200
    assert asked.text.count("Nieuw: ") == 4
    assert await held() == []
    await plan(staff, world, repeat="course", lessons="4", sure="true")
    assert await held() == [local(9 + 7 * week, 14) for week in range(4)]


async def test_series_of_every_other_week_ends_where_it_is_told(staff: AsyncClient, world: World) -> None:
    last_day = str(local(9 + 28).date())
    await plan(staff, world, repeat="weekly", every="2", last_day=last_day, sure="true")
    assert await held() == [local(9, 14), local(23, 14), local(37, 14)]


async def test_taken_room_is_said_with_what_is_free(staff: AsyncClient, world: World) -> None:
    await plan(staff, world)
    answer = await plan(staff, world, starts_at="15:00", ends_at="17:00")
    assert answer.status_code == 409
    assert "Leeszaal is dan bezet door Omgaan met je telefoon:" in answer.text
    assert 'name="first_day" value="' in answer.text
    assert await held() == [local(9, 14)]


async def test_click_on_the_board_fills_in_the_form(staff: AsyncClient, world: World) -> None:
    page = await staff.get(f"/planner/editions/new?first_day=2027-01-12&starts_at=14:00&place={world.location.id}:")
    assert 'value="2027-01-12"' in page.text
    assert f'<option value="{world.location.id}:" selected>' in page.text


async def test_one_more_meeting_begins_with_the_times_of_the_last(staff: AsyncClient, world: World) -> None:
    await world.session(local(9, 14))
    address = f"/planner/editions/{world.edition.id}/sessions/new"
    assert 'value="14:00"' in (await staff.get(address)).text
    times = {"date": str(local(12).date()), "starts_at": "10:00", "ends_at": "11:30", "place": f"{world.location.id}:"}
    answer = await staff.post(address, data=times | {"title": "Extra vragenuur"})
    assert answer.status_code == 303
    assert await held() == [local(9, 14), local(12, 10)]


async def test_activity_of_another_library_cannot_be_planned(staff: AsyncClient, world: World) -> None:

    await Organisation(slug="elders", name="Bibliotheek Elders", kind=OrganisationKind.LIBRARY).save()
    await sign_in_as(staff, "dirk@elders.example", Role.PROGRAMMER, "elders")
    assert (await plan(staff, world)).status_code == 403
    assert await held() == []


@pytest.mark.parametrize(
    ("first_day", "rrule"),
    [
        (date(2027, 1, 12), "FREQ=MONTHLY;BYDAY=2TU"),
        (date(2027, 1, 31), "FREQ=MONTHLY;BYDAY=-1SU"),
        (date(2027, 1, 1), "FREQ=MONTHLY;BYDAY=1FR"),
    ],
)
def test_monthly_series_is_on_the_same_weekday_of_the_month(first_day: date, rrule: str) -> None:
    form = PlanForm.model_validate(
        {
            "activity": "telefoon",
            "first_day": first_day,
            "starts_at": "10:00",
            "ends_at": "12:00",
            "place": "1:",
            "repeat": "monthly",
        }
    )
    assert form.rrule == rrule
