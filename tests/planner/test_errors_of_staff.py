"""What goes wrong on pages of staff leads back to the planner, and not to the pages of visitors."""

import pytest
from httpx import AsyncClient

from identity.roles import Role
from tests.notifications.worlds import make_world
from tests.planner.staff_browser import sign_in_as

BACK = '<a class="leeragenda-brand" href="/planner">'


@pytest.mark.parametrize(("path", "status"), [("/planner/people", 403), ("/planner/places/nergens", 404)])
async def test_page_that_is_refused_leads_back_to_the_planner(staff: AsyncClient, path: str, status: int) -> None:
    await make_world()
    await sign_in_as(staff, "alice@library.example", Role.PROGRAMMER, "bibliotheek")
    answer = await staff.get(path)
    assert (answer.status_code, BACK in answer.text, "Ga naar de planner" in answer.text) == (status, True, True)


async def test_page_of_visitors_that_is_refused_leads_to_their_start(staff: AsyncClient) -> None:
    answer = await staff.get("/activities/nergens")
    assert (answer.status_code, BACK in answer.text, "Ga naar de planner" in answer.text) == (404, False, False)
