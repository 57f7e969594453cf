"""The staff part of the JSON API, as a program sees it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from content_links.vocabulary import Phase
from database.transaction import execute, fetch_row, fetch_value
from events.vocabulary import Form
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of, make_host_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")

COURSE = {
    "organisation": "bibliotheek",
    "key": "smartphone",
    "title": "Slim met je smartphone",
    "kind": "course",
    "form": "cohort",
    "registration": "required",
    "themes": ["digitaal"],
    "aliases": ["Telefooncursus"],
}
RULE = {"first_day": "2027-01-05", "last_day": "2027-01-26", "starts_at": "10:00", "ends_at": "12:00",
        "rrule": "FREQ=WEEKLY"}  # fmt: skip


@pytest.fixture
async def api() -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        yield client


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def programmer(api: AsyncClient, world: World) -> AsyncClient:
    api.headers.update(await headers_of(Role.PROGRAMMER))
    return api


def iso(moment: datetime) -> str:
    return moment.isoformat()


async def test_activity_is_made_as_a_draft_and_published(programmer: AsyncClient) -> None:
    made = await programmer.post("/activities", json=COURSE)
    assert (made.status_code, made.json()["slug"], made.json()["state"]) == (201, "smartphone", "draft")
    assert (made.json()["aliases"], made.json()["wsob_function"]) == (["Telefooncursus"], "development_education")
    published = await programmer.post("/activities/smartphone/publish")
    assert (published.status_code, published.json()["state"]) == (200, "published")


async def test_activity_changes_in_what_is_sent_only(programmer: AsyncClient) -> None:
    before = (await programmer.post("/activities", json=COURSE)).json()
    change = {"title": "Handig met je telefoon", "aliases": []}
    after = await programmer.patch("/activities/smartphone", json=change)
    assert (after.status_code, after.json()) == (200, before | change)
    assert (await programmer.patch("/activities/smartphone", json={})).json() == after.json()


async def test_activity_with_a_key_that_is_taken_is_a_conflict(programmer: AsyncClient) -> None:
    await programmer.post("/activities", json=COURSE)
    again = await programmer.post("/activities", json=COURSE)
    assert (again.status_code, again.json()["code"]) == (409, "activity_key_taken")


async def test_activity_that_is_deleted_is_archived(programmer: AsyncClient) -> None:
    assert (await programmer.delete("/activities/telefoon")).status_code == 204
    assert await fetch_value("SELECT state FROM activity") == "archived"


async def test_activity_that_people_are_coming_to_is_not_deleted(programmer: AsyncClient, world: World) -> None:
    await world.person(session=await world.session(local(1)))
    answer = await programmer.delete("/activities/telefoon")
    assert (answer.status_code, answer.json()["code"]) == (409, "people_are_coming")
    assert await fetch_value("SELECT state FROM activity") == "published"


async def test_edition_with_a_rule_has_sessions(programmer: AsyncClient) -> None:
    await programmer.post("/activities", json=COURSE)
    edition = {"location": "centrale", "first_day": "2027-01-05", "capacity": 8}
    made = await programmer.post("/activities/smartphone/editions", json=edition)
    assert made.status_code == 201
    rule = await programmer.post(f"/editions/{made.json()['id']}/rules", json=RULE)
    assert (rule.status_code, rule.json()["sessions"]) == (201, 4)
    twice = await programmer.post(f"/editions/{made.json()['id']}/rules", json=RULE)
    assert (twice.status_code, twice.json()["code"]) == (409, "rule_exists")


@pytest.mark.parametrize(
    "change",
    [
        {"rrule": "FREQ=NEVER"},
        {"rrule": "FREQ=SECONDLY"},
        {"rrule": "x" * 501},
        {"ends_at": "09:00"},
        {"first_day": "2027-03-28", "starts_at": "02:30", "ends_at": "04:00", "last_day": "2027-03-28"},
        {"last_day": "2026-01-01"},
        {"skip": ["bad_weather"]},
        {"starts_at": "10:00:00+05:00"},
        {"room": 2**40},
        {"skipped_days": ["2027-01-01"] * 401},
        {"colour": "red"},
    ],
)
async def test_rule_that_cannot_be_is_refused_and_leaves_nothing(
    programmer: AsyncClient, world: World, change: dict[str, Any]
) -> None:
    answer = await programmer.post(f"/editions/{world.edition.id}/rules", json=RULE | change)
    assert (answer.status_code, bool(answer.json()["errors"])) == (400, True)
    counts = "SELECT (SELECT count(*) FROM schedule_rule) + (SELECT count(*) FROM session)"
    assert await fetch_value(counts) == 0


async def test_session_is_added_beside_the_rules(programmer: AsyncClient, world: World) -> None:
    starts_at = datetime(2027, 7, 6, 8, tzinfo=UTC)
    body = {
        "edition": str(world.edition.id),
        "starts_at": iso(starts_at),
        "ends_at": iso(starts_at + timedelta(hours=1)),
        "location": "centrale",
        "room": world.room.id,
        "note": "Neem je telefoon mee",
    }
    made = await programmer.post("/sessions", json=body)
    assert (made.status_code, made.json()["starts_at"], made.json()["timezone"]) == (
        201,
        "2027-07-06T10:00:00+02:00",
        "Europe/Amsterdam",
    )
    assert (made.json()["room"], made.json()["note"]) == (world.room.id, "Neem je telefoon mee")
    again = await programmer.post("/sessions", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "room_taken")
    assert again.json()["details"]["session"] == made.json()["id"]


async def test_session_in_a_room_that_is_taken_names_what_is_in_the_way(programmer: AsyncClient, world: World) -> None:
    first, second = await world.session(local(1)), await world.session(local(2))
    await execute("UPDATE session SET room = $1", world.room.id)
    answer = await programmer.patch(f"/sessions/{second}", json={"scope": "this", "starts_at": iso(local(1, 11))})
    assert (answer.status_code, answer.json()["code"]) == (409, "room_taken")
    assert answer.json()["details"]["session"] == str(first)


async def test_session_moves_and_lasts_as_long_as_it_did(programmer: AsyncClient, world: World) -> None:
    session = await world.session(local(1), hours=3)
    answer = await programmer.patch(f"/sessions/{session}", json={"scope": "this", "starts_at": iso(local(4, 14))})
    assert (answer.status_code, answer.json()["sequence"]) == (200, 1)
    times = [datetime.fromisoformat(answer.json()[name]) for name in ("starts_at", "ends_at")]
    assert times == [local(4, 14), local(4, 17)]
    assert await fetch_value("SELECT kind FROM fact") == "session_moved"


async def test_session_gets_words_of_its_own_and_stays_where_it_is(programmer: AsyncClient, world: World) -> None:
    session = await world.session(local(1))
    answer = (await programmer.patch(f"/sessions/{session}", json={"scope": "this", "title": "Foto's maken"})).json()
    assert (answer["title"], answer["note"], datetime.fromisoformat(answer["starts_at"])) == (
        "Foto's maken",
        "",
        local(1),
    )


async def test_session_leaves_its_room_when_that_is_sent_as_null(programmer: AsyncClient, world: World) -> None:
    session = await world.session(local(1))
    await execute("UPDATE session SET room = $1", world.room.id)
    answer = await programmer.patch(f"/sessions/{session}", json={"scope": "this", "room": None})
    assert answer.json()["room"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "scope"),
        ({"scope": "some"}, "scope"),
        ({"scope": "this", "version": -1}, "version"),
        ({"scope": "this", "capacity": 0}, "capacity"),
        ({"scope": "this", "starts_at": "2027-01-01T10:00:00"}, "starts_at"),
        ({"scope": "this", "starts_at": "9999-12-31T23:59:59+00:00"}, "starts_at"),
        ({"scope": "this", "starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"scope": "this", "ends_at": "2020-01-01T10:00:00Z"}, "ends_at"),
        ({"scope": "this", "ends_at": "2199-01-01T10:00:00Z"}, "ends_at"),
        ({"scope": "this", "room": 2**40}, "room"),
        ({"scope": "this", "note": "x" * 501}, "note"),
        ({"scope": "this", "colour": "red"}, "colour"),
    ],
)
async def test_session_refuses_a_change_that_cannot_be_by_the_name_of_the_field(
    programmer: AsyncClient, world: World, body: dict[str, Any], field: str
) -> None:
    session = await world.session(local(1))
    answer = await programmer.patch(f"/sessions/{session}", json=body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await fetch_value("SELECT sequence FROM session") == 0


async def test_session_is_cancelled_with_its_reason_once(programmer: AsyncClient, world: World) -> None:
    session = await world.session(local(1))
    answers = [await programmer.post(f"/sessions/{session}/cancel", json={"reason": why}) for why in ("Ziek", "Nog")]
    assert [(each.status_code, each.json()["state"], each.json()["cancel_reason"]) for each in answers] == [
        (200, "cancelled", "Ziek"),
        (200, "cancelled", "Ziek"),
    ]


async def test_registrations_come_in_parts_in_the_order_of_arrival(programmer: AsyncClient, world: World) -> None:
    session = await world.session(local(1))
    for name in ("alice", "bob", "carol"):
        await world.person(session=session, name=name, email=f"{name}@reader.example")
    first = (await programmer.get(f"/sessions/{session}/registrations", params={"limit": 2})).json()
    rest = await programmer.get(f"/sessions/{session}/registrations", params={"limit": 2, "cursor": first["next"]})
    names = [each["name"] for each in first["items"] + rest.json()["items"]]
    assert (names, rest.json()["next"]) == (["alice", "bob", "carol"], None)


async def test_registrations_of_a_session_are_those_of_its_group(api: AsyncClient) -> None:
    world = await make_world(form=Form.COHORT)
    api.headers.update(await headers_of(Role.HOST))
    await make_host_of(world.location.id)
    person = await world.person()
    session = await world.session(local(1))
    marks = {"marks": {str(person): "present"}}
    assert (await api.put(f"/sessions/{session}/attendance", json=marks)).status_code == 204
    listed = (await api.get(f"/sessions/{session}/registrations")).json()["items"]
    assert [(each["id"], each["presence"]) for each in listed] == [(str(person), "present")]


async def test_attendance_of_somebody_elsewhere_is_refused(programmer: AsyncClient, world: World) -> None:
    session = await world.session(local(1))
    answer = await programmer.put(f"/sessions/{session}/attendance", json={"marks": {str(uuid4()): "present"}})
    assert answer.status_code == 404
    assert await fetch_value("SELECT count(*) FROM attendance") == 0


@pytest.mark.parametrize(("count", "status"), [(0, 204), (12, 204), (-1, 400), (100_001, 400), ("many", 400)])
async def test_headcount_is_a_number_of_people(
    programmer: AsyncClient, world: World, count: object, status: int
) -> None:
    session = await world.session(local(-1))
    answer = await programmer.put(f"/sessions/{session}/headcount", json={"count": count})
    assert answer.status_code == status
    assert await fetch_value("SELECT headcount FROM session") == (count if status == 204 else None)


async def test_package_is_added_and_linked(programmer: AsyncClient) -> None:
    package = {"slug": "klik", "title": "Klik & Tik", "provider": "Oefenen", "kind": "course", "access": "open",
               "url": "https://learn.example/klik"}  # fmt: skip
    assert (await programmer.post("/packages", json=package)).status_code == 201
    link = {"package": "klik", "activity": "telefoon", "phase": "prepare"}
    assert (await programmer.post("/links", json=link)).status_code == 201
    again = await programmer.post("/links", json=link)
    assert (again.status_code, again.json()["code"]) == (409, "already_linked")


ROUTES_OF_ONE_LIBRARY: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "/activities", COURSE),
    ("PATCH", "/activities/telefoon", {"title": "Mijn titel"}),
    ("DELETE", "/activities/telefoon", None),
    ("POST", "/activities/telefoon/publish", None),
    ("POST", "/activities/telefoon/editions", {"location": "centrale", "first_day": "2027-01-05"}),
    ("POST", "/editions/{edition}/rules", RULE),
    ("POST", "/sessions", {"edition": "{edition}", "starts_at": "2027-01-05T10:00Z", "ends_at": "2027-01-05T11:00Z"}),
    ("PATCH", "/sessions/{session}", {"scope": "this", "title": "Mijn titel"}),
    ("POST", "/sessions/{session}/cancel", {"reason": "Zomaar"}),
    ("GET", "/sessions/{session}/registrations", None),
    ("PUT", "/sessions/{session}/attendance", {"marks": {}}),
    ("PUT", "/sessions/{session}/headcount", {"count": 3}),
    ("POST", "/links", {"package": "pakket-0", "activity": "telefoon", "phase": "during"}),
]


async def call(api: AsyncClient, world: World, method: str, path: str, body: dict[str, Any] | None) -> int:
    session: UUID = await world.session(local(1))
    names = {"{edition}": str(world.edition.id), "{session}": str(session)}
    for name, value in names.items():
        path = path.replace(name, value)
        body = body and {key: value if given == name else given for key, given in body.items()}
    return (await api.request(method, path, json=body)).status_code


@pytest.mark.parametrize(("method", "path", "body"), ROUTES_OF_ONE_LIBRARY)
async def test_route_is_for_staff_of_this_library_only(
    api: AsyncClient, world: World, method: str, path: str, body: dict[str, Any] | None
) -> None:
    await make_neighbour()
    await world.package(Phase.PREPARE)
    refused = []
    for headers in ({}, {"Authorization": "Bearer nonsense"}, await headers_of(Role.VIEWER)):
        api.headers.update(headers)
        refused.append(await call(api, world, method, path, body))
    api.headers.update(await headers_of(Role.ADMIN, "elders"))
    refused.append(await call(api, world, method, path, body))
    assert refused == [401, 401, 403, 403]
    assert await fetch_row("SELECT title, state FROM activity") == ("Omgaan met je telefoon", "published")
    api.headers.update(await headers_of(Role.ADMIN))
    assert await call(api, world, method, path, body) in {200, 201, 204}


async def test_host_may_mark_attendance_and_not_plan(api: AsyncClient, world: World) -> None:
    api.headers.update(await headers_of(Role.HOST))
    await make_host_of(world.location.id)
    session = await world.session(local(0))
    assert (await api.put(f"/sessions/{session}/headcount", json={"count": 3})).status_code == 204
    assert await call(api, world, "PATCH", "/sessions/{session}", {"scope": "this", "title": "Mijn titel"}) == 403


async def test_programmer_cannot_plan_at_a_location_of_another_library(programmer: AsyncClient, world: World) -> None:
    await make_neighbour()
    elsewhere = await fetch_value("SELECT slug FROM location WHERE key = 'overkant'")
    edition = {"location": elsewhere, "first_day": "2027-01-05"}
    assert (await programmer.post("/activities/telefoon/editions", json=edition)).status_code == 403
    move = {"scope": "this", "location": elsewhere}
    assert await call(programmer, world, "PATCH", "/sessions/{session}", move) == 403


async def test_refusal_to_who_is_not_signed_in_says_how_to(api: AsyncClient) -> None:
    answer = await api.post("/packages", json={})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "not_signed_in"


async def test_link_to_a_part_beyond_all_numbers_is_refused(programmer: AsyncClient) -> None:
    link = {"package": "klik", "unit": 2**40, "activity": "telefoon", "phase": "prepare"}
    answer = await programmer.post("/links", json=link)
    assert [error["field"] for error in answer.json()["errors"]] == ["unit"]


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"title": "Mijn titel"}), ("DELETE", None)])
async def test_address_with_a_nul_names_nothing(
    programmer: AsyncClient, method: str, body: dict[str, Any] | None
) -> None:
    assert (await programmer.request(method, "/activities/%00", json=body)).status_code == 404


async def test_body_of_endless_brackets_is_refused(programmer: AsyncClient) -> None:
    answer = await programmer.post("/activities", content='{"title":' + "[" * 100_000 + "]" * 100_000 + "}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
