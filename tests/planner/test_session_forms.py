from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch, fetch_row, fetch_value
from events.tables import Session
from identity.roles import Role
from tests.notifications.worlds import AMSTERDAM, World, local, make_world
from tests.planner.staff_browser import sign_in_as

DAYS = 9


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def in_room(world: World, starts_at: datetime) -> UUID:
    row = Session(
        edition=world.edition.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        location=world.location.id,
        room=world.room.id,
    )
    await row.save()
    return row.id


def dragged(world: World, hour: int, *, days: int = DAYS, hours: int = 2, **more: Any) -> dict[str, Any]:
    """What the board sends for a drag."""
    day = (datetime.now(AMSTERDAM) + timedelta(days=days)).date()
    place = f"{world.location.id}:{world.room.id}"
    times = {"starts_at": f"{hour:02}:00", "ends_at": f"{hour + hours:02}:00"}
    return {"date": str(day), "place": place, "version": 0, "scope": "this", **times, **more}


async def send(staff: AsyncClient, session: UUID, fields: dict[str, Any], what: str = "move") -> Response:
    return await staff.post(f"/planner/sessions/{session}/{what}", data=fields)


async def starts(session: UUID) -> datetime:
    moment: datetime = await fetch_value("SELECT starts_at FROM session WHERE id = $1", session)
    return moment


async def test_drag_moves_and_the_panel_offers_to_undo_it(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    answer = await send(staff, session, dragged(world, 14))
    assert answer.status_code == 303
    assert await starts(session) == local(DAYS, 14)
    panel = await staff.get(answer.headers["location"])
    operation = await fetch_value("SELECT id FROM operation WHERE action = 'session.move'")
    assert f'action="/planner/operations/{operation}/undo"' in panel.text
    assert "Verplaatst naar" in panel.text

    back = await staff.post(f"/planner/operations/{operation}/undo")
    assert back.headers["location"].startswith(f"/planner/sessions/{session}?done=")
    assert await starts(session) == local(DAYS, 10)
    assert "Dat is ongedaan gemaakt." in (await staff.get(back.headers["location"])).text


async def test_stretch_changes_only_the_end(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await send(staff, session, dragged(world, 10, hours=3))
    row = await fetch_row("SELECT starts_at, ends_at, title FROM session WHERE id = $1", session)
    assert row is not None
    assert tuple(row) == (local(DAYS, 10), local(DAYS, 13), None)


async def test_clash_is_told_in_words_beside_what_is_free(staff: AsyncClient, world: World) -> None:
    session, other = await in_room(world, local(DAYS, 10)), await in_room(world, local(DAYS, 14))
    answer = await send(staff, session, dragged(world, 15))
    assert answer.status_code == 409
    assert await starts(session) == local(DAYS, 10)
    assert "Leeszaal is dan bezet door Omgaan met je telefoon:" in answer.text
    assert f'href="/planner/sessions/{other}"' in answer.text
    assert answer.text.count('name="ends_at" value="') == 3
    assert 'name="starts_at" value="16:00"' in answer.text


async def test_what_people_notice_is_shown_before_it_is_done(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await world.person(session=session)
    answer = await send(staff, session, dragged(world, 14))
    assert answer.status_code == 200
    assert await starts(session) == local(DAYS, 10)
    assert "1 persoon krijgt er een mail over." in answer.text
    assert await fetch_value("SELECT count(*) FROM operation") == 0

    done = await send(staff, session, dragged(world, 14, sure="true"))
    assert done.status_code == 303
    assert await starts(session) == local(DAYS, 14)


async def test_second_of_two_programmers_sees_that_it_has_changed(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await send(staff, session, dragged(world, 12))
    answer = await send(staff, session, dragged(world, 16))
    assert answer.status_code == 409
    assert await starts(session) == local(DAYS, 12)


async def test_session_outside_opening_hours_needs_a_tick(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    sql = "INSERT INTO opening_hours (location, weekday, opens_at, closes_at) SELECT $1, day, '09:00', '17:00'"
    await execute(f"{sql} FROM generate_series(1, 7) AS day", world.location.id)
    answer = await send(staff, session, dragged(world, 19))
    assert (answer.status_code, 'name="outside_hours"' in answer.text) == (409, True)
    assert await starts(session) == local(DAYS, 10)

    answer = await send(staff, session, dragged(world, 19, outside_hours="true"))
    assert answer.status_code == 303
    assert await starts(session) == local(DAYS, 19)


async def test_form_begins_with_what_is_and_what_the_address_says(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    page = await staff.get(f"/planner/sessions/{session}/move?starts_at=13:15")
    assert page.status_code == 200
    assert 'value="13:15"' in page.text
    assert 'value="12:00"' in page.text
    assert f'<option value="{world.location.id}:{world.room.id}" selected>' in page.text


async def test_wrong_fields_are_named_in_their_order(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    answer = await send(staff, session, dragged(world, 14) | {"ends_at": "straks", "date": "morgen"})
    assert answer.status_code == 400
    assert answer.text.index('href="#field-date"') < answer.text.index('href="#field-ends_at"')
    assert 'value="straks"' in answer.text


async def test_cancelling_asks_why_and_tells_who_would_come(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await world.person(session=session)
    fields = {"scope": "this", "version": 0}
    assert (await send(staff, session, fields | {"reason": " "}, "cancel")).status_code == 400
    asked = await send(staff, session, fields | {"reason": "De docent is ziek."}, "cancel")
    assert "1 mail dat het niet doorgaat" in asked.text
    done = await send(staff, session, fields | {"reason": "De docent is ziek.", "sure": "true"}, "cancel")
    panel = await staff.get(done.headers["location"])
    assert "Afgezegd." in panel.text
    assert "De docent is ziek." in panel.text
    state = await fetch_row("SELECT state, cancel_reason FROM session WHERE id = $1", session)
    assert state is not None
    assert tuple(state) == ("cancelled", "De docent is ziek.")


async def test_place_of_another_library_is_refused(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await execute("INSERT INTO organisation (slug, name, kind) VALUES ('elders', 'Elders', 'library')")
    sql = """
    INSERT INTO location (organisation, key, slug, name, kind)
    SELECT id, 'overkant', 'overkant', 'Overkant', 'branch' FROM organisation WHERE slug = 'elders' RETURNING id
    """
    elsewhere = (await fetch(sql))[0]["id"]
    answer = await send(staff, session, dragged(world, 14) | {"place": f"{elsewhere}:"})
    assert answer.status_code == 403
    assert await starts(session) == local(DAYS, 10)


@pytest.mark.parametrize("what", ["move", "cancel"])
async def test_viewer_may_look_and_not_touch(staff: AsyncClient, world: World, what: str) -> None:
    session = await in_room(world, local(DAYS, 10))
    await sign_in_as(staff, "vera@library.example", Role.VIEWER, "bibliotheek")
    panel = await staff.get(f"/planner/sessions/{session}")
    assert (panel.status_code, f"/planner/sessions/{session}/{what}" in panel.text) == (200, False)
    assert (await send(staff, session, dragged(world, 14), what)).status_code == 403


async def test_undo_of_somebody_else_is_not_there(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await send(staff, session, dragged(world, 14))
    operation = await fetch_value("SELECT id FROM operation")
    await sign_in_as(staff, "carla@library.example", Role.PROGRAMMER, "bibliotheek")
    assert (await staff.post(f"/planner/operations/{operation}/undo")).status_code == 404
    assert "Maak ongedaan" not in (await staff.get(f"/planner/sessions/{session}?done={operation}")).text


async def test_undo_of_what_has_changed_since_says_so(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 10))
    await send(staff, session, dragged(world, 14))
    operation = await fetch_value("SELECT id FROM operation")
    version = await fetch_value("SELECT sequence FROM session WHERE id = $1", session)
    await send(staff, session, dragged(world, 16, version=version))
    answer = await staff.post(f"/planner/operations/{operation}/undo")
    assert answer.status_code == 409
    assert await starts(session) == local(DAYS, 16)


async def test_move_of_a_whole_series_is_told_from_its_first_meeting_on(staff: AsyncClient, world: World) -> None:
    place = f"{world.location.id}:{world.room.id}"
    first = str(local(DAYS).date())
    course = {"activity": "telefoon", "place": place, "first_day": first, "starts_at": "10:00", "ends_at": "12:00"}
    more = {"repeat": "course", "lessons": "3", "every": "1", "sure": "true"}
    await staff.post("/planner/editions/new", data=course | more)
    third = await fetch_value("SELECT id FROM session ORDER BY starts_at DESC LIMIT 1")
    asked = dragged(world, 14, days=DAYS + 15, scope="all", sure="true")
    assert (await send(staff, third, asked)).status_code == 303
    assert await fetch_value("SELECT min(starts_at) FROM session") == local(DAYS + 1, 14)
    when = await fetch_value("SELECT details ->> 'when' FROM operation WHERE action = 'series.move'")
    assert when == f"{local(DAYS + 1).date()}T14:00:00"
