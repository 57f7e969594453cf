"""Every page of staff beside the board, in both languages, on a phone and on a computer, light and dark."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.reading import Reader

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

PHONE: Final = {"width": 360, "height": 800}
COMPUTER: Final = {"width": 1280, "height": 800}
PASSWORD: Final = "demo-leeragenda"
WISH: Final = (
    "sessions=4&first_day=2027-02-01&last_day=2027-05-28&from_time=10:00&until_time=17:00&weekdays=2&skills=nt2"
)
PAGES: Final = (
    "/planner",
    "/planner/activities",
    "/planner/staff",
    "/planner/staff/1",
    "/planner/places",
    "/planner/places/merenstad-centrum",
    "/planner/find-slot",
    f"/planner/find-slot?{WISH}&minutes=90",
    "/planner/calendars",
    "/planner/calendars/1",
    "/planner/exchange",
    "/planner/content/upload",
    "/planner/content/sources",
    "/planner/content/dead-links",
    "/planner/templates",
    "/planner/history",
    "/planner/account",
    "/planner/seasons/copy",
    "/planner/editions/new",
)
REFUSED: Final = {
    "/planner/people": 403,
    "/planner/places/no-such-place": 404,
    "/planner/history/0b1dc9ab-0000-4000-8000-000000000000": 404,
    f"/planner/find-slot?{WISH}&minutes=0": 400,
}
FOR_NATIONAL: Final = ("/planner/people", "/planner/people/1", "/planner/templates/new", "/planner/history")
NOT_SIGNED_IN: Final = {"/planner/sign-in": 200, "/planner/password": 200, "/planner/password/no-such-token": 404}


@pytest.fixture
async def context(browser: Browser, demo: str, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    locale, viewport, scheme = request.param
    context = await browser.new_context(
        base_url=demo,
        locale=locale,
        viewport=viewport,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    yield context
    await context.close()


async def signed_in(context: BrowserContext, who: str) -> Page:
    page = await context.new_page()
    await page.goto("/planner/sign-in")
    await page.locator("[name=email]").fill(f"{who}@demo.example")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("main button[type=submit]").first.click()
    await expect(page).to_have_url("/planner")
    return page


async def looked_at(reader: Reader, addresses: Iterable[str], refused: Mapping[str, int] = {}) -> list[str]:
    """What is wrong with these pages; one that is refused when it should not be is wrong too."""
    problems = list[str]()
    for address in addresses:
        answer = await reader.page.goto(address)
        if answer and answer.status != refused.get(address, 200):
            problems.append(f"{address}: {answer.status}")
        problems += await reader.problems()
    return problems


def said_by_itself(reader: Reader) -> list[str]:
    """The console, without the line that a browser adds for each page that is not 200."""
    return [said for said in reader.said if "the server responded with a status of 4" not in said]


@pytest.mark.parametrize(
    ("context", "addresses"),
    [(("nl-NL", PHONE, "light"), (*PAGES, *REFUSED)), (("en-GB", COMPUTER, "dark"), (*PAGES[::2], *REFUSED))],
    ids=["phone", "computer"],
    indirect=["context"],
)
async def test_pages_of_a_programmer_can_be_used_by_everybody(
    context: BrowserContext, addresses: tuple[str, ...]
) -> None:
    reader = Reader(await signed_in(context, "programmer"))
    problems = await looked_at(reader, addresses, REFUSED)
    assert (problems, said_by_itself(reader)) == ([], [])


@pytest.mark.parametrize("context", [("en-GB", PHONE, "dark")], ids=["phone"], indirect=True)
async def test_pages_of_an_administrator_and_of_nobody_can_be_used_by_everybody(context: BrowserContext) -> None:
    reader = Reader(await context.new_page())
    problems = await looked_at(reader, NOT_SIGNED_IN, NOT_SIGNED_IN)
    at_work = Reader(await signed_in(context, "national"))
    problems += await looked_at(at_work, FOR_NATIONAL)
    assert (problems, said_by_itself(reader), said_by_itself(at_work)) == ([], [], [])


@pytest.mark.parametrize("context", [("nl-NL", PHONE, "light")], ids=["phone"], indirect=True)
async def test_menu_opens_by_keyboard_and_leads_to_a_page(context: BrowserContext) -> None:
    page = await signed_in(context, "programmer")
    more = page.locator(".planner-more > summary")
    await more.focus()
    await page.keyboard.press("Enter")
    link = page.locator(".planner-more a[href='/planner/history']")
    await expect(link).to_be_visible()
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_be_visible()
    await expect(page).to_have_url("/planner/history")
