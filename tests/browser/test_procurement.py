"""A library nominates, another backs it, and the committee procures it: in a real browser."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.browser.reading import Reader
from tests.browser.test_templates import signed_in

pytestmark = pytest.mark.browser

LIST: Final = "/planner/procurement"
_OPEN: Final = "() => document.querySelectorAll('main details').forEach(each => { each.open = true })"
PAGES: Final = (LIST, f"{LIST}/nieuws-om-mee-te-praten", f"{LIST}/elke-dag-een-gesprekje")


@pytest.mark.parametrize(("width", "locale"), [(360, "nl-NL"), (1280, "en-GB")])
async def test_everybody_can_use_the_pages_about_procurement(
    browser: Browser, demo: str, width: int, locale: str
) -> None:
    problems, said = list[str](), list[str]()
    for email, pages in (
        ("programmer@demo.example", (*PAGES, f"{LIST}/new?q=rekenen")),
        ("national@demo.example", PAGES),
    ):
        reader = await signed_in(browser, demo, email, width, locale)
        for address in pages:
            await reader.page.goto(address)
            await reader.page.evaluate(_OPEN)
            problems += await reader.problems()
        said += reader.said
        await reader.page.context.close()
    assert (problems, said) == ([], [])


async def test_what_a_library_nominates_is_procured(browser: Browser, demo: str) -> None:
    library = await signed_in(browser, demo, "programmer@demo.example", 360)
    await _nominate(library)
    committee = await signed_in(browser, demo, "national@demo.example", 1280)
    page = committee.page
    await page.goto(LIST)
    await page.get_by_role("link", name="Fietsen in de stad").click()
    await expect(page.get_by_text("Fietslessen zitten vol.")).to_be_visible()
    await page.get_by_role("button", name="Keur goed").click()
    await expect(page.locator(".planner-undo")).to_contain_text("Goedgekeurd.")
    await page.get_by_text("Koop in", exact=True).first.click()
    await page.get_by_role("button", name="Koop in").click()
    await expect(page.get_by_role("link", name="Vul in wat het kost, en 0 als het niets kost.")).to_be_visible()
    await page.get_by_label("Kosten in euro’s").fill("1250")
    await page.get_by_label("Eerste dag").fill((datetime.now(UTC).date() + timedelta(days=30)).isoformat())
    await page.get_by_label("Aantal mensen, Bibliotheek Merenstad").fill("25")
    await page.get_by_role("button", name="Koop in").click()
    await expect(page.locator(".planner-undo")).to_contain_text("Ingekocht, en de licenties zijn er.")
    await expect(page.get_by_text("0 van 25 plaatsen bezet")).to_be_visible()
    # The browser counts being asked for the cost as an error.
    assert [said for said in library.said + committee.said if "400 (Bad Request)" not in said] == []


async def _nominate(reader: Reader) -> None:
    page = reader.page
    await page.goto(LIST)
    await page.get_by_role("link", name="Draag iets voor").click()
    await page.get_by_label("Titel").fill("Fietsen in de stad")
    await page.get_by_label("Aanbieder").fill("Trapwerk")
    await page.get_by_label("Waarom wil je dit?").fill("Fietslessen zitten vol.")
    await page.get_by_role("button", name="Draag dit voor").click()
    await expect(page.locator(".planner-undo")).to_contain_text("Voorgedragen. De commissie ziet het.")
