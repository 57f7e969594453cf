from typing import Any

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch_row, fetch_value
from identity.roles import Role
from planner.activity_values import EMPTY, cents, details_of, key_of
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import sign_in_as

NEW = {"title": "Zo werkt DigiD!", "kind": "workshop", "form": "single", "registration": "required", "language": "nl"}


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def test_new_activity_is_a_draft_that_can_be_planned_at_once(staff: AsyncClient, world: World) -> None:
    answer = await staff.post("/planner/activities", data=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/editions/new?activity=zo-werkt-digid")
    row = await fetch_row("SELECT title, state, kind FROM activity WHERE slug = 'zo-werkt-digid'")
    assert row is not None
    assert tuple(row) == ("Zo werkt DigiD!", "draft", "workshop")


async def test_activity_without_a_title_is_asked_again_with_the_rest(staff: AsyncClient, world: World) -> None:
    answer = await staff.post("/planner/activities", data=NEW | {"title": " ", "summary": "Met je telefoon."})
    assert answer.status_code == 400
    assert 'id="error-title"' in answer.text
    assert 'value="Met je telefoon."' in answer.text


async def test_saving_keeps_the_address_and_changes_the_words(staff: AsyncClient, world: World) -> None:
    page = await staff.get("/planner/activities/telefoon")
    assert 'value="Omgaan met je telefoon"' in page.text
    changed = {"title": "Je telefoon de baas", "cost": "2,50", "aliases": "Telefoonles\nMobiel", "themes": ["digitaal"]}
    answer = await staff.post("/planner/activities/telefoon", data=NEW | {"kind": "course"} | changed)
    assert answer.headers["location"].startswith("/planner/activities/telefoon?done=")
    row = await fetch_row("SELECT title, cost_cents, themes, key FROM activity WHERE slug = 'telefoon'")
    assert row is not None
    assert tuple(row) == ("Je telefoon de baas", 250, ["digitaal"], "telefoon")
    assert await fetch_value("SELECT count(*) FROM activity_alias") == 2


async def test_time_around_is_saved_and_what_is_in_the_way_of_it_is_named(staff: AsyncClient, world: World) -> None:
    sessions = [await world.session(local(3)), await world.session(local(3, 14))]
    await execute("UPDATE session SET room = $1 WHERE id = ANY($2::uuid[])", world.room.id, sessions)
    asked = NEW | {"title": "Telefoon", "kind": "course", "setup_minutes": "15", "staff_min": "1", "skills": ["nt2"]}
    saved = await staff.post("/planner/activities/telefoon", data=asked)
    assert saved.status_code == 303
    sql = "SELECT setup_minutes, clearup_minutes, staff_min, staff_max, skills FROM activity WHERE slug = 'telefoon'"
    assert tuple(await fetch_row(sql) or ()) == (15, 0, 1, None, ["nt2"])
    refused = await staff.post("/planner/activities/telefoon", data=asked | {"clearup_minutes": "600"})
    assert refused.status_code == 409
    assert f"{world.room.name} is dan bezet door" in refused.text
    assert 'value="600"' in refused.text
    page = await staff.get("/planner/activities/telefoon")
    assert 'name="skills" value="nt2" checked' in page.text
    last = await fetch_value("SELECT id FROM operation WHERE action = 'activity.change'")
    assert (await staff.post(f"/planner/operations/{last}/undo")).status_code == 303
    assert await fetch_value("SELECT max(setup_minutes) FROM session") == 0


async def test_activity_is_withdrawn_and_published_and_that_is_undone(staff: AsyncClient, world: World) -> None:
    async def state() -> Any:
        return await fetch_value("SELECT state FROM activity WHERE slug = 'telefoon'")

    await staff.post("/planner/activities/telefoon/withdraw")
    assert await state() == "archived"
    await staff.post("/planner/activities/telefoon/publish")
    assert await state() == "published"
    last = await fetch_value("SELECT id FROM operation WHERE action = 'activity.publish'")
    await staff.post(f"/planner/operations/{last}/undo")
    assert await state() == "archived"


async def test_activity_that_people_come_for_is_not_withdrawn(staff: AsyncClient, world: World) -> None:
    await world.person(session=await world.session(local(3)))
    answer = await staff.post("/planner/activities/telefoon/withdraw")
    assert answer.status_code == 409
    assert await fetch_value("SELECT state FROM activity") == "published"


async def test_list_says_what_is_to_come_and_filters_by_state(staff: AsyncClient, world: World) -> None:
    await world.session(local(3))
    page = await staff.get("/planner/activities")
    assert "1 bijeenkomst op komst" in page.text
    assert "Omgaan met je telefoon" not in (await staff.get("/planner/activities?status=draft")).text


@pytest.mark.parametrize(
    ("title", "key"),
    [("Klik & Tik", "klik-tik"), ("Café Één", "cafe-een"), ("!!!", ""), ("a" * 100, "a" * 80)],
)
def test_key_follows_from_the_title(title: str, key: str) -> None:
    assert key_of(title) == key


@pytest.mark.parametrize(("text", "amount"), [("", 0), ("2,50", 250), ("12", 1200), ("3.05", 305), ("veel", "veel")])
def test_cost_is_read_as_people_write_it(text: str, amount: object) -> None:
    assert cents(text) == amount


def test_days_of_reminders_are_read_with_any_separator() -> None:
    details = details_of({**EMPTY, "title": "Taal", "reminder_days": "14, 7 1", "follow_up_days": ""})
    assert (details.reminder_days, details.follow_up_days) == ([14, 7, 1], [])
