from datetime import datetime, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from database.transaction import execute
from events.tables import Session
from identity.roles import Role
from places.tables import Location, Organisation
from places.vocabulary import LocationKind, OrganisationKind
from tests.agenda.counting import count_queries
from tests.notifications.worlds import AMSTERDAM, World, local, make_world
from tests.planner.staff_browser import sign_in_as

DAYS = 9


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


def board(path: str = "/planner/board", days: int = DAYS) -> str:
    return f"{path}?date={(datetime.now(AMSTERDAM) + timedelta(days=days)).date()}"


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


async def test_board_without_script_is_a_table_of_links(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 14))
    page = await staff.get(board())
    assert page.status_code == 200
    assert f'href="/planner/sessions/{session}"' in page.text
    assert "14.00–16.00" in page.text
    assert '<th scope="row"><span class="planner-table__of">Centrale' in page.text


async def test_cancelled_session_is_struck_through_and_said(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(DAYS, 14))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", session)
    page = await staff.get(board())
    assert "planner-item--cancelled" in page.text
    assert "Gaat niet door" in page.text


async def test_board_shows_only_its_window_and_what_the_filters_leave(staff: AsyncClient, world: World) -> None:
    await in_room(world, local(DAYS, 14))
    assert [len((await staff.get(address)).json()["events"]) for address in (
        board("/planner/board.json"),
        board("/planner/board.json", days=DAYS + 7),
        board("/planner/board.json") + "&location=centrale",
        board("/planner/board.json") + "&location=elders",
        board("/planner/board.json") + "&programme=taal",
    )] == [1, 0, 1, 0, 0]  # fmt: skip


async def test_session_of_ours_at_a_place_of_others_has_a_row_and_others_do_not(
    staff: AsyncClient, world: World
) -> None:
    other = Organisation(slug="elders", name="Bibliotheek Elders", kind=OrganisationKind.LIBRARY)
    await other.save()
    for key, name in (("overkant", "Overkant"), ("leeg", "Leeg")):
        await Location(organisation=other.id, key=key, slug=key, name=name, kind=LocationKind.BRANCH).save()
    session = await world.session(local(DAYS, 10))
    await execute(
        "UPDATE session SET location = (SELECT id FROM location WHERE slug = 'overkant') WHERE id = $1", session
    )
    resources = (await staff.get(board("/planner/board.json"))).json()["resources"]
    assert [resource["title"] for resource in resources] == ["Overkant", "Centrale"]


async def test_sessions_of_another_library_are_not_shown(staff: AsyncClient, world: World) -> None:
    await in_room(world, local(DAYS, 14))
    await Organisation(slug="elders", name="Bibliotheek Elders", kind=OrganisationKind.LIBRARY).save()
    await sign_in_as(staff, "dirk@elders.example", Role.PROGRAMMER, "elders")
    answer = await staff.get(board("/planner/board.json"))
    assert answer.json() == {"resources": [], "events": []}


async def test_viewer_sees_the_board_and_cannot_drag(staff: AsyncClient, world: World) -> None:
    await in_room(world, local(DAYS, 14))
    await sign_in_as(staff, "vera@library.example", Role.VIEWER, "bibliotheek")
    answer = await staff.get(board("/planner/board.json"))
    assert [event["editable"] for event in answer.json()["events"]] == [False]


async def test_unknown_filter_is_named(staff: AsyncClient, world: World) -> None:
    answer = await staff.get("/planner/board.json?zaal=1")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["zaal"])


async def test_board_asks_as_much_of_the_database_for_many_sessions_as_for_one(
    staff: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_room(world, local(DAYS, 6))
    queries = count_queries(monkeypatch)
    await staff.get(board("/planner/board.json"))
    for_one = len(queries)
    for hour in (8, 10, 12, 14, 16, 18):
        await in_room(world, local(DAYS, hour))
    queries.clear()
    await staff.get(board("/planner/board.json"))
    assert (len(queries), for_one <= 14) == (for_one, True)


async def test_overview_says_what_needs_attention(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(1, 14))
    await execute("UPDATE activity SET staff_min = 1")
    await execute("UPDATE session SET capacity = 10, seats_taken = 9 WHERE id = $1", session)
    page = await staff.get("/planner")
    assert page.status_code == 200
    assert page.text.count(f'href="/planner/sessions/{session}"') == 3
    assert "Nog niemand begeleidt dit." in page.text
    assert "Vol of bijna vol" in page.text


async def test_host_sees_only_own_places_on_the_overview(staff: AsyncClient, world: World) -> None:
    session = await in_room(world, local(1, 14))
    account = await sign_in_as(staff, "hans@library.example", Role.HOST, "bibliotheek")
    link = f'href="/planner/sessions/{session}"'
    assert link not in (await staff.get("/planner")).text
    await execute("INSERT INTO host_place (account, location) VALUES ($1, $2)", account, world.location.id)
    assert link in (await staff.get("/planner")).text
