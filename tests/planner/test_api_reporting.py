"""The committee writes down which providers tell what learners complete."""

import pytest
from httpx import Response

from content_links.learning.reporting import report_parameter_of
from database.transaction import fetch_value
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.content_links.examples import make_location, make_package
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")


async def put(headers: dict[str, str], body: object, slug: str = "oefenen-nl") -> Response:
    async with visitor(path=API_PATH, headers=headers) as client:
        return await client.put(f"providers/{slug}/reporting", json=body)


async def test_committee_writes_down_that_a_provider_reports_back() -> None:
    await make_location()
    await make_package()
    committee = await headers_of(Role.NATIONAL, "rotterdam")
    answer = await put(committee, {"parameter": "ref"})
    assert (answer.status_code, answer.json()) == (200, {"parameter": "ref"})
    assert await report_parameter_of("Oefenen.nl") == "ref"
    assert await fetch_value("SELECT action FROM operation ORDER BY at DESC LIMIT 1") == "provider.reporting"
    assert (await put(committee, {"parameter": None})).json() == {"parameter": None}
    assert await report_parameter_of("Oefenen.nl") is None


async def test_others_and_wrong_names_are_refused() -> None:
    await make_location()
    await make_package()
    committee, programmer = [await headers_of(role, "rotterdam") for role in (Role.NATIONAL, Role.PROGRAMMER)]
    answers = [
        await put(programmer, {"parameter": "ref"}),
        await put(committee, {"parameter": "a=b"}),
        await put(committee, {}),
        await put(committee, {"parameter": "ref"}, "nobody"),
    ]
    assert [each.status_code for each in answers] == [403, 400, 400, 404]
    assert await report_parameter_of("Oefenen.nl") is None
