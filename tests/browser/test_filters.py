"""Choosing from the agenda, with and without script."""

import re

import pytest
from playwright.async_api import Browser, expect

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser


async def test_choice_renews_the_agenda_in_place_and_the_sheet_gives_way(browser: Browser, demo: str) -> None:
    context = await browser.new_context(base_url=demo, locale="nl-NL", viewport={"width": 360, "height": 800})
    page = await context.new_page()
    await page.goto("/agenda?q=koffie")
    await page.evaluate("window.isTheSamePage = true")

    await page.get_by_text("Filters").click()
    await page.get_by_role("checkbox", name="Kunst en cultuur").first.check()
    await expect(page.get_by_role("link", name="Filter weghalen: Kunst en cultuur")).to_be_attached()
    await expect(page).to_have_url(re.compile(r"/agenda\?q=koffie&theme=kunst_cultuur$"))
    await expect(page.get_by_role("checkbox", name="Kunst en cultuur").first).to_be_focused()

    await page.get_by_role("button", name="Laat zien").click()
    await expect(page.get_by_role("button", name="Laat zien")).to_be_hidden()
    assert await page.evaluate("window.isTheSamePage")
    await page.get_by_role("link", name="Neem deze selectie in je eigen agenda").click()
    await expect(page.get_by_label("Adres van de agenda")).to_have_value(
        re.compile(r"/agenda\.ics\?q=koffie&theme=kunst_cultuur$")
    )
    await context.close()


async def test_choice_without_script_is_sent_with_the_button(browser: Browser, demo: str) -> None:
    context = await browser.new_context(
        base_url=demo, locale="nl-NL", java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page = await context.new_page()
    await page.goto("/agenda?q=koffie")
    await page.get_by_text("Filters").click()
    await page.get_by_role("checkbox", name="Kunst en cultuur").first.check()
    await page.get_by_role("button", name="Laat zien").click()
    await expect(page.get_by_role("link", name="Filter weghalen: Kunst en cultuur")).to_be_visible()
    await context.close()
