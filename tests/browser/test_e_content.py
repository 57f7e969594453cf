"""From an activity to what belongs to it online and back, and how staff pair the two."""

import re
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.reading import Reader

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

PHONE: Final = {"width": 360, "height": 800}
COMPUTER: Final = {"width": 1280, "height": 800}
COURSE: Final = "je-smartphone-de-baas"
PACKAGE: Final = "veilig-op-je-telefoon"
READERS: Final = pytest.mark.parametrize(
    "context", [("nl-NL", PHONE), ("nl-NL", COMPUTER), ("en-GB", PHONE), ("en-GB", COMPUTER)], indirect=True
)


@pytest.fixture
async def context(browser: Browser, demo: str, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    locale, viewport = getattr(request, "param", ("nl-NL", COMPUTER))
    options: dict[str, Any] = {"base_url": demo, "locale": locale, "viewport": viewport, "reduced_motion": "reduce"}
    context = await browser.new_context(**options)
    yield context
    await context.close()


@READERS
async def test_reader_goes_from_an_activity_to_its_package_and_back(context: BrowserContext) -> None:
    reader = Reader(await context.new_page())
    page, problems = reader.page, list[str]()
    await page.goto(f"/activities/{COURSE}")
    problems += await reader.problems()
    await page.locator(f".leeragenda-path a[href='/learn/{PACKAGE}']").first.click()
    await expect(page).to_have_url(f"{_base(page)}/learn/{PACKAGE}")
    problems += await reader.problems()
    await page.locator(f"main a[href^='/activities/{COURSE}?session=']").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je smartphone de baas")

    assert (problems, reader.said) == ([], [])


@READERS
async def test_reader_finds_a_package_at_their_own_library(context: BrowserContext) -> None:
    reader = Reader(await context.new_page())
    page, problems = reader.page, list[str]()
    await page.goto("/learn?theme=taal&duration=longer&sort=shortest")
    problems += await reader.problems()
    await page.goto("/learn?organisation=merenstad&q=Lezen begint hier")
    await page.locator(".leeragenda-card__link").first.click()
    await expect(page).to_have_url(f"{_base(page)}/learn/lezen-begint-hier?organisation=merenstad")
    problems += await reader.problems()
    await page.goto("/learn/lezen-begint-hier?organisation=heidewoude")
    problems += await reader.problems()

    assert (problems, reader.said) == ([], [])


@READERS
async def test_pages_of_staff_about_e_content_can_be_used_by_everybody(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page)
    reader, problems = Reader(page), list[str]()
    for address in (
        "/planner/packages",
        "/planner/packages/new",
        "/planner/packages/lezen-begint-hier",
        "/planner/licences",
        "/planner/providers",
        "/planner/providers/oefenplein",
        f"/planner/activities/{COURSE}/links",
        f"/planner/activities/{COURSE}/links?q=taal",
    ):
        answer = await page.goto(address)
        assert answer
        assert (address, answer.status) == (address, 200)
        problems += await reader.problems()

    assert (problems, reader.said) == ([], [])


async def test_programmer_pairs_a_package_with_the_keyboard_and_undoes_it(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page)
    address = f"/planner/activities/{COURSE}/links"
    await page.goto(address)
    await page.get_by_role("searchbox").press_sequentially("leesplank")
    await page.keyboard.press("Enter")
    await page.get_by_role("radio", name="De Leesplank").focus()
    await page.get_by_label("Wat mensen erbij lezen").press_sequentially("Voor wie graag leest")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("Gekoppeld.")
    await expect(page.get_by_text("Voor wie graag leest")).to_be_visible()
    await page.goto(f"/activities/{COURSE}")
    await expect(page.locator(".leeragenda-path a[href='/learn/leesplank']")).to_be_visible()
    await page.goto(address)
    await page.get_by_role("button", name=re.compile(r"Haal eraf\s*: De Leesplank")).press("Enter")
    await page.goto(f"/activities/{COURSE}")
    await expect(page.locator(".leeragenda-path a[href='/learn/leesplank']")).to_have_count(0)


async def _sign_in(page: Page) -> None:
    await page.goto("/planner/sign-in")
    await page.locator("#field-email").fill("programmer@demo.example")
    await page.locator("#field-password").fill("demo-leeragenda")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/planner")


def _base(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])
