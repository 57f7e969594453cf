"""Who makes online courses: renamed everywhere, undone, and shown to visitors as far as it is filled in."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_row, fetch_value
from identity.roles import Role
from tests.application import visitor
from tests.content_links.examples import make_package
from tests.notifications.worlds import make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
PROVIDERS = "/planner/providers"
ONE = f"{PROVIDERS}/oefenen-nl"
FORM = {
    "name": "Stichting Oefenen",
    "url": "https://oefenen.example/",
    "email": "hulp@oefenen.example",
    "phone": "0800 023 44 44",
    "note": "Vraag naar Joke",
}


@pytest.fixture
async def browser(database: None) -> AsyncIterator[AsyncClient]:
    await make_world()
    for slug, provider in (("klik-en-tik", "Oefenen.nl"), ("oefenen", "Oefenen.nl"), ("foto", "Fotohuis")):
        await make_package(slug, title=slug.title(), provider=provider)
    async with open_browser() as client:
        await sign_in_as(client, "alice@library.example", Role.PROGRAMMER, "bibliotheek")
        yield client


async def makers() -> list[str]:
    return [row["provider"] for row in await fetch("SELECT provider FROM package ORDER BY slug")]


def listed(page: str) -> list[tuple[str, str]]:
    """Names with how many packages they have."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a></th>.*?<td>(\d+) online [a-z]+</td></tr>', page)


async def test_list_shows_who_makes_how_many_and_finds_by_name(browser: AsyncClient) -> None:
    everybody = await browser.get(PROVIDERS)
    found = await browser.get(PROVIDERS, params={"q": "FOTO"})
    nobody = await browser.get(PROVIDERS, params={"q": "%"})

    assert listed(everybody.text) == [("Fotohuis", "1"), ("Oefenen.nl", "2")]
    assert listed(found.text) == [("Fotohuis", "1")]
    assert (listed(nobody.text), "We vonden niemand met deze naam." in nobody.text) == ([], True)


async def test_rename_goes_everywhere_and_is_undone(browser: AsyncClient) -> None:
    answer = await browser.post(ONE, data=FORM)
    page = (await browser.get(answer.headers["location"])).text
    renamed = await makers()
    [undo] = re.findall(r'action="(/planner/operations/[\w-]+/undo)"', page)
    undone = await browser.post(undo)

    assert "Wat we van Stichting Oefenen weten is veranderd." in page
    assert renamed == ["Fotohuis", "Stichting Oefenen", "Stichting Oefenen"]
    assert undone.status_code == 303
    assert await makers() == ["Fotohuis", "Oefenen.nl", "Oefenen.nl"]
    row = await fetch_row("SELECT name, url, email, phone, note FROM provider WHERE slug = 'oefenen-nl'")
    assert tuple(row or ()) == ("Oefenen.nl", None, None, None, "")


async def test_name_of_another_and_what_cannot_be_are_refused(browser: AsyncClient) -> None:
    taken = await browser.post(ONE, data=FORM | {"name": "Fotohuis"})
    wrong = await browser.post(ONE, data=FORM | {"url": "javascript:alert(1)", "email": "nergens"})
    unknown = await browser.post(f"{PROVIDERS}/bestaat-niet", data=FORM)

    assert (taken.status_code, "Er is al een aanbieder met de naam Fotohuis." in taken.text) == (409, True)
    assert (wrong.status_code, wrong.text.count("utrecht-form-field--invalid")) == (400, len(["url", "email"]))
    assert unknown.status_code == 404
    assert await makers() == ["Fotohuis", "Oefenen.nl", "Oefenen.nl"]


async def test_who_may_only_look_sees_what_is_known_and_changes_nothing(browser: AsyncClient) -> None:
    await browser.post(ONE, data=FORM)
    async with open_browser() as onlooker:
        await sign_in_as(onlooker, "vera@library.example", Role.VIEWER, "bibliotheek")
        page = await onlooker.get(ONE)
        answer = await onlooker.post(ONE, data=FORM | {"name": "Anders"})

    assert ("Vraag naar Joke" in page.text, 'method="post" action="/planner/providers' in page.text) == (True, False)
    assert answer.status_code == 403


async def test_visitors_see_who_it_is_from_and_how_to_reach_them(browser: AsyncClient) -> None:
    async with visitor() as reader:
        before = (await reader.get("/learn/klik-en-tik")).text
        await browser.post(ONE, data=FORM)
        after = (await reader.get("/learn/klik-en-tik")).text

    ways = ('href="https://oefenen.example/"', 'href="mailto:hulp@oefenen.example"', 'href="tel:08000234444"')
    assert [way in before for way in ways] == [False, False, False]
    assert [way in after for way in ways] == [True, True, True]
    assert ("Stichting Oefenen" in after, "Vraag naar Joke" in after) == (True, False)


async def test_packages_are_changed_and_put_back_without_their_picture_in_the_history(browser: AsyncClient) -> None:
    await execute("UPDATE package SET cover = '\\x00ff00ff', cover_media_type = 'image/webp' WHERE slug = 'foto'")
    form = {
        "slug": "foto", "title": "Foto's delen", "provider": "Fotoclub", "kind": "course", "access": "open",
        "url": "https://foto.example/", "language": "nl",
    }  # fmt: skip
    answer = await browser.post("/planner/packages/foto", data=form)
    page = (await browser.get(answer.headers["location"])).text
    [undo] = re.findall(r'action="(/planner/operations/[\w-]+/undo)"', page)
    undone = await browser.post(undo)

    assert undone.status_code == 303
    row = await fetch_row("SELECT title, provider, cover FROM package WHERE slug = 'foto'")
    assert tuple(row or ()) == ("Foto", "Fotohuis", b"\x00\xff\x00\xff")
    written = [row["name"] for row in await fetch(
        "SELECT DISTINCT jsonb_object_keys(after) AS name FROM row_change WHERE table_name = 'package'"
    )]  # fmt: skip
    assert ("title" in written, "cover" in written) == (True, False)
    assert await fetch_value("SELECT count(*) FROM provider WHERE name = 'Fotoclub'") == 0


@pytest.mark.parametrize(("path", "form"), [("units", {"unit_title": "Les 1"}), ("cover", {"remove": "true"})])
async def test_part_and_picture_offer_no_undo(browser: AsyncClient, path: str, form: dict[str, str]) -> None:
    answer = await browser.post(f"/planner/packages/foto/{path}", data=form)
    page = (await browser.get(answer.headers["location"].partition("#")[0])).text

    said = {"units": "Het onderdeel is toegevoegd.", "cover": "De afbeelding is veranderd."}[path]
    assert (said in page, "/undo" in page) == (True, False)
