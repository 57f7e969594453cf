"""The API about templates, as programs of the national organisation and of a library see it."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import fetch, fetch_value
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.content_links.examples import link, make_package
from tests.events.templates.examples import SLUG, make_tree, publish
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")

TEMPLATE = {
    "organisation": "huis",
    "slug": SLUG,
    "title": "Telefooncursus",
    "kind": "course",
    "form": "cohort",
    "planned_sessions": 3,
    "session_minutes": 90,
    "capacity": 12,
    "reminder_days": [5],
}
HERE = {"location": "haven", "first_day": "2027-01-12", "starts_at": "10:00"}


@pytest.fixture
async def api() -> AsyncIterator[AsyncClient]:
    async with visitor(path=API_PATH) as client:
        yield client


@pytest.fixture
async def national(api: AsyncClient) -> dict[str, str]:
    await make_tree()
    return await headers_of(Role.NATIONAL, "huis")


@pytest.fixture
async def library(national: dict[str, str]) -> dict[str, str]:
    return await headers_of(Role.PROGRAMMER, "bieb")


async def published(api: AsyncClient, national: dict[str, str]) -> None:
    await api.post("/templates", json=TEMPLATE, headers=national)
    await api.post(f"/templates/{SLUG}/publish", json={}, headers=national)


async def test_template_is_made_changed_published_and_withdrawn(api: AsyncClient, national: dict[str, str]) -> None:
    made = await api.post("/templates", json=TEMPLATE, headers=national)
    changed = await api.patch(f"/templates/{SLUG}", json={"title": "Slim met je telefoon"}, headers=national)
    shown = await api.post(f"/templates/{SLUG}/publish", json={}, headers=national)
    again = await api.post(f"/templates/{SLUG}/publish", json={}, headers=national)
    gone = await api.post(f"/templates/{SLUG}/withdraw", headers=national)

    assert (made.status_code, made.json()["state"], made.json()["version"]) == (201, "draft", None)
    assert (changed.json()["title"], changed.json()["planned_sessions"]) == ("Slim met je telefoon", 3)
    assert (shown.json()["state"], shown.json()["version"]) == ("published", 1)
    assert shown.json()["content"]["title"] == "Slim met je telefoon"
    assert (again.status_code, again.json()["code"]) == (409, "template_unchanged")
    assert gone.json()["state"] == "withdrawn"
    actions = [row["action"] for row in await fetch("SELECT action FROM operation ORDER BY at")]
    assert actions == ["template.create", "template.change", "template.publish", "template.withdraw"]


async def test_change_that_does_not_fit_what_is_there_is_refused(api: AsyncClient, national: dict[str, str]) -> None:
    await api.post("/templates", json=TEMPLATE | {"staff_min": 3}, headers=national)
    answer = await api.patch(f"/templates/{SLUG}", json={"staff_max": 2}, headers=national)
    assert (answer.status_code, answer.json()["code"]) == (400, "more_staff_at_least")


async def test_library_does_not_write_templates(
    api: AsyncClient, national: dict[str, str], library: dict[str, str]
) -> None:
    await published(api, national)
    admin = await headers_of(Role.ADMIN, "bieb")
    own = await api.post("/templates", json=TEMPLATE | {"organisation": "bieb", "slug": "eigen"}, headers=admin)
    foreign = await api.patch(f"/templates/{SLUG}", json={"title": "Van ons"}, headers=admin)
    programmer = await api.post(f"/templates/{SLUG}/withdraw", headers=library)
    assert (own.status_code, own.json()["code"]) == (409, "not_a_publisher")
    assert (foreign.status_code, programmer.status_code) == (403, 403)


async def test_library_adopts_at_its_own_place(
    api: AsyncClient, national: dict[str, str], library: dict[str, str]
) -> None:
    await published(api, national)
    answer = await api.post(f"/templates/{SLUG}/adopt", json=HERE | {"publish": True}, headers=library)
    assert (answer.status_code, answer.json()["activity"]) == (201, "telefooncursus")
    edition = answer.json()["edition"]
    assert await fetch_value("SELECT count(*) FROM session WHERE edition::text = $1", edition) == 3
    assert await fetch_value("SELECT state FROM activity") == "published"


async def test_library_does_not_adopt_at_the_place_of_another(
    api: AsyncClient, national: dict[str, str], library: dict[str, str]
) -> None:
    await published(api, national)
    answer = await api.post(f"/templates/{SLUG}/adopt", json=HERE | {"location": "dijk"}, headers=library)
    assert answer.status_code == 403
    assert await fetch_value("SELECT count(*) FROM activity") == 0


async def test_library_of_another_province_neither_sees_nor_adopts(api: AsyncClient, national: dict[str, str]) -> None:
    await api.post("/templates", json=TEMPLATE | {"organisation": "noord"}, headers=national)
    await api.post(f"/templates/{SLUG}/publish", json={}, headers=national)
    beside = await headers_of(Role.PROGRAMMER, "ander")
    listed = await api.get("/templates", headers=beside)
    seen = await api.get(f"/templates/{SLUG}", headers=beside)
    adopted = await api.post(f"/templates/{SLUG}/adopt", json=HERE | {"location": "dijk"}, headers=beside)
    assert (listed.json()["items"], seen.status_code, adopted.status_code) == ([], 404, 404)


async def test_adoption_outside_opening_hours_needs_a_tick(
    api: AsyncClient, national: dict[str, str], library: dict[str, str]
) -> None:
    await published(api, national)
    await fetch_value(
        "INSERT INTO opening_hours (location, weekday, opens_at, closes_at) "
        "SELECT id, 1, '09:00', '12:00' FROM location WHERE key = 'haven'"
    )
    refused = await api.post(f"/templates/{SLUG}/adopt", json=HERE, headers=library)
    nothing = await fetch_value("SELECT count(*) FROM activity")
    allowed = await api.post(f"/templates/{SLUG}/adopt", json=HERE | {"outside_hours": True}, headers=library)
    assert (refused.status_code, refused.json()["code"], nothing) == (409, "outside_opening_hours", 0)
    assert allowed.status_code == 201


async def test_library_sees_what_changed_and_takes_over_one_field(
    api: AsyncClient, national: dict[str, str], library: dict[str, str]
) -> None:
    await published(api, national)
    await api.post(f"/templates/{SLUG}/adopt", json=HERE, headers=library)
    await api.patch(f"/templates/{SLUG}", json={"title": "Nieuw", "reminder_days": [2]}, headers=national)
    await make_package()
    await link(template=SLUG)
    await publish(note="Korter")

    seen = (await api.get("/activities/telefooncursus/template", headers=library)).json()
    taken = await api.post(
        "/activities/telefooncursus/template", json={"version": 2, "fields": ["reminder_days"]}, headers=library
    )

    assert [each["field"] for each in seen["items"]] == ["title", "reminder_days", "links"]
    assert [seen["items"][1][name] for name in ("then", "now", "mine")] == [[5], [2], [5]]
    assert seen["items"][2]["now"][0]["package"] == "klik-en-tik"
    assert (seen["seen"], seen["newest"], seen["note"]) == (1, 2, "Korter")
    assert (taken.status_code, taken.json()["items"], taken.json()["seen"]) == (200, [], 2)
    assert await fetch_value("SELECT (title, reminder_days)::text FROM activity") == "(Telefooncursus,{2})"
