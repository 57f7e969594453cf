"""Who leads sessions, rooms and finding a slot, as a program asks for it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch_value
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.events.staffing.people import who_leads
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")

ALICE = {"organisation": "bibliotheek", "name": "Alice", "kind": "volunteer", "skills": ["nt2"]}
WISH = {
    "organisation": "bibliotheek",
    "minutes": 120,
    "sessions": 3,
    "first_day": "2027-09-06",
    "last_day": "2027-12-17",
    "from_time": "10:00",
    "until_time": "12:00",
    "weekdays": [1],
}


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def api(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


async def make_alice(api: AsyncClient) -> int:
    made = await api.post("/facilitators", json=ALICE)
    assert made.status_code == 201
    return int(made.json()["id"])


async def test_person_is_made_changed_listed_and_stops(api: AsyncClient) -> None:
    alice = await make_alice(api)
    changed = {"name": "Alice Jansen", "kind": "staff", "phone": "06 1"}
    answer = await api.put(f"/facilitators/{alice}", json=changed)
    assert (answer.status_code, answer.json()["name"], answer.json()["skills"]) == (200, "Alice Jansen", [])
    hours = [{"weekday": 2, "starts_at": "09:00", "ends_at": "12:00"}]
    answer = await api.put(f"/facilitators/{alice}/hours", json={"hours": hours})
    assert answer.json()["hours"] == [{"weekday": 2, "starts_at": "09:00:00", "ends_at": "12:00:00"}]
    days = {"first_day": "2027-05-01", "last_day": "2027-05-04"}
    answer = await api.post(f"/facilitators/{alice}/absences", json=days)
    (absence,) = answer.json()["absences"]
    assert absence == {"id": absence["id"], **days}
    answer = await api.delete(f"/facilitators/{alice}/absences/{absence['id']}")
    assert answer.json()["absences"] == []
    listed = await api.get("/facilitators", params={"organisation": "bibliotheek"})
    assert [each["name"] for each in listed.json()["items"]] == ["Alice Jansen"]
    assert (await api.delete(f"/facilitators/{alice}")).json()["active"] is False
    assert (await api.get(f"/facilitators/{alice}")).json()["active"] is False


async def test_person_comes_to_a_session_and_leaves_it(api: AsyncClient, world: World) -> None:
    session, alice = await world.session(local(2)), await make_alice(api)
    await execute("UPDATE activity SET staff_min = 2")

    answer = await api.put(f"/sessions/{session}/facilitators/{alice}")
    assert (answer.status_code, [each["code"] for each in answer.json()["items"]]) == (200, ["too_few_staff"])
    assert await who_leads(session) == [alice]
    answer = await api.put(f"/sessions/{session}/staffing", json={"staff_min": 1, "staff_max": 1})
    assert answer.json()["items"] == []
    assert (await api.get(f"/sessions/{session}/warnings")).json()["items"] == []
    answer = await api.delete(f"/sessions/{session}/facilitators/{alice}")
    assert [each["code"] for each in answer.json()["items"]] == ["no_staff"]
    assert await who_leads(session) == []


async def test_person_who_is_elsewhere_is_a_conflict_that_says_where(api: AsyncClient, world: World) -> None:
    first, second, alice = await world.session(local(2)), await world.session(local(2, 11)), await make_alice(api)
    await api.put(f"/sessions/{first}/facilitators/{alice}")

    answer = await api.put(f"/sessions/{second}/facilitators/{alice}")

    assert (answer.status_code, answer.json()["code"]) == (409, "person_taken")
    assert answer.json()["details"]["person"] == "Alice"
    assert [each["other_session"] for each in answer.json()["details"]["clashes"]] == [str(first)]


async def test_person_leads_an_edition(api: AsyncClient, world: World) -> None:
    sessions, alice = [await world.session(local(day)) for day in (2, 9)], await make_alice(api)
    address = f"/editions/{world.edition.id}/facilitators/{alice}"
    assert (await api.put(address)).status_code == 204
    assert [await who_leads(session) for session in sessions] == [[alice], [alice]]
    assert (await api.delete(address)).status_code == 204
    assert [await who_leads(session) for session in sessions] == [[], []]


async def test_rooms_and_opening_hours(api: AsyncClient, world: World) -> None:
    room = {"name": "Tuinzaal", "capacity": 12, "equipment": ["sound"]}
    made = await api.post("/locations/centrale/rooms", json=room)
    assert (made.status_code, made.json()) == (201, {"id": made.json()["id"], "retired_at": None, **room})
    address = f"/rooms/{made.json()['id']}"
    assert (await api.put(address, json={"name": "Zaal"})).json()["name"] == "Zaal"
    assert (await api.delete(address)).json()["retired_at"] is not None
    hours = [{"weekday": 6, "opens_at": "10:00", "closes_at": "13:00"}]
    assert (await api.put("/locations/centrale/opening-hours", json={"hours": hours})).status_code == 204
    assert await fetch_value("SELECT count(*) FROM opening_hours") == 1


async def test_place_with_sessions_to_come_is_a_conflict_that_lists_them(api: AsyncClient, world: World) -> None:
    session = await world.session(local(2))
    answer = await api.delete("/locations/centrale")
    assert (answer.status_code, answer.json()["code"]) == (409, "place_in_use")
    assert [each["session"] for each in answer.json()["details"]["sessions"]] == [str(session)]
    await execute("UPDATE session SET state = 'cancelled'")
    assert (await api.delete("/locations/centrale")).status_code == 204


async def test_plans_are_found(api: AsyncClient, world: World) -> None:
    answer = await api.post("/slots", json=WISH)
    assert answer.status_code == 200
    assert answer.json()["plans"] == [
        {
            "location": "centrale",
            "room": world.room.id,
            "weekday": 1,
            "starts_at": "10:00:00",
            "ends_at": "12:00:00",
            "timezone": "Europe/Amsterdam",
            "days": ["2027-09-06", "2027-09-13", "2027-09-20"],
            "people": [],
        }
    ]
    nobody = (await api.post("/slots", json=WISH | {"facilitators": 1})).json()
    assert (nobody["plans"], [each["code"] for each in nobody["near_misses"]]) == ([], ["nobody"])


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**80])
async def test_id_that_nothing_can_have(api: AsyncClient, number: int) -> None:
    assert (await api.get(f"/facilitators/{number}")).status_code in {400, 404}
    assert (await api.delete(f"/rooms/{number}")).status_code in {400, 404}


async def test_everything_of_another_library_is_forbidden(api: AsyncClient, world: World) -> None:
    session, alice = await world.session(local(2)), await make_alice(api)
    await make_neighbour()
    api.headers.update(await headers_of(Role.PROGRAMMER, "elders"))
    person = {"name": "Bob", "kind": "staff"}
    requests: list[tuple[str, str, Any]] = [
        ("GET", "/facilitators?organisation=bibliotheek", None),
        ("POST", "/facilitators", ALICE),
        ("GET", f"/facilitators/{alice}", None),
        ("PUT", f"/facilitators/{alice}", person),
        ("DELETE", f"/facilitators/{alice}", None),
        ("PUT", f"/facilitators/{alice}/hours", {"hours": []}),
        ("POST", f"/facilitators/{alice}/absences", {"first_day": "2027-01-01", "last_day": "2027-01-01"}),
        ("DELETE", f"/facilitators/{alice}/absences/1", None),
        ("PUT", f"/sessions/{session}/facilitators/{alice}", None),
        ("DELETE", f"/sessions/{session}/facilitators/{alice}", None),
        ("PUT", f"/sessions/{session}/staffing", {}),
        ("GET", f"/sessions/{session}/warnings", None),
        ("PUT", f"/editions/{world.edition.id}/facilitators/{alice}", None),
        ("DELETE", f"/editions/{world.edition.id}/facilitators/{alice}", None),
        ("POST", "/locations/centrale/rooms", {"name": "Zaal"}),
        ("PUT", f"/rooms/{world.room.id}", {"name": "Zaal"}),
        ("DELETE", f"/rooms/{world.room.id}", None),
        ("PUT", "/locations/centrale/opening-hours", {"hours": []}),
        ("DELETE", "/locations/centrale", None),
        ("POST", "/slots", WISH),
    ]
    for method, address, body in requests:
        answer = await api.request(method, address, json=body)
        assert (method, address, answer.status_code) == (method, address, 403)
