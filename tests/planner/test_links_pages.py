"""The e-content of an activity and of a meeting, as a programmer changes it."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from content_links.linked import packages_of_session
from database.transaction import execute, fetch_value
from identity.roles import Role
from tests.content_links.examples import link, make_package
from tests.content_links.licensing.examples import make_licence
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import make_neighbour
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
LINKS = "/planner/activities/telefoon/links"


@pytest.fixture
async def world(database: None) -> World:
    world = await make_world()
    for slug, title in (("foto", "Foto's maken"), ("video", "Video's kijken"), ("chat", "Berichten sturen")):
        await make_package(slug, title=title)
    return world


@pytest.fixture
async def session(world: World) -> UUID:
    return await world.session(local(3, 12))


@pytest.fixture
async def browser(world: World) -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        await sign_in_as(client, "alice@library.example", Role.PROGRAMMER, "bibliotheek")
        yield client


async def shown(session: UUID) -> list[str]:
    return [each.slug for each in await packages_of_session(session)]


async def do(browser: AsyncClient, path: str, link: int, action: str) -> Response:
    return await browser.post(f"{path}/{link}", data={"do": action})


async def test_page_finds_packages_and_links_one(browser: AsyncClient, session: UUID) -> None:
    found = await browser.get(f"{LINKS}?q=kijken")
    assert re.findall(r'name="package" value="([\w-]+)"', found.text) == ["video"]

    data = {
        "package": "video",
        "phase": "prepare",
        "release_days": "-7",
        "note": "Neem oortjes mee",
        "required": "true",
    }
    answer = await browser.post(LINKS, data=data)
    page = await browser.get(answer.headers["location"])

    assert (answer.status_code, await shown(session)) == (303, ["video"])
    assert "Gekoppeld." in page.text
    assert "7 dagen ervoor · Iedereen moet dit doen · “Neem oortjes mee”" in page.text


async def test_meeting_takes_away_what_it_inherits_and_brings_it_back(browser: AsyncClient, session: UUID) -> None:
    made = await link("foto", activity="telefoon")
    path = f"/planner/sessions/{session}/links"

    await do(browser, path, made, "hide")
    hidden = await shown(session)
    own = int(await fetch_value("SELECT id FROM content_link WHERE hidden"))
    await do(browser, path, own, "remove")

    assert (hidden, await shown(session)) == ([], ["foto"])


async def test_meeting_has_another_note_than_its_activity(browser: AsyncClient, session: UUID) -> None:
    made = await link("foto", activity="telefoon", note="Thuis")
    path = f"/planner/sessions/{session}/links"
    form = (await browser.get(f"{path}?edit={made}")).text
    assert 'value="Thuis"' in form

    await browser.post(f"{path}/{made}", data={"do": "save", "phase": "prepare", "note": "Vandaag"})

    [package] = await packages_of_session(session)
    assert (package.note, package.linked_from) == ("Vandaag", "session")
    assert await fetch_value("SELECT note FROM content_link WHERE activity IS NOT NULL") == "Thuis"


async def test_order_is_changed_by_buttons(browser: AsyncClient, session: UUID) -> None:
    made = [
        await link(slug, activity="telefoon", position=number) for number, slug in enumerate(("foto", "video", "chat"))
    ]

    await do(browser, LINKS, made[2], "up")
    up = await shown(session)
    await do(browser, LINKS, made[0], "down")
    await do(browser, LINKS, made[1], "down")

    assert (up, await shown(session)) == (["foto", "chat", "video"], ["chat", "foto", "video"])


async def test_every_step_is_undone(browser: AsyncClient, session: UUID) -> None:
    made = await link("foto", activity="telefoon")
    answer = await do(browser, LINKS, made, "remove")
    page = (await browser.get(answer.headers["location"])).text
    [undo] = re.findall(r'action="(/planner/operations/[\w-]+/undo)"', page)

    await browser.post(undo)

    assert await shown(session) == ["foto"]


async def test_wrong_form_comes_back_with_what_was_filled_in(browser: AsyncClient) -> None:
    answer = await browser.post(
        LINKS, data={"package": "video", "phase": "prepare", "release_days": "3", "note": "Kijk!"}
    )

    assert answer.status_code == 400
    assert 'value="Kijk!"' in answer.text


async def test_link_without_licence_is_made_and_said(browser: AsyncClient, session: UUID) -> None:
    await make_neighbour()
    await make_licence("video", "elders")
    answer = await browser.post(LINKS, data={"package": "video", "phase": "prepare"})
    page = (await browser.get(answer.headers["location"])).text

    assert "geen licentie voor Video" in page
    assert "Vandaag geen licentie" in page
    assert await shown(session) == []


async def test_link_of_something_else_is_not_found(browser: AsyncClient, session: UUID) -> None:
    await execute("UPDATE activity SET slug = 'anders' WHERE slug = 'nooit'")
    answers = [await do(browser, LINKS, 12345, "remove"), await do(browser, LINKS, 12345, "onzin")]
    made = await link("foto", activity="telefoon")
    answers += [await do(browser, LINKS, made, "hide"), await do(browser, LINKS, made, "onzin")]
    answers.append(await do(browser, f"/planner/sessions/{session}/links", made, "up"))

    assert [answer.status_code for answer in answers] == [404] * 5


async def test_building_block_has_a_part_for_a_lesson(browser: AsyncClient) -> None:
    await sign_in_as(browser, "carol@province.example", Role.ADVISER, "bibliotheek")
    await execute("UPDATE organisation SET kind = 'provincial'")
    await execute(
        "INSERT INTO unit (package, position, title) SELECT id, 3, 'Deel 3' FROM package WHERE slug = 'video'"
    )
    form = {"title": "Telefoon", "kind": "course", "form": "cohort", "registration": "required", "language": "nl"}
    made = await browser.post("/planner/templates?organisation=bibliotheek", data=form)
    path = made.headers["location"].partition("/edit")[0]
    link_form = {"package": "video", "phase": "during", "unit": "3", "lesson": "3"}

    answer = await browser.post(f"{path}/links", data=link_form)

    assert answer.status_code == 303
    assert "Video&#39;s kijken, deel 3, les 3" in (await browser.get(f"{path}/edit")).text
