"""The public part of the JSON API, as a program sees it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.vocabulary import Form
from tests.agenda.counting import count_queries
from tests.application import API_PATH, visitor
from tests.notifications.worlds import World, local, make_world

# The same in every process that collects the tests.
NOBODY = "4ab6fc97-4146-4be4-a46a-373a3473c39f"

pytestmark = pytest.mark.usefixtures("database")

ALICE = {"name": "Alice Jansen", "email": "alice@reader.example"}
BOB = {"name": "Bob de Wit", "email": "bob@reader.example"}

ANOTHER_TWO = (
    "INSERT INTO organisation (slug, name, kind) SELECT 'o' || i, 'O', 'library' FROM generate_series(1, 2) i",
    "INSERT INTO location (organisation, key, slug, name, kind)"
    " SELECT organisation, 'l' || i, 'l' || i, 'L', 'branch' FROM location, generate_series(1, 2) i",
    "INSERT INTO activity (organisation, key, slug, title, kind, form, wsob_function, registration_policy)"
    " SELECT organisation, 'a' || i, 'a' || i, 'A', kind, form, wsob_function, registration_policy"
    " FROM activity, generate_series(1, 2) i",
)


@pytest.fixture
async def api() -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        yield client


async def open_session(world: World, capacity: int | None = None) -> UUID:
    session = await world.session(local(3))
    await execute("UPDATE session SET capacity = $2 WHERE id = $1", session, capacity)
    return session


async def test_session_has_its_times_with_offset_and_its_timezone(api: AsyncClient) -> None:
    world = await make_world()
    session = await world.session(datetime(2030, 7, 1, 8, 0, tzinfo=UTC))
    answer = (await api.get(f"/sessions/{session}")).json()
    assert (answer["starts_at"], answer["ends_at"], answer["timezone"]) == (
        "2030-07-01T10:00:00+02:00",
        "2030-07-01T12:00:00+02:00",
        "Europe/Amsterdam",
    )
    assert (answer["activity"]["slug"], answer["location"]["slug"]) == ("telefoon", "centrale")
    assert (answer["registers_for"], answer["seats"]) == ("session", {"state": "open", "left": None, "capacity": None})


async def test_sessions_come_in_parts_that_follow_each_other(api: AsyncClient) -> None:
    world = await make_world()
    expected = [str(await world.session(local(day))) for day in (1, 2, 3)]
    first = (await api.get("/sessions", params={"limit": 2})).json()
    second = (await api.get("/sessions", params={"limit": 2, "cursor": first["next"]})).json()
    assert [each["id"] for each in first["items"] + second["items"]] == expected
    assert second["next"] is None


async def test_sessions_take_the_filters_of_the_agenda(api: AsyncClient) -> None:
    world = await make_world()
    session = await world.session(local(1))
    found = [(await api.get("/sessions", params={"q": words})).json()["items"] for words in ("telefoon", "piano")]
    assert [[each["id"] for each in items] for items in found] == [[str(session)], []]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/sessions?limit=0", "limit"),
        ("/sessions?limit=201", "limit"),
        ("/sessions?limit=1&limit=2", "limit"),
        ("/sessions?colour=red", "colour"),
        ("/sessions?kind=party", "kind"),
        ("/sessions?cursor=nonsense", "cursor"),
        ("/sessions?location=nowhere", "location"),
        ("/activities?colour=red", "colour"),
        ("/organisations?limit=many", "limit"),
        ("/locations?cursor=", "cursor"),
        ("/packages?cursor=nonsense", "cursor"),
    ],
)
async def test_list_refuses_a_parameter_it_cannot_use_and_names_it(api: AsyncClient, path: str, field: str) -> None:
    answer = await api.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "path",
    [
        f"/sessions/{NOBODY}",
        "/sessions/nonsense",
        f"/editions/{NOBODY}",
        "/activities/nothing",
        "/activities/%00",
        "/locations/%00",
        "/packages/%00",
        "/locations/nowhere",
        "/packages/nothing",
        "/registrations/nonsense",
    ],
)
async def test_what_does_not_exist_is_a_problem_document(api: AsyncClient, path: str) -> None:
    answer = await api.get(path)
    assert (answer.status_code, answer.json()["status"], bool(answer.json()["code"])) == (404, 404, True)


async def test_draft_is_nowhere(api: AsyncClient) -> None:
    world = await make_world()
    session = await world.session(local(1))
    await execute("UPDATE activity SET state = 'draft'")
    paths = [f"/sessions/{session}", f"/editions/{world.edition.id}", "/activities/telefoon"]
    assert [(await api.get(path)).status_code for path in paths] == [404, 404, 404]
    assert [(await api.get(path)).json()["items"] for path in ("/sessions", "/activities")] == [[], []]


async def test_activity_shows_its_editions_its_content_and_what_is_to_come(api: AsyncClient) -> None:
    world = await make_world()
    session = await world.session(local(1))
    await world.session(local(-1))
    await world.package(Phase.PREPARE)
    answer = (await api.get("/activities/telefoon")).json()
    assert [each["id"] for each in answer["editions"]] == [str(world.edition.id)]
    assert [(each["slug"], each["phase"]) for each in answer["packages"]] == [("pakket-0", "prepare")]
    assert [each["id"] for each in answer["sessions"]] == [str(session)]


async def test_package_shows_the_activities_that_use_it(api: AsyncClient) -> None:
    world = await make_world()
    await world.package(Phase.FOLLOW_UP)
    answer = (await api.get("/packages/pakket-0")).json()
    assert [(each["slug"], each["phases"]) for each in answer["activities"]] == [("telefoon", ["follow_up"])]
    assert [each["slug"] for each in (await api.get("/packages")).json()["items"]] == ["pakket-0"]


async def test_edition_shows_the_places_left_of_its_group(api: AsyncClient) -> None:
    world = await make_world(form=Form.COHORT)
    await world.session(local(1))
    await execute("UPDATE edition SET capacity = 8, seats_taken = 3")
    answer = (await api.get(f"/editions/{world.edition.id}")).json()
    assert (answer["seats_left"], answer["registers_for"], len(answer["sessions"])) == (5, "edition", 1)


async def test_organisations_locations_and_activities_come_in_order_of_slug(api: AsyncClient) -> None:
    await make_world()
    answers = [(await api.get(path)).json() for path in ("/organisations", "/locations", "/activities")]
    slugs = [[each["slug"] for each in answer["items"]] for answer in answers]
    assert slugs == [["bibliotheek"], ["centrale"], ["telefoon"]]
    assert (await api.get("/locations/centrale")).json() == answers[1]["items"][0]


async def test_registration_answers_with_its_place_and_its_addresses(api: AsyncClient) -> None:
    session = await open_session(await make_world(), capacity=1)
    alice = await api.post(f"/sessions/{session}/registrations", json=ALICE)
    bob = await api.post(f"/sessions/{session}/registrations", json=BOB)
    assert [(each.status_code, each.json()["status"], each.json()["position"]) for each in (alice, bob)] == [
        (201, "confirmed", None),
        (201, "waiting", 1),
    ]
    assert "/my/" in alice.json()["manage_url"]
    assert alice.json()["calendar_url"].endswith(".ics")
    assert alice.headers["cache-control"] == "no-store"


async def test_registration_is_seen_and_given_back_by_who_has_its_token(api: AsyncClient) -> None:
    session = await open_session(await make_world(), capacity=1)
    made = (await api.post(f"/sessions/{session}/registrations", json=ALICE)).json()
    address = f"/registrations/{made['manage_url'].rsplit('/', 1)[1]}"
    seen = (await api.get(address)).json()
    assert {name: seen[name] for name in made} == made
    assert (seen["name"], seen["session"], seen["edition"]) == ("Alice Jansen", str(session), None)
    assert [(await api.delete(address)).status_code for _ in range(2)] == [204, 204]
    assert (await api.get(address)).json()["status"] == "cancelled"
    assert await fetch_value("SELECT seats_taken FROM session WHERE id = $1", session) == 0


async def test_registration_repeated_with_its_key_gets_the_first_answer(api: AsyncClient) -> None:
    session = await open_session(await make_world())
    key = {"Idempotency-Key": "one-click"}
    answers = [await api.post(f"/sessions/{session}/registrations", json=ALICE, headers=key) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert await fetch_value("SELECT count(*) FROM registration") == 1


async def test_registration_of_another_person_with_the_same_key_is_another_one(api: AsyncClient) -> None:
    session = await open_session(await make_world())
    key = {"Idempotency-Key": "1"}
    ids = [
        (await api.post(f"/sessions/{session}/registrations", json=who, headers=key)).json()["id"]
        for who in (ALICE, BOB)
    ]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        ("INSERT INTO registration (id, session, name, email, state) SELECT gen_random_uuid(), id, 'A', "
         "'ALICE@reader.example', 'confirmed' FROM session", "already_registered"),
        ("UPDATE session SET capacity = 2, seats_taken = 2; UPDATE activity SET waiting_list = false", "full"),
        ("UPDATE session SET state = 'cancelled'", "registration_closed"),
        ("UPDATE session SET starts_at = now() - interval '1 hour'", "registration_closed"),
        ("UPDATE activity SET form = 'cohort'", "wrong_target"),
        ("UPDATE activity SET form = 'walk_in'", "wrong_target"),
    ],
)  # fmt: skip
async def test_registration_that_cannot_be_is_a_conflict_with_a_code(api: AsyncClient, prepare: str, code: str) -> None:
    session = await open_session(await make_world())
    await execute(prepare)
    before = await fetch_value("SELECT count(*) FROM registration")
    answer = await api.post(f"/sessions/{session}/registrations", json=ALICE)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert await fetch_value("SELECT count(*) FROM registration") == before


async def test_registration_for_an_edition_is_for_its_whole_group(api: AsyncClient) -> None:
    world = await make_world(form=Form.COHORT)
    session = await world.session(local(2))
    for_session = await api.post(f"/sessions/{session}/registrations", json=ALICE)
    for_edition = await api.post(f"/editions/{world.edition.id}/registrations", json=ALICE)
    assert (for_session.json()["code"], for_edition.status_code) == ("wrong_target", 201)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "alice"}, "email"),
        ({"party_size": 0}, "party_size"),
        ({"party_size": "two"}, "party_size"),
        ({"locale": "fy"}, "locale"),
        ({"note": "x" * 501}, "note"),
        ({"bsn": "123456782"}, "bsn"),
    ],
)
async def test_registration_refuses_what_it_cannot_use_by_the_name_of_the_field(
    api: AsyncClient, change: dict[str, Any], field: str
) -> None:
    session = await open_session(await make_world())
    answer = await api.post(f"/sessions/{session}/registrations", json=ALICE | change)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await fetch_value("SELECT count(*) FROM registration") == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"alice"', b"\xff\xfe"])
async def test_registration_refuses_what_is_no_object(api: AsyncClient, body: bytes) -> None:
    session = await open_session(await make_world())
    answer = await api.post(
        f"/sessions/{session}/registrations", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_registration_refuses_a_key_without_end(api: AsyncClient) -> None:
    session = await open_session(await make_world())
    headers = {"Idempotency-Key": "x" * 256}
    answer = await api.post(f"/sessions/{session}/registrations", json=ALICE, headers=headers)
    assert answer.status_code == 400


async def test_session_that_is_over_can_still_be_asked_for_but_is_in_no_list(api: AsyncClient) -> None:
    session = await (await make_world()).session(datetime.now(UTC) - timedelta(days=1))
    assert (await api.get(f"/sessions/{session}")).json()["seats"]["state"] == "ended"
    assert (await api.get("/sessions")).json()["items"] == []


@pytest.mark.parametrize("path", ["/sessions", "/activities", "/locations", "/packages", "/organisations"])
async def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    api: AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    world = await make_world()
    for day in (1, 2, 3):
        await world.session(local(day))
        await world.package(Phase.PREPARE)
    for statement in ANOTHER_TWO:
        await execute(statement)
    counts = []
    for limit in (1, 3):
        queries = count_queries(monkeypatch)
        assert len((await api.get(path, params={"limit": limit})).json()["items"]) == limit
        counts.append(len(queries))
        monkeypatch.undo()
    assert counts[0] == counts[1] <= 2
