"""Staff sees which mails go when, and how they look; a reader says how it was from the mail that asks."""

import re
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.browser.reading import Reader
from tests.browser.test_templates import signed_in

pytestmark = pytest.mark.browser

MAILS: Final = "/planner/activities/online-praatuurtje/mails"
SIZES: Final = ((360, "nl-NL"), (1280, "en-GB"))


async def the_question(reader: Reader) -> str:
    """The address in the mail that asks."""
    mails = await (await reader.page.request.get("/dev/mail.json")).json()
    [mail] = [each["id"] for each in mails if each["to"].startswith("Hamid Nazari")]
    source = await reader.page.request.get(f"/dev/mail/{mail}")
    found = re.search(r"/how-was-it/[\w=-]+", await source.text())
    assert found is not None
    return found.group()


async def test_everybody_can_use_the_pages_about_mails(browser: Browser, demo: str) -> None:
    problems, said = list[str](), list[str]()
    for width, locale in SIZES:
        for email, pages in (
            ("programmer@demo.example", (MAILS, f"{MAILS}?lang=en", "/planner/activities/online-praatuurtje#mails")),
            ("national@demo.example", ("/planner/templates/bouwsteen-klik-en-tik/mails",)),
        ):
            reader = await signed_in(browser, demo, email, width, locale)
            for address in pages:
                await reader.page.goto(address)
                problems += await reader.problems()
            said += reader.said
            await reader.page.context.close()
    assert (problems, said) == ([], [])


async def test_mail_opens_in_its_frame_and_its_test_arrives(browser: Browser, demo: str) -> None:
    reader = await signed_in(browser, demo, "programmer@demo.example", 1280)
    page = reader.page
    await page.goto(MAILS)
    first = page.locator("section#confirmation")
    await first.locator("summary").first.focus()
    await page.keyboard.press("Enter")
    await expect(first.frame_locator("iframe").get_by_text("Je hebt een plek").first).to_be_visible()
    await first.get_by_role("button").click()
    await expect(page.get_by_text("gaat als test naar programmer@demo.example")).to_be_visible()
    assert reader.said == []


async def test_reader_says_how_it_was_without_an_account(browser: Browser, demo: str) -> None:
    for width, locale in SIZES:
        context = await browser.new_context(base_url=demo, locale=locale, viewport={"width": width, "height": 900})
        reader = Reader(await context.new_page())
        address = await the_question(reader)
        await reader.page.goto(f"{address}?answer=okay")
        problems = await reader.problems()
        await expect(reader.page.locator('input[value="okay"]')).to_be_checked()
        await reader.page.locator("textarea").fill("Gezellig")
        await reader.page.locator("form[novalidate] button").click()
        await expect(reader.page.locator(".utrecht-alert--ok")).to_be_visible()
        problems += await reader.problems()
        assert (problems, reader.said) == ([], [])
        await context.close()
