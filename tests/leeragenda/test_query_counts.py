"""Every page, feed and answer with a list asks as few queries for three rows as for one.

The agenda, the start page, the lists of the API and the pages of an activity, a location and e-content are counted
where they are tested.
"""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import AsyncClient

from agenda.own_links import receipt_token
from agenda.subscribing import new_subscription
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.vocabulary import Form
from identity.roles import Role
from notifications.links import OWN_PAGE, REGISTRATION
from notifications.own_page_mails import mail_own_page
from tests.agenda.counting import count_queries
from tests.application import visitor
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of
from web.signed_links import signed_links

pytestmark = pytest.mark.usefixtures("database")

EVERYWHERE = "everywhere@reader.example"
COUNTED = {
    "/learn/pakket-0": 6,
    "/agenda.ics": 10,
    "/agenda.json": 2,
    "/agenda.rss": 1,
    "/activities/telefoon.ics": 11,
    "/locations/centrale.ics": 11,
    "/editions/{edition}.ics": 11,
    "/my/{mailed}": 10,
    "/my/{receipt}": 10,
    "/my/all/{all}": 7,
    "/my/all/{all}/data": 12,
    "/calendars/{calendar}.ics": 6,
    "/editions/{edition}/register": 2,
    "/api/v1/activities/telefoon": 5,
    "/api/v1/editions/{edition}": 3,
    "/api/v1/packages/pakket-0": 3,
    "/api/v1/sessions/{session}/registrations": 5,
}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with visitor("https://agenda.example") as client:
        yield client


@pytest.fixture
async def world() -> World:
    return await make_world(form=Form.COHORT)


async def add_row(world: World, number: int) -> UUID:
    """One more of everything that a list can hold; the registration of the first is that of Alice."""
    session = await world.session(local(5 + number))
    await world.person(session=session, email=EVERYWHERE)
    await world.package(Phase.DURING)
    await world.package(Phase.FOLLOW_UP)
    await execute("INSERT INTO activity_alias (activity, name) VALUES ($1, $2)", world.activity.id, f"Les {number}")
    await execute("INSERT INTO unit (package, position, title) SELECT id, $1::int, 'Deel' FROM package", number + 1)
    return await world.person(email=f"person{number}@reader.example")


async def own_page_token() -> str:
    await mail_own_page(EVERYWHERE, "nl")
    return signed_links().make(OWN_PAGE, await fetch_value("SELECT id FROM message"))


async def addresses(world: World, registration: UUID) -> dict[str, str]:
    values = {
        "edition": world.edition.id,
        "session": await fetch_value("SELECT id FROM session LIMIT 1"),
        "mailed": signed_links().make(REGISTRATION, registration),
        "receipt": receipt_token(registration),
        "all": await own_page_token(),
        "calendar": await new_subscription("person0@reader.example"),
    }
    return {template: template.format(**values) for template in COUNTED}


async def test_three_rows_take_as_many_queries_as_one(
    client: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.headers.update(await headers_of(Role.PROGRAMMER))
    asked = await addresses(world, await add_row(world, 0))
    with_one = await counts(client, asked, monkeypatch)
    await add_row(world, 1)
    await add_row(world, 2)
    with_three = await counts(client, asked, monkeypatch)

    assert with_three == with_one
    assert {template: most for template, most in COUNTED.items() if with_one[template] > most} == {}


async def counts(client: AsyncClient, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    counted = {}
    for template, address in asked.items():
        # Every feed renders its events itself.
        await execute("DELETE FROM rendered_event")
        with monkeypatch.context() as patch:
            queries = count_queries(patch)
            answer = await client.get(address)
        assert answer.status_code == 200, address
        counted[template] = len(queries)
    return counted
