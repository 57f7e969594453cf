from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import AsyncClient

from database.transaction import fetch_value
from events.staffing.facilitators import create_facilitator
from events.staffing.schemas import FacilitatorDetails
from events.vocabulary import FacilitatorKind
from identity.roles import Role
from tests.events.staffing.people import who_leads
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def world(browser: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(browser, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def alice() -> int:
    details = FacilitatorDetails(name="Alice", kind=FacilitatorKind.VOLUNTEER)
    return await create_facilitator(organisation_slug="bibliotheek", details=details)


async def send(browser: AsyncClient, session: UUID, **fields: object) -> int:
    answer = await browser.post(f"/planner/sessions/{session}/staff", data={k: str(v) for k, v in fields.items()})
    return answer.status_code


async def test_person_comes_and_leaves_as_operations(browser: AsyncClient, world: World) -> None:
    session, person = await world.session(local(2)), await alice()

    assert await send(browser, session, facilitator=person) == 303
    assert await who_leads(session) == [person]
    assert await send(browser, session, facilitator=person, leave="true") == 303
    assert await who_leads(session) == []

    actions = await fetch_value("SELECT string_agg(action, ' ' ORDER BY at) FROM operation")
    assert actions == "staffing.assign staffing.unassign"


async def test_person_leads_the_whole_group(browser: AsyncClient, world: World) -> None:
    sessions, person = [await world.session(local(day)) for day in (2, 9)], await alice()

    assert await send(browser, sessions[0], facilitator=person, whole="true") == 303
    assert [await who_leads(session) for session in sessions] == [[person], [person]]
    assert await send(browser, sessions[0], facilitator=person, whole="true", leave="true") == 303
    assert [await who_leads(session) for session in sessions] == [[], []]


async def test_person_who_is_elsewhere_is_said_beside_the_form(browser: AsyncClient, world: World) -> None:
    first, second, person = await world.session(local(2)), await world.session(local(2, 11)), await alice()
    await send(browser, first, facilitator=person)

    answer = await browser.post(f"/planner/sessions/{second}/staff", data={"facilitator": str(person)})

    assert answer.status_code == 409
    assert "Alice is dan ergens anders: Omgaan met je telefoon, Centrale" in answer.text
    assert await who_leads(second) == []


@pytest.mark.parametrize("facilitator", ["", "404", "x", "9" * 30])
async def test_nobody(browser: AsyncClient, world: World, facilitator: str) -> None:
    assert await send(browser, await world.session(local(2)), facilitator=facilitator) in {400, 404}
