"""Suggestions in the planner and by the JSON API: seen with reasons, taken with one click, refused, and undone."""

import html
import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from content_links.hanging import links_around_activity
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.content_links.examples import make_package
from tests.notifications.worlds import World, make_world
from tests.planner.examples import headers_of, make_neighbour
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
LINKS = "/planner/activities/telefoon/links"
PACKAGE = "/planner/packages/telefoons"
ANSWERS = "/planner/activities/telefoon/suggestions"


@pytest.fixture
async def world(database: None) -> World:
    world = await make_world()
    await execute("UPDATE activity SET themes = '{digitaal}', form = 'cohort'")
    await make_package("telefoons", title="Alles over telefoons", themes=("digitaal",))
    await make_package("bloemen", title="Bloemen schikken", summary="Een boeket", themes=("kunst_cultuur",))
    return world


@pytest.fixture
async def browser(world: World) -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        await sign_in_as(client, "alice@library.example", Role.PROGRAMMER, "bibliotheek")
        yield client


def suggested(answer: Response) -> list[tuple[str, str]]:
    """What stands under the heading, and the reasons for it."""
    part = answer.text.partition('aria-labelledby="suggestions"')[2].partition("</section>")[0]
    found = re.findall(r'planner-link__title"[^>]*>([^<]+)</a>\s*<span class="planner-quiet">([^<]+)<', part)
    return [(html.unescape(title), html.unescape(why)) for title, why in found]


def buttons(answer: Response) -> dict[str, str]:
    part = answer.text.partition('aria-labelledby="suggestions"')[2].partition("</section>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', part))


def undo_of(answer: Response) -> str:
    found = re.search(r'action="(/planner/operations/[\w-]+/undo)"', answer.text)
    assert found is not None
    return found[1]


async def linked(world: World) -> list[tuple[str, Phase, int]]:
    around = await links_around_activity(world.edition.activity)
    return [(each.slug, each.phase, each.release_days) for each in around.own]


async def test_what_fits_an_activity_is_shown_with_reasons_and_linked_by_one_click(
    browser: AsyncClient, world: World
) -> None:
    page = await browser.get(LINKS)
    why = "Oefenen.nl · Dezelfde woorden: telefoon · Hetzelfde onderwerp: Computer en internet"
    assert suggested(page) == [("Alles over telefoons", why)]
    answer = await browser.post(ANSWERS, data=buttons(page) | {"answer": "accept"})
    assert answer.headers["location"].startswith(f"{LINKS}?done=")
    assert await linked(world) == [("telefoons", Phase.DURING, 0)]
    after = await browser.get(answer.headers["location"])
    assert suggested(after) == []
    await browser.post(undo_of(after))
    assert await linked(world) == []
    assert len(suggested(await browser.get(LINKS))) == 1


@pytest.mark.parametrize("page", [LINKS, PACKAGE])
async def test_second_click_on_the_same_suggestion_says_that_it_is_linked(
    browser: AsyncClient, world: World, page: str
) -> None:
    clicked = buttons(await browser.get(page)) | {"answer": "accept"}
    await browser.post(ANSWERS, data=clicked)
    again = await browser.post(ANSWERS, data=clicked)
    assert (again.status_code, again.headers["location"]) == (303, f"{page}?already=true")
    after = (await browser.get(again.headers["location"])).text
    assert ("Dat was al gekoppeld." in after, "Dat was al gekoppeld." in (await browser.get(page)).text) == (
        True,
        False,
    )
    assert await linked(world) == [("telefoons", Phase.DURING, 0)]


async def test_refused_suggestion_stays_away_until_that_is_undone(browser: AsyncClient, world: World) -> None:
    answer = await browser.post(ANSWERS, data=buttons(await browser.get(LINKS)) | {"answer": "dismiss"})
    after = await browser.get(answer.headers["location"])
    assert suggested(after) == []
    assert "Je ziet dit hier niet meer bij wat past." in after.text
    assert await fetch_value("SELECT account IS NOT NULL FROM suggestion_answer")
    assert (await browser.post(undo_of(after))).status_code == 303
    assert len(suggested(await browser.get(LINKS))) == 1


async def test_package_shows_where_it_fits_and_is_linked_from_there(browser: AsyncClient, world: World) -> None:
    page = await browser.get(PACKAGE)
    why = "Dezelfde woorden: telefoons · Hetzelfde onderwerp: Computer en internet"
    assert suggested(page) == [("Omgaan met je telefoon", why)]
    answer = await browser.post(ANSWERS, data=buttons(page) | {"answer": "accept"})
    assert answer.headers["location"].startswith(f"{PACKAGE}?done=")
    assert await linked(world) == [("telefoons", Phase.DURING, 0)]
    assert suggested(await browser.get(answer.headers["location"])) == []


async def test_staff_of_another_library_neither_see_nor_answer(world: World) -> None:
    await make_neighbour()
    async with open_browser() as client:
        await sign_in_as(client, "bob@elders.example", Role.PROGRAMMER, "elders")
        assert suggested(await client.get(PACKAGE)) == []
        answer = await client.post(ANSWERS, data={"package": "telefoons", "answer": "accept"})
    assert answer.status_code == 403
    assert await linked(world) == []


async def test_answer_that_makes_no_sense_is_refused(browser: AsyncClient, world: World) -> None:
    for data in ({"package": "telefoons", "answer": "perhaps"}, {"answer": "accept"}):
        assert (await browser.post(ANSWERS, data=data)).status_code == 400
    sent = {"package": "telefoons", "answer": "accept", "phase": "prepare", "release_days": "3"}
    assert (await browser.post(ANSWERS, data=sent)).status_code == 400
    assert (await browser.post(ANSWERS, data={"package": "nergens", "answer": "dismiss"})).status_code == 404
    assert await linked(world) == []


async def test_api_gives_suggestions_from_both_ends(world: World) -> None:
    async with visitor(path=API_PATH) as client:
        client.headers.update(await headers_of(Role.PROGRAMMER) | {"Accept-Language": "en"})
        packages = (await client.get("/activities/telefoon/suggestions")).json()["items"]
        activities = (await client.get("/packages/telefoons/suggestions", params={"limit": 1})).json()["items"]
        link = {name: packages[0][name] for name in ("package", "phase", "release_days")} | {"activity": "telefoon"}
        assert (await client.post("/links", json=link)).status_code == 201
        assert (await client.get("/activities/telefoon/suggestions")).json() == {"items": []}
        assert (await client.get("/activities/nergens/suggestions")).status_code == 404
        assert (await client.get("/packages/telefoons/suggestions", params={"limit": 0})).status_code == 400
    assert [(each["package"], each["phase"], each["points"]) for each in packages] == [("telefoons", "during", 43)]
    assert packages[0]["reasons"] == [
        {"kind": "same_words", "values": ["telefoon"], "number": 0, "text": "Same words: telefoon"},
        {"kind": "same_theme", "values": ["digitaal"], "number": 0, "text": "Same subject: Computer and internet"},
    ]
    assert [(each["activity"], each["organisation"]) for each in activities] == [("telefoon", "bibliotheek")]
