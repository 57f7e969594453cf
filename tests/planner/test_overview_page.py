"""What staff see first."""

import pytest
from httpx import AsyncClient

from database.transaction import execute
from events.vocabulary import Form
from identity.roles import Role
from tests.notifications.worlds import local, make_world
from tests.planner.staff_browser import sign_in_as

NEARLY_FULL = "Vol of bijna vol"


@pytest.mark.parametrize(
    ("capacity", "taken", "listed"),
    [(10, 10, True), (10, 8, True), (10, 7, False), (3, 1, True), (3, 0, False), (2, 0, False), (1, 1, False)],
)
async def test_nearly_full_is_what_people_have_filled(
    staff: AsyncClient, capacity: int, taken: int, listed: bool
) -> None:
    world = await make_world(form=Form.DROP_IN)
    session = await world.session(local(2))
    await execute("UPDATE session SET capacity = $2, seats_taken = $3 WHERE id = $1", session, capacity, taken)
    await sign_in_as(staff, "alice@library.example", Role.PROGRAMMER, "bibliotheek")
    assert (NEARLY_FULL in (await staff.get("/planner")).text) == listed


async def test_what_is_over_asks_for_nothing_any_more(staff: AsyncClient) -> None:
    world = await make_world()
    await execute("UPDATE activity SET staff_min = 1")
    session = await world.session(local(1))
    await sign_in_as(staff, "alice@library.example", Role.PROGRAMMER, "bibliotheek")
    before = (await staff.get("/planner")).text
    over = "UPDATE session SET starts_at = now() - interval '2 minutes', ends_at = now() - interval '1 minute'"
    await execute(f"{over} WHERE id = $1", session)
    after = (await staff.get("/planner")).text
    assert [text.count("Nog niemand begeleidt dit") > 0 for text in (before, after)] == [True, False]
