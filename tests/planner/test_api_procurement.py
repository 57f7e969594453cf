"""The JSON API of procuring, as programs of libraries and of the committee use it."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.content_links.procuring.examples import SLUG, TODAY, make_nominated, make_tree
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")

NOMINATION = {"package": SLUG, "organisation": "boek", "reason": "Wij ook"}
APPROVED = {"state": "approved", "reason": "Breed gedragen"}


@pytest.fixture
async def tree(database: None) -> None:
    await make_tree()


async def send(method: str, path: str, headers: dict[str, str], body: dict[str, Any] | None = None) -> Response:
    async with visitor(path=API_PATH, headers=headers) as client:
        return await _request(client, method, path, body)


async def _request(client: AsyncClient, method: str, path: str, body: dict[str, Any] | None) -> Response:
    return await client.request(method, path, json=body)


async def test_library_nominates_and_takes_it_back(tree: None) -> None:
    await make_nominated()
    headers = await headers_of(Role.PROGRAMMER, "boek")

    made = await send("POST", "nominations", headers, NOMINATION)
    listed = await send("GET", f"nominations?package={SLUG}&limit=1", headers)
    rest = await send("GET", f"nominations?package={SLUG}&cursor={listed.json()['next']}", headers)
    gone = await send("DELETE", f"nominations/{made.json()['id']}", headers)
    again = await send("DELETE", f"nominations/{made.json()['id']}", headers)

    assert (made.status_code, made.json()["organisation_name"], made.json()["is_current"]) == (201, "Boek", True)
    assert [each["organisation"] for each in listed.json()["items"]] == ["bieb"]
    assert (rest.json()["items"], rest.json()["next"]) == ([made.json()], None)
    assert (gone.status_code, again.status_code, again.json()["code"]) == (204, 404, "unknown_nomination")


@pytest.mark.parametrize("query", ["package=%00", "organisation='--", "cursor=-1", "limit=201", "cursor=99999999999"])
async def test_list_of_nominations_refuses_what_is_no_filter(tree: None, query: str) -> None:
    answer = await send("GET", f"nominations?{query}", await headers_of(Role.VIEWER, "boek"))
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_nominations_are_listed_by_organisation(tree: None) -> None:
    await make_nominated()
    headers = await headers_of(Role.VIEWER, "boek")
    found = [(await send("GET", f"nominations?organisation={each}", headers)).json() for each in ("bieb", "boek")]
    assert [[each["package"] for each in page["items"]] for page in found] == [[SLUG], []]


async def test_nomination_for_another_library_is_refused(tree: None) -> None:
    await make_nominated()
    headers = await headers_of(Role.ADMIN, "bieb")
    answer = await send("POST", "nominations", headers, NOMINATION)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_committee_decides_and_everybody_on_the_staff_reads_it(tree: None) -> None:
    await make_nominated()
    committee, viewer = await headers_of(Role.NATIONAL, "huis"), await headers_of(Role.VIEWER, "boek")
    terms = {
        "cost_cents": 90_000,
        "starts_on": TODAY.isoformat(),
        "ends_on": None,
        "licences": [{"organisation": "bieb", "seats": 12}],
    }

    approved = await send("POST", f"packages/{SLUG}/steps", committee, APPROVED)
    procured = await send("POST", f"packages/{SLUG}/steps", committee, {"state": "procured", **terms})
    again = await send("POST", f"packages/{SLUG}/steps", committee, {"state": "procured", **terms})
    read = await send("GET", f"packages/{SLUG}/steps", viewer)

    assert [answer.status_code for answer in (approved, procured, again)] == [201, 201, 409]
    assert again.json()["code"] == "not_approved"
    assert read.json() == procured.json()
    assert [(each["state"], each["reason"], each["cost_cents"]) for each in read.json()["items"]] == [
        ("nominated", "", None),
        ("approved", "Breed gedragen", None),
        ("procured", "", 90_000),
    ]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PROGRAMMER, Role.ADVISER, Role.VIEWER, Role.HOST])
async def test_nobody_else_decides(tree: None, role: Role) -> None:
    await make_nominated()
    answer = await send("POST", f"packages/{SLUG}/steps", await headers_of(role, "huis"), APPROVED)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_step_without_what_it_needs_names_the_field(tree: None) -> None:
    await make_nominated()
    headers = await headers_of(Role.NATIONAL, "huis")
    answer = await send("POST", f"packages/{SLUG}/steps", headers, {"state": "ended"})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (400, ["reason"])


async def test_state_of_a_nominated_package_is_not_patched(tree: None) -> None:
    await make_nominated()
    headers = await headers_of(Role.ADMIN, "bieb")
    answer = await send("PATCH", f"packages/{SLUG}", headers, {"state": "available"})
    assert (answer.status_code, answer.json()["code"]) == (409, "state_is_of_committee")
