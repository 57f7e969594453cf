"""Check-in at the door: the pages, what phones send, and codes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch_value
from events.check_in_tokens import check_in_token
from events.vocabulary import Form, RegistrationState
from identity.roles import Role
from tests.agenda.counting import count_queries
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import make_neighbour
from tests.planner.staff_browser import sign_in_as

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    """A host of the place is signed in."""
    world = await make_world()
    account = await sign_in_as(staff, "wim@library.example", Role.HOST, "bibliotheek")
    await execute("INSERT INTO host_place (account, location) VALUES ($1, $2)", account, world.location.id)
    return world


def mark(registration: UUID, present: bool, minutes_ago: int = 0, id_: UUID | None = None) -> dict[str, Any]:
    at = NOW - timedelta(minutes=minutes_ago)
    return {
        "kind": "mark",
        "id": str(id_ or uuid4()),
        "at": at.isoformat(),
        "registration": str(registration),
        "present": present,
    }


def count(by: int, id_: UUID | None = None) -> dict[str, Any]:
    return {"kind": "count", "id": str(id_ or uuid4()), "at": NOW.isoformat(), "by": by}


async def send(staff: AsyncClient, session: UUID, *changes: dict[str, Any]) -> Response:
    body = {"sent_at": NOW.isoformat(), "changes": changes}
    return await staff.post(f"/checkin/{session}/changes", json=body)


async def presence_of(registration: UUID) -> str | None:
    value: str | None = await fetch_value("SELECT presence FROM attendance WHERE registration = $1", registration)
    return value


async def scan(staff: AsyncClient, session: UUID, token: str) -> dict[str, Any]:
    answer = await staff.post(f"/checkin/{session}/scan", json={"token": token})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_host_sees_sessions_of_today_and_tomorrow_at_their_places(staff: AsyncClient, world: World) -> None:
    today, tomorrow = await world.session(local(0, 12)), await world.session(local(1))
    later, yesterday = await world.session(local(2)), await world.session(local(-1))
    page = (await staff.get("/checkin")).text
    shown = [each for each in (today, tomorrow, later, yesterday) if f'href="/checkin/{each}"' in page]
    assert shown == [today, tomorrow]
    assert "Centrale" in page


async def test_host_of_another_place_sees_nothing(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    await execute("DELETE FROM host_place")
    assert str(session) not in (await staff.get("/checkin")).text
    assert (await staff.get(f"/checkin/{session}")).status_code == 403
    assert (await send(staff, session)).status_code == 403
    assert (await staff.post(f"/checkin/{session}/scan", json={"token": "x"})).status_code == 403


async def test_programmer_sees_sessions_of_their_organisation_only(staff: AsyncClient, world: World) -> None:
    await make_neighbour()
    session = await world.session(local(0, 12))
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    assert str(session) in (await staff.get("/checkin")).text
    await sign_in_as(staff, "emma@library.example", Role.PROGRAMMER, "elders")
    assert str(session) not in (await staff.get("/checkin")).text


async def test_list_has_who_has_a_place_by_name_and_nothing_to_reach_them(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    await world.person(session=session, name="carol de Vries", email="carol@reader.example", party_size=3)
    await world.person(session=session, name="Alice Jansen")
    for state in (RegistrationState.WAITING, RegistrationState.OFFERED, RegistrationState.CANCELLED):
        await world.person(session=session, name=f"Bob {state}", email=f"{state}@reader.example", state=state)
    answer = await staff.get(f"/checkin/{session}")
    assert answer.text.index("Alice Jansen") < answer.text.index("carol de Vries")
    assert [word for word in ("Bob", "@reader.example") if word in answer.text] == []
    assert "3 personen" in answer.text
    assert "Binnen: 0 van de 4 die zich aanmeldden, 0 in totaal" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_camera_may_be_used_at_the_door_only(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    assert "camera=(self)" in (await staff.get(f"/checkin/{session}")).headers["permissions-policy"]


async def test_list_asks_the_database_as_often_for_many_as_for_few(
    staff: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, counts = await world.session(local(0, 12)), list[int]()
    for people in (1, 20):
        for number in range(people):
            await world.person(session=session, name="Bob", email=f"bob{people}-{number}@reader.example")
        with monkeypatch.context() as patch:
            queries = count_queries(patch)
            page = await staff.get(f"/checkin/{session}")
            counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "Zoek een naam" in page.text


async def test_forms_mark_and_count_without_a_script(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    alice = await world.person(session=session)
    answer = await staff.post(f"/checkin/{session}/mark", data={"registration": str(alice), "present": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/checkin/{session}#guest-{alice}")
    for by in ("1", "1", "-1"):
        assert (await staff.post(f"/checkin/{session}/count", data={"by": by})).status_code == 303
    assert await presence_of(alice) == "present"
    assert "Binnen: 1 van de 1 die zich aanmeldden, 2 in totaal" in (await staff.get(f"/checkin/{session}")).text


async def test_change_that_is_sent_again_is_done_once(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    one_more = count(2)
    await send(staff, session, one_more)
    answer = await send(staff, session, one_more, one_more)
    assert answer.json()["count"] == 2


async def test_counts_of_two_phones_add_up_and_never_fall_below_nobody(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    await send(staff, session, count(3))
    assert (await send(staff, session, count(2), count(-1))).json()["count"] == 4
    assert (await send(staff, session, count(-9))).json()["count"] == 0


async def test_last_mark_by_time_holds_whichever_comes_first(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    alice, bob = await world.person(session=session), await world.person(session=session, email="bob@reader.example")
    await send(staff, session, mark(alice, True, 5), mark(bob, False, 1), mark(bob, True, 2))
    answer = await send(staff, session, mark(alice, False, 10))
    assert answer.json()["present"] == [str(alice)]
    assert (await presence_of(alice), await presence_of(bob)) == ("present", "absent")


async def test_phone_whose_clock_is_wrong_counts_by_how_long_ago_it_was(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    alice = await world.person(session=session)
    fast = {**mark(alice, True), "at": "9999-12-31T23:00:00+00:00"}
    body = {"sent_at": "9999-12-31T23:30:00+00:00", "changes": [fast]}
    assert (await staff.post(f"/checkin/{session}/changes", json=body)).status_code == 200
    marked_ago = await fetch_value("SELECT now() - marked_at FROM attendance")
    assert timedelta(minutes=29) < marked_ago < timedelta(minutes=31)
    assert (await send(staff, session, mark(alice, False))).json()["present"] == []


async def test_mark_of_somebody_elsewhere_keeps_no_other_waiting(staff: AsyncClient, world: World) -> None:
    session, other = await world.session(local(0, 12)), await world.session(local(1))
    alice, bob = await world.person(session=session), await world.person(session=other, email="bob@reader.example")
    answer = await send(staff, session, mark(bob, True), mark(alice, True), count(1))
    assert (answer.json()["present"], answer.json()["count"]) == ([str(alice)], 1)
    assert await presence_of(bob) is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "count", "id": "x", "at": "2026-11-22T14:00:00+00:00", "by": 1},
        {"kind": "count", "id": str(UUID(int=1)), "at": "2026-11-22T14:00:00", "by": 1},
        {"kind": "count", "id": str(UUID(int=1)), "at": "2026-11-22T14:00:00+00:00", "by": 1000},
        {"kind": "other", "id": str(UUID(int=1)), "at": "2026-11-22T14:00:00+00:00"},
    ],
    ids=["id", "offset", "number", "kind"],
)
async def test_change_that_is_none_is_refused(staff: AsyncClient, world: World, change: dict[str, Any]) -> None:
    assert (await send(staff, await world.session(local(0, 12)), change)).status_code == 400


async def test_code_ticks_who_shows_it_once(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    alice = await world.person(session=session, party_size=2)
    first, second = [await scan(staff, session, check_in_token(alice)) for _ in range(2)]
    assert (first["text"], first["registration"]) == ("Alice Jansen is er, met 2 mensen in totaal.", str(alice))
    assert second["text"] == "Alice Jansen was al binnen."
    assert second["state"]["present"] == [str(alice)]


async def test_code_of_a_group_works_at_each_meeting(staff: AsyncClient) -> None:
    world = await make_world(form=Form.COHORT)
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    alice = await world.person()
    for day in (0, 1):
        said = await scan(staff, await world.session(local(day, 12)), check_in_token(alice))
        assert said["text"] == "Alice Jansen is er."


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (RegistrationState.WAITING, "Alice Jansen staat op de wachtlijst."),
        (RegistrationState.OFFERED, "Alice Jansen staat op de wachtlijst."),
        (RegistrationState.CANCELLED, "Alice Jansen heeft de plek teruggegeven."),
    ],
)
async def test_code_of_who_has_no_place_ticks_nobody(
    staff: AsyncClient, world: World, state: RegistrationState, text: str
) -> None:
    session = await world.session(local(0, 12))
    alice = await world.person(session=session, state=state)
    said = await scan(staff, session, check_in_token(alice))
    assert (said["text"], said["registration"], await presence_of(alice)) == (text, None, None)


async def test_code_for_something_else_says_no_name(staff: AsyncClient, world: World) -> None:
    session, other = await world.session(local(0, 12)), await world.session(local(1))
    alice = await world.person(session=other)
    assert (await scan(staff, session, check_in_token(alice)))["text"] == "Deze code is voor een andere activiteit."
    assert (await scan(staff, session, "https://shop.example"))["text"] == "Dit is geen code van ons."
    assert await presence_of(alice) is None


async def test_worker_has_its_scope_and_nobody_needs_to_sign_in_for_it(staff: AsyncClient) -> None:
    answer = await staff.get("/checkin/worker.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert (answer.headers["service-worker-allowed"], answer.headers["cache-control"]) == ("/checkin", "no-cache")


async def test_phone_that_is_signed_out_hears_so(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(0, 12))
    staff.cookies.clear()
    body = {"sent_at": NOW.isoformat(), "changes": []}
    answer = await staff.post(f"/checkin/{session}/changes", json=body, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    answer = await staff.get("/checkin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner/sign-in?next=%2Fcheckin")


async def test_signing_out_leaves_nothing_on_the_phone(staff: AsyncClient, world: World) -> None:
    answer = await staff.post("/planner/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
