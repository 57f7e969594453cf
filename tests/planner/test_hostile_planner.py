"""What the planner is sent that no form of ours would send: ids of others, numbers too large, markup as words."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_value
from identity.roles import Role
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import sign_in_as

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
HUGE = "99999999999999999999"


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def other_library() -> dict[str, int]:
    """A library that Bea has nothing to do with: ids of a place, a room and somebody who leads sessions there."""
    sql = "INSERT INTO organisation (slug, name, kind) VALUES ('elders', 'Elders', 'library') RETURNING id"
    organisation = await fetch_value(sql)
    sql = """
    INSERT INTO location (organisation, key, slug, name, kind, place)
    VALUES ($1, 'ver', 'ver', 'Ver weg', 'branch', 'Ver') RETURNING id
    """
    location = await fetch_value(sql, organisation)
    room = await fetch_value("INSERT INTO room (location, name) VALUES ($1, 'Zolder') RETURNING id", location)
    sql = "INSERT INTO facilitator (organisation, name, kind) VALUES ($1, 'Geheime Gerda', 'volunteer') RETURNING id"
    return {"location": location, "room": room, "person": await fetch_value(sql, organisation)}


def planned(world: World, **more: Any) -> dict[str, Any]:
    times = {"first_day": str(local(9).date()), "starts_at": "14:00", "ends_at": "16:00"}
    place = f"{world.location.id}:"
    return {"activity": "telefoon", "place": place, "repeat": "once", "every": 1, "sure": "true", **times, **more}


def moved(world: World, **more: Any) -> dict[str, Any]:
    times = {"date": str(local(9).date()), "starts_at": "14:00", "ends_at": "16:00"}
    return {"scope": "this", "version": 0, "place": f"{world.location.id}:", "sure": "true", **times, **more}


@pytest.mark.parametrize("place", [f"{HUGE}:", f"1:{HUGE}", "²:", "-1:", ":", "", "1:1:1"])
async def test_place_that_no_form_has_is_refused(staff: AsyncClient, world: World, place: str) -> None:
    session = await world.session(local(5))
    planning = await staff.post("/planner/editions/new", data=planned(world, place=place))
    moving = await staff.post(f"/planner/sessions/{session}/move", data=moved(world, place=place))
    adding = await staff.post(f"/planner/editions/{world.edition.id}/sessions/new", data=moved(world, place=place))
    assert [each.status_code for each in (planning, moving, adding)] == [400, 400, 400]


@pytest.mark.parametrize("people", [HUGE, "-1", "0", "1.5", "x"])
async def test_people_that_no_form_names_are_refused(staff: AsyncClient, world: World, people: str) -> None:
    answer = await staff.post("/planner/editions/new", data=planned(world, facilitators=people))
    assert answer.status_code == 400
    assert await fetch_value("SELECT count(*) FROM session") == 0


async def test_person_of_another_library_is_neither_named_nor_planned(staff: AsyncClient, world: World) -> None:
    other = await other_library()
    form = await staff.get(f"/planner/editions/new?facilitators={other['person']}")
    answer = await staff.post("/planner/editions/new", data=planned(world, facilitators=str(other["person"])))
    assert "Gerda" not in form.text
    assert answer.status_code == 400
    assert "Gerda" not in answer.text
    assert await fetch_value("SELECT count(*) FROM assignment") == 0


async def test_person_of_another_library_is_not_named_by_taking_them_off(staff: AsyncClient, world: World) -> None:
    other, session = await other_library(), await world.session(local(5))
    sent = {"facilitator": str(other["person"]), "leave": "true"}
    answer = await staff.post(f"/planner/sessions/{session}/staff", data=sent)
    assert answer.status_code in {400, 404}
    assert "Gerda" not in answer.text
    assert await fetch("SELECT details FROM operation WHERE details::text LIKE '%Gerda%'") == []


async def test_course_needs_a_number_of_meetings(staff: AsyncClient, world: World) -> None:
    answer = await staff.post("/planner/editions/new", data=planned(world, repeat="course", lessons=""))
    assert answer.status_code == 400
    assert 'id="error-lessons"' in answer.text
    assert await fetch_value("SELECT count(*) FROM session") == 0


async def test_meeting_that_ends_before_it_begins_is_refused(staff: AsyncClient, world: World) -> None:
    sent = moved(world, starts_at="16:00", ends_at="14:00")
    answer = await staff.post(f"/planner/editions/{world.edition.id}/sessions/new", data=sent)
    assert answer.status_code == 400
    assert 'id="error-ends_at"' in answer.text


async def test_room_of_another_library_is_not_planned_in(staff: AsyncClient, world: World) -> None:
    other, session = await other_library(), await world.session(local(5))
    theirs = f"{other['location']}:{other['room']}"
    mixed = f"{world.location.id}:{other['room']}"
    answers = [
        await staff.post(f"/planner/sessions/{session}/move", data=moved(world, place=theirs)),
        await staff.post("/planner/editions/new", data=planned(world, place=theirs)),
        await staff.post(f"/planner/editions/{world.edition.id}/sessions/new", data=moved(world, place=theirs)),
        await staff.post(f"/planner/sessions/{session}/move", data=moved(world, place=mixed)),
        await staff.post("/planner/editions/new", data=planned(world, place=mixed)),
    ]
    assert [each.status_code for each in answers] == [403, 403, 403, 400, 400]
    assert await fetch_value("SELECT count(*) FROM session WHERE room IS NOT NULL") == 0


async def test_markup_in_words_is_shown_as_words(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(2))
    await world.person(session=session, name=MARKUP)
    await execute("UPDATE activity SET title = $1, summary = $1, neutral_title = $1", MARKUP)
    await execute("UPDATE location SET name = $1, place = $1", MARKUP)
    await execute("UPDATE room SET name = $1", MARKUP)
    await execute("UPDATE session SET title = $1, note = $1, room = $2", MARKUP, world.room.id)
    sent = {"scope": "this", "version": await fetch_value("SELECT sequence FROM session"), "reason": MARKUP}
    pages = [
        await staff.get(f"/planner/sessions/{session}"),
        await staff.get(f"/planner/sessions/{session}/move"),
        await staff.get(f"/planner/sessions/{session}/cancel"),
        await staff.post(f"/planner/sessions/{session}/cancel", data=sent),
        await staff.post("/planner/editions/new", data=planned(world, place=f"{world.location.id}:{world.room.id}")),
        await staff.post(f"/planner/sessions/{session}/cancel", data=sent | {"sure": "true"}),
        await staff.get(f"/planner/sessions/{session}"),
        *[
            await staff.get(address)
            for address in (
                f"/planner/board?date={local(2).date()}",
                "/planner",
                "/planner/history",
                "/planner/activities",
                "/planner/activities/telefoon",
                "/planner/editions/new",
                "/planner/print?as=list",
                "/planner/find-slot",
            )
        ],
    ]
    for page in pages:
        assert page.status_code < 500, page.request.url
        assert "<script>alert" not in page.text, page.request.url
        assert "<img src=x" not in page.text, page.request.url


async def test_board_is_data_that_no_browser_takes_for_a_page(staff: AsyncClient, world: World) -> None:
    await execute("UPDATE activity SET title = $1", MARKUP)
    await world.session(local(2))
    answer = await staff.get(f"/planner/board.json?date={local(2).date()}")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.text)["events"][0]["title"] == MARKUP


@pytest.mark.parametrize("query", ["view=year", "from=2020-01-01&until=2030-01-01", "date=0001-01-01", f"date={HUGE}"])
async def test_board_has_no_window_longer_than_a_month(staff: AsyncClient, world: World, query: str) -> None:
    assert (await staff.get(f"/planner/board.json?{query}")).status_code == 400


async def test_form_of_another_site_changes_nothing(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(5))
    staff.headers["sec-fetch-site"] = "cross-site"
    staff.headers["origin"] = "https://evil.example"
    answers = [
        await staff.post(f"/planner/sessions/{session}/move", data=moved(world)),
        await staff.post(f"/planner/sessions/{session}/cancel", data={"reason": "x", "version": "0"}),
        await staff.post("/planner/editions/new", data=planned(world)),
        await staff.post("/planner/activities/telefoon/withdraw"),
        await staff.patch(f"/api/v1/sessions/{session}", json={"scope": "this", "note": "x"}),
    ]
    assert [each.status_code for each in answers] == [403] * 5
    assert await fetch_value("SELECT count(*) FROM operation") == 0


async def test_old_form_sent_again_changes_nothing(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(5))
    address = f"/planner/sessions/{session}/move"
    assert (await staff.post(address, data=moved(world))).status_code == 303
    again = await staff.post(address, data=moved(world, date=str(local(11).date())))
    assert again.status_code == 409
    assert await fetch_value("SELECT starts_at FROM session") == local(9, 14)


async def test_operation_of_somebody_else_is_not_undone_nor_shown(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(5))
    await staff.post(f"/planner/sessions/{session}/move", data=moved(world))
    theirs = await fetch_value("SELECT id FROM operation")
    await sign_in_as(staff, "carla@library.example", Role.PROGRAMMER, "bibliotheek")
    shown = await staff.get(f"/planner/operations/{theirs}")
    undone = await staff.post(f"/planner/operations/{theirs}/undo")
    by_api = await staff.post("/api/v1/operations/undo", json={"operation": str(theirs)})
    assert [each.status_code for each in (shown, undone, by_api)] == [404, 404, 404]
    assert await fetch_value("SELECT starts_at FROM session") == local(9, 14)
    assert "Ongedaan" not in (await staff.get(f"/planner/sessions/{session}?done={theirs}")).text


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_sign_in_leads_to_pages_of_this_site_only(staff: AsyncClient, world: World, address: str) -> None:
    page = await staff.get("/planner/sign-in", params={"next": address})
    assert "evil.example" not in page.headers.get("location", "")
    assert 'value="//evil' not in page.text


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


async def test_yes_holds_for_what_was_shown_and_nothing_else(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(5))
    await world.person(session=session)
    address = f"/planner/sessions/{session}/move"
    asked = moved(world, sure="")
    yes = {"sure": "true", "seen": seen_in((await staff.post(address, data=asked)).text)}
    other = await staff.post(address, data=asked | yes | {"date": str(local(11).date())})
    assert (other.status_code, await fetch_value("SELECT starts_at FROM session")) == (200, local(5))
    assert seen_in(other.text) != yes["seen"]
    # The page fills in the fields that a drag leaves out.
    assert (await staff.post(address, data=asked | yes | {"title": "", "note": "", "capacity": ""})).status_code == 303


async def test_yes_to_a_course_holds_for_that_course(staff: AsyncClient, world: World) -> None:
    asked = planned(world, repeat="course", lessons="3", sure="")
    seen = seen_in((await staff.post("/planner/editions/new", data=asked)).text)
    yes = {"sure": "true", "seen": seen}
    assert (await staff.post("/planner/editions/new", data=asked | yes | {"lessons": "30"})).status_code == 200
    assert (await staff.post("/planner/editions/new", data=asked | yes)).status_code == 303
    assert await fetch_value("SELECT count(*) FROM session") == 3


async def test_yes_to_a_season_holds_for_those_days(staff: AsyncClient, world: World) -> None:
    await world.session(local(5))
    days = {"from_first": local(1).date(), "from_last": local(20).date(), "to_first": local(100).date()}
    asked = {name: str(day) for name, day in days.items()}
    yes = {"sure": "true", "seen": seen_in((await staff.post("/planner/seasons/copy", data=asked)).text)}
    other = asked | yes | {"to_first": str(local(200).date())}
    assert (await staff.post("/planner/seasons/copy", data=other)).status_code == 200
    assert (await staff.post("/planner/seasons/copy", data=asked | yes)).status_code == 303
    assert await fetch_value("SELECT count(*) FROM session") == 2
