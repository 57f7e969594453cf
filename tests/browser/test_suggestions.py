"""What fits, as a programmer sees it: taken and refused with the keyboard, from both ends, and undone."""

import re
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.reading import Reader

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

ACTIVITY: Final = "/planner/activities/samen-lezen-met-je-kind/links"
TITLE: Final = "Samen lezen met je kind"
PACKAGE: Final = "/planner/packages/praten-met-je-dokter"
PACKAGE_TITLE: Final = "Praten met je dokter"


@pytest.fixture
async def context(browser: Browser, demo: str, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    locale, width = getattr(request, "param", ("nl-NL", 1280))
    options: dict[str, Any] = {"locale": locale, "viewport": {"width": width, "height": 800}}
    context = await browser.new_context(base_url=demo, reduced_motion="reduce", **options)
    yield context
    await context.close()


@pytest.mark.parametrize("context", [("nl-NL", 360), ("en-GB", 1280)], indirect=True)
async def test_pages_with_suggestions_can_be_used_by_everybody(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page)
    reader, problems = Reader(page), list[str]()
    for address in (ACTIVITY, PACKAGE):
        await page.goto(address)
        await expect(page.locator("#suggestions")).to_be_visible()
        problems += await reader.problems()

    assert (problems, reader.said) == ([], [])


async def test_package_is_linked_from_either_end_and_that_is_undone(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page)
    for address, other in ((ACTIVITY, PACKAGE_TITLE), (PACKAGE, TITLE)):
        await page.goto(address)
        await _press(page, "Voeg dit toe", other)
        await expect(page.get_by_role("status").first).to_contain_text("Gekoppeld.")
        await expect(_button(page, "Voeg dit toe", other)).to_have_count(0)
        await page.get_by_role("button", name="Maak ongedaan").press("Enter")
        await page.goto(address)
        await expect(_button(page, "Voeg dit toe", other)).to_be_visible()


async def test_refused_suggestion_is_gone_from_both_ends_until_that_is_undone(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page)
    await page.goto(ACTIVITY)
    await _press(page, "Deze niet", PACKAGE_TITLE)
    undo = page.get_by_role("button", name="Maak ongedaan")
    await expect(undo).to_be_visible()
    refused = page.url
    await page.goto(PACKAGE)
    await expect(_button(page, "Deze niet", TITLE)).to_have_count(0)
    await page.goto(refused)
    await undo.press("Enter")
    await page.goto(PACKAGE)
    await expect(_button(page, "Deze niet", TITLE)).to_be_visible()


def _button(page: Page, does: str, title: str) -> Any:
    return page.get_by_role("button", name=re.compile(rf"{does}\s*: {title}"))


async def _press(page: Page, does: str, title: str) -> None:
    await _button(page, does, title).press("Enter")


async def _sign_in(page: Page) -> None:
    await page.goto("/planner/sign-in")
    await page.locator("#field-email").fill("programmer@demo.example")
    await page.locator("#field-password").fill("demo-leeragenda")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/planner")
