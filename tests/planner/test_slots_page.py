from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import AsyncClient
from pydantic import ValidationError

from identity.roles import Role
from planner.slot_wishes import WishForm
from tests.notifications.worlds import World, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")

SLOTS = "/planner/find-slot"
WISH = "sessions=3&minutes=120&first_day=2027-09-06&last_day=2027-12-17&from_time=10:00&until_time=12:00&weekdays=1"


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def world(browser: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(browser, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


def hrefs(html: str, path: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('href="') if part.startswith(path)]


async def test_form_is_there_before_anything_is_asked(browser: AsyncClient, world: World) -> None:
    page = await browser.get(SLOTS)
    assert page.status_code == 200
    assert 'name="sessions"' in page.text
    assert 'id="plans"' not in page.text


async def test_plans_can_be_planned_with_everything_filled_in(browser: AsyncClient, world: World) -> None:
    page = await browser.get(f"{SLOTS}?{WISH}&skip=school_holidays&seats=8")
    assert page.status_code == 200
    assert "1 plan past" in page.text
    (href,) = hrefs(page.text, "/planner/editions/new")
    filled = parse_qs(urlsplit(unescape(href)).query, keep_blank_values=True)
    assert (filled["first_day"], filled["starts_at"], filled["lessons"]) == (["2027-09-06"], ["10:00"], ["3"])
    assert filled["place"] == [f"{world.location.id}:{world.room.id}"]
    assert (filled["skip_public"], filled["skip_school"], filled["capacity"]) == ([""], ["true"], ["8"])


async def test_nothing_fits_and_says_why(browser: AsyncClient, world: World) -> None:
    page = await browser.get(f"{SLOTS}?{WISH}&facilitators=2")
    assert "Er past niets" in page.text
    assert "0 begeleiders kunnen op alle dagen" in page.text


@pytest.mark.parametrize(
    "wrong",
    ["minutes=veel", "sessions=0", "last_day=2027-01-01", "last_day=2040-01-01", "until_time=11:00", "skills=flying"],
)
async def test_wish_that_cannot_be_is_asked_again(browser: AsyncClient, world: World, wrong: str) -> None:
    kept = [part for part in WISH.split("&") if part.split("=")[0] != wrong.split("=", maxsplit=1)[0]]
    page = await browser.get(f"{SLOTS}?{'&'.join([*kept, wrong])}")
    assert page.status_code == 400
    assert "error-summary" in page.text


async def test_in_english(browser: AsyncClient, world: World) -> None:
    page = await browser.get(f"{SLOTS}?{WISH}", headers={"accept-language": "en"})
    assert "1 plan fits" in page.text


def test_wish_without_an_end_is_refused() -> None:
    with pytest.raises(ValidationError):
        WishForm.model_validate({"minutes": 60, "sessions": 3, "first_day": "2027-01-01"})
