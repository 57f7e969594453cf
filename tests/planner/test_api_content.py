"""Links and licences by the JSON API."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from content_links.linked import packages_of_activities
from database.transaction import fetch_value
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.content_links.examples import make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence
from tests.notifications.worlds import World, make_world
from tests.planner.examples import headers_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")
OWN = "bibliotheek"
LINK = {"package": "klik-en-tik", "activity": "telefoon", "phase": "during"}


@pytest.fixture
async def world(database: None) -> World:
    world = await make_world()
    await make_package()
    return world


@pytest.fixture
async def api(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


async def shown(world: World) -> list[str]:
    activity = world.edition.activity
    return [each.slug for each in (await packages_of_activities([activity]))[activity]]


async def test_link_is_made_changed_and_taken_away(api: AsyncClient, world: World) -> None:
    made = (await api.post("/links", json=LINK | {"lesson": 3, "required": True})).json()
    changed = await api.patch(f"/links/{made['id']}", json={"lesson": None, "note": "Neem oortjes mee"})
    gone = await api.delete(f"/links/{made['id']}")

    assert (made["lesson"], made["warnings"]) == (3, [])
    assert changed.json() == made | {"lesson": None, "note": "Neem oortjes mee"}
    assert (gone.status_code, await shown(world)) == (204, [])
    assert (await api.patch(f"/links/{made['id']}", json={"note": ""})).json()["code"] == "unknown_link"


async def test_what_was_done_with_links_and_licences_is_undone(api: AsyncClient, world: World) -> None:
    await api.post("/links", json=LINK)
    await api.post("/licences", json={"package": "klik-en-tik", "organisation": OWN, "starts_on": "2026-01-01"})
    licence = await fetch_value("SELECT id FROM licence")
    await api.patch(f"/licences/{licence}", json={"ends_on": (TODAY - DAY).isoformat()})
    ended = await shown(world)
    undone = [(await api.post("/operations/undo", json={})).status_code]
    again = await shown(world)
    undone += [(await api.post("/operations/undo", json={})).status_code for _ in range(2)]

    assert (undone, ended, again, await shown(world)) == ([200] * 3, [], ["klik-en-tik"], [])
    assert await fetch_value("SELECT count(*) FROM licence") == 0


async def test_link_without_a_licence_says_so_or_is_refused(api: AsyncClient) -> None:
    await _elsewhere()
    warned = (await api.post("/links", json=LINK)).json()
    policy = await api.put(f"/organisations/{OWN}/licence-policy", json={"policy": "refuse"})
    refused = await api.post("/links", json=LINK | {"phase": "prepare"})

    assert [each["code"] for each in warned["warnings"]] == ["not_licensed"]
    assert (policy.status_code, (await api.get(f"/organisations/{OWN}/licence-policy")).json()) == (
        200,
        {"policy": "refuse"},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not_licensed")


async def _elsewhere() -> None:
    await make_neighbour()
    await make_licence(organisation="elders")


async def test_licence_is_read_and_listed(api: AsyncClient) -> None:
    body: dict[str, Any] = {"package": "klik-en-tik", "organisation": OWN, "starts_on": "2026-01-01", "seats": 9}
    body["ends_on"] = "2026-12-31"
    made = (await api.post("/licences", json=body)).json()
    second = (await api.post("/licences", json=body | {"note": "Nog negen"})).json()
    await _elsewhere()

    first_page = (await api.get("/licences?limit=1")).json()
    rest = (await api.get(f"/licences?limit=1&cursor={first_page['next']}")).json()

    assert made == body | {"id": made["id"], "seats_taken": 0, "note": ""}
    assert (await api.get(f"/licences/{made['id']}")).json() == made
    assert [first_page["items"], rest] == [[made], {"items": [second], "next": None}]
    assert (await api.get("/licences?package=anders")).json()["items"] == []


async def test_licence_that_cannot_be(api: AsyncClient) -> None:
    body = {"package": "klik-en-tik", "organisation": OWN, "starts_on": "2026-02-01"}
    backwards = await api.post("/licences", json=body | {"ends_on": "2026-01-31"})
    without = await api.post("/licences", json=body | {"package": "niets"})
    huge = await api.post("/licences", json=body | {"seats": 0})

    assert [answer.status_code for answer in (backwards, without, huge)] == [400, 404, 400]
    assert (await api.get("/licences/2147483647")).json()["code"] == "unknown_licence"


async def test_package_is_changed_by_who_looks_after_it(api: AsyncClient) -> None:
    answer = await api.patch("/packages/klik-en-tik", json={"access_note": "Vraag het aan de balie."})
    closed = await api.patch("/packages/klik-en-tik", json={"url": None})
    unit = await api.post("/packages/klik-en-tik/units", json={"position": 1, "title": "De muis"})

    assert (answer.status_code, closed.status_code, unit.status_code) == (200, 400, 201)
    assert await fetch_value("SELECT access_note FROM package") == "Vraag het aan de balie."
