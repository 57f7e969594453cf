"""Packages and licences, as who plans sees and changes them."""

import re
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from httpx import AsyncClient
from PIL import Image

from content_links.linked import packages_of_session
from database.transaction import execute, fetch_row, fetch_value
from identity.roles import Role
from tests.content_links.examples import link, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import make_neighbour
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
OWN = "bibliotheek"


@pytest.fixture
async def world(database: None) -> World:
    world = await make_world()
    await make_package()
    return world


@pytest.fixture
async def browser(world: World) -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        await sign_in_as(client, "alice@library.example", Role.PROGRAMMER, OWN)
        yield client


async def test_licence_is_written_down_changed_ended_and_undone(browser: AsyncClient, world: World) -> None:
    await link(activity="telefoon")
    session = await world.session(local(3, 12))
    form = {
        "package": "klik-en-tik",
        "organisation": OWN,
        "starts_on": "2026-01-01",
        "seats": "20",
        "note": "Jaarlijks",
    }
    added = await browser.post("/planner/licences", data=form)
    licence = await fetch_value("SELECT id FROM licence")
    await browser.post(f"/planner/licences/{licence}", data={"starts_on": "2026-01-01", "seats": "30"})
    changed = await fetch_row("SELECT seats, note, ends_on FROM licence")
    ended = await browser.post(f"/planner/licences/{licence}", data={"end": "true"})
    during = await packages_of_session(session)
    page = (await browser.get(ended.headers["location"].partition("#")[0])).text
    [undo] = re.findall(r'action="(/planner/operations/[\w-]+/undo)"', page)
    await browser.post(undo)

    assert (added.status_code, tuple(changed.values()) if changed else ()) == (303, (30, "", None))
    assert (during, await fetch_value("SELECT ends_on FROM licence")) == ([], None)
    assert [each.slug for each in await packages_of_session(session)] == ["klik-en-tik"]


async def test_licence_that_ends_too_soon_is_on_the_page_and_the_overview(browser: AsyncClient, world: World) -> None:
    await make_package("net", title="Internet voor beginners")
    await link(activity="telefoon")
    await world.session(local(30, 12))
    await make_licence(organisation=OWN, ends_on=TODAY + 10 * DAY)

    page, overview = (await browser.get("/planner/licences")).text, (await browser.get("/planner")).text

    assert "Daarna is er nog 1 bijeenkomst." in page
    assert "Internet voor beginners" in page
    assert "/planner/licences" in overview
    assert "Klik &amp; Tik" in overview


async def test_policy_is_chosen_for_the_organisation(browser: AsyncClient) -> None:
    answer = await browser.post(f"/planner/licences/policy?organisation={OWN}", data={"policy": "refuse"})
    page = (await browser.get(answer.headers["location"])).text

    assert await fetch_value("SELECT policy FROM licence_policy") == "refuse"
    assert re.search(r'value="refuse" checked', page)


async def test_licence_of_another_library_is_not_theirs(browser: AsyncClient) -> None:
    await make_neighbour()
    licence = await make_licence(organisation="elders")
    form = {"package": "klik-en-tik", "organisation": "elders", "starts_on": "2026-01-01"}

    answers = [
        await browser.get(f"/planner/licences/{licence.id}"),
        await browser.post(f"/planner/licences/{licence.id}", data={"end": "true"}),
        await browser.post("/planner/licences", data=form),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3


async def test_package_is_made_and_changed(browser: AsyncClient) -> None:
    form = {"slug": "fietsen", "title": "Fietsen", "provider": "Fietsschool", "kind": "video", "access": "in_branch"}
    form |= {"language": "nl", "themes": "gezondheid", "duration_minutes": "20", "access_note": "Vraag een pc."}
    made = await browser.post("/planner/packages", data=form)
    again = await browser.post("/planner/packages", data=form)
    saved = await browser.post(
        "/planner/packages/fietsen", data=form | {"title": "Leren fietsen", "duration_minutes": ""}
    )
    found = (await browser.get("/planner/packages?q=leren")).text

    assert [made.status_code, again.status_code, saved.status_code] == [303, 409, 303]
    assert await fetch_value("SELECT duration_minutes FROM package WHERE slug = 'fietsen'") is None
    assert await fetch_value("SELECT access_note FROM package WHERE slug = 'fietsen'") == "Vraag een pc."
    assert re.findall(r'nl-link" href="/planner/packages/(\w+)"', found) == ["fietsen"]


async def test_package_gets_parts_in_order(browser: AsyncClient) -> None:
    for title in ("De muis", "Het toetsenbord"):
        await browser.post("/planner/packages/klik-en-tik/units", data={"unit_title": title})
    bad = await browser.post("/planner/packages/klik-en-tik/units", data={})

    assert (
        await fetch_value("SELECT string_agg(position || title, ' ' ORDER BY position) FROM unit")
        == "1De muis 2Het toetsenbord"
    )
    assert bad.status_code == 400


def a_picture(size: tuple[int, int] = (1200, 1200), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


async def test_cover_is_made_again_and_served_by_us(browser: AsyncClient) -> None:
    sent = {"cover": ("naam.png", a_picture() + b"<script>alert(1)</script>", "image/png")}
    answer = await browser.post("/planner/packages/klik-en-tik/cover", files=sent)
    page = (await browser.get("/learn/klik-en-tik")).text
    [address] = set(re.findall(r'src="(/learn/klik-en-tik/cover\?\d+)"', page))
    cover = await browser.get(address)

    assert answer.status_code == 303
    assert (cover.headers["content-type"], "immutable" in cover.headers["cache-control"]) == ("image/webp", True)
    assert b"script" not in cover.content
    with Image.open(BytesIO(cover.content)) as picture:
        assert picture.size == (960, 540)
    again = await browser.get(address, headers={"If-None-Match": cover.headers["etag"]})
    assert again.status_code == 304


async def test_cover_that_is_no_picture_or_too_large_is_refused(browser: AsyncClient) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    bombs = {"svg": svg, "gif": a_picture(kind="GIF"), "pixels": a_picture((6000, 5000)), "empty": b""}
    answers = [
        (
            await browser.post("/planner/packages/klik-en-tik/cover", files={"cover": (name, body, "image/png")})
        ).status_code
        for name, body in bombs.items()
    ]

    assert answers == [400] * 4
    assert await fetch_value("SELECT cover FROM package") is None


async def test_cover_is_taken_off(browser: AsyncClient) -> None:
    await browser.post("/planner/packages/klik-en-tik/cover", files={"cover": ("a.jpg", a_picture(kind="JPEG"), "")})
    await browser.post("/planner/packages/klik-en-tik/cover", data={"remove": "true"})

    assert (await browser.get("/learn/klik-en-tik/cover")).status_code == 404


async def test_package_that_another_organisation_looks_after(browser: AsyncClient) -> None:
    await make_neighbour()
    await execute("UPDATE package SET owner = (SELECT id FROM organisation WHERE slug = 'elders')")
    answers = [
        await browser.post("/planner/packages/klik-en-tik", data={"title": "Anders"}),
        await browser.post("/planner/packages/klik-en-tik/units", data={"unit_title": "Anders"}),
        await browser.post("/planner/packages/klik-en-tik/cover", data={"remove": "true"}),
    ]
    page = (await browser.get("/planner/packages/klik-en-tik")).text

    assert [answer.status_code for answer in answers] == [403] * 3
    assert "field-title" not in page
