"""A library adopts a building block and takes over a change; its owner writes on it."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.browser.reading import Reader

pytestmark = pytest.mark.browser

CHANGED: Final = "/planner/activities/klik-en-tik/template"
OF_LIBRARY: Final = ("/planner/templates", "/planner/templates/bouwsteen-klik-en-tik",
                     "/planner/templates/bouwsteen-studiekring/adopt", CHANGED)  # fmt: skip
OF_OWNER: Final = ("/planner/templates/bouwsteen-klik-en-tik", "/planner/templates/bouwsteen-klik-en-tik/edit",
                   "/planner/templates/new")  # fmt: skip


async def signed_in(browser: Browser, demo: str, email: str, width: int, locale: str = "nl-NL") -> Reader:
    context = await browser.new_context(
        base_url=demo, locale=locale, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto("/planner/sign-in")
    await page.locator("#field-email").fill(email)
    await page.locator("#field-password").fill("demo-leeragenda")
    await page.locator("#field-password").press("Enter")
    await expect(page).to_have_url(f"{demo}/planner")
    return Reader(page)


@pytest.mark.parametrize("width", [360, 1280])
async def test_everybody_can_use_the_pages_about_building_blocks(browser: Browser, demo: str, width: int) -> None:
    problems, said = list[str](), list[str]()
    for email, pages in (("programmer@demo.example", OF_LIBRARY), ("national@demo.example", OF_OWNER)):
        reader = await signed_in(browser, demo, email, width)
        for address in pages:
            await reader.page.goto(address)
            problems += await reader.problems()
        said += reader.said
        await reader.page.context.close()
    assert (problems, said) == ([], [])


async def test_library_adopts_a_building_block_and_takes_over_what_changed(browser: Browser, demo: str) -> None:
    reader = await signed_in(browser, demo, "programmer@demo.example", 1280)
    page = reader.page
    await page.goto("/planner/templates")
    await page.get_by_role("link", name="Studiekring", exact=True).click()
    await page.get_by_role("link", name="Neem dit over").click()
    await page.get_by_label("Eerste dag").fill(_sunday().isoformat())
    await page.get_by_label("Van", exact=True).fill("20:00")
    await page.get_by_label("Aantal bijeenkomsten").fill("2")
    await page.get_by_role("button", name="Neem over en plan in").click()
    await page.get_by_label("De plek gaat hiervoor open").check()
    await page.get_by_role("button", name="Neem over en plan in").click()
    await expect(page.locator(".planner-undo")).to_contain_text("Overgenomen en ingepland. 2 bijeenkomsten")
    await page.get_by_role("button", name="Maak ongedaan").click()
    await expect(page.get_by_text("Dat is ongedaan gemaakt.")).to_be_visible()

    await page.goto("/planner/templates")
    await (
        page.get_by_role("main").get_by_role("listitem").filter(has_text="versie 1 is nu 2").get_by_role("link").click()
    )
    await page.get_by_label("Neem over: Herinneringen").check()
    await page.get_by_role("button", name="Neem over wat is aangevinkt").click()
    await expect(page.get_by_role("heading", name="Er is niets nieuws")).to_be_visible()
    # The browser counts being asked for a tick as an error.
    assert [said for said in reader.said if "409 (Conflict)" not in said] == []


def _sunday() -> date:
    """Far away, when no library is open and nothing else is planned."""
    day = datetime.now(UTC).date() + timedelta(days=200)
    return day + timedelta(days=6 - day.weekday())
