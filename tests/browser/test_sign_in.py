"""Staff sign in, as they do it in a browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.reading import Reader

pytestmark = pytest.mark.browser


@pytest.fixture(params=[360, 1280])
async def reader(browser: Browser, demo: str, request: pytest.FixtureRequest) -> AsyncIterator[Reader]:
    context = await browser.new_context(
        base_url=demo, locale="nl-NL", viewport={"width": request.param, "height": 800}, reduced_motion="reduce"
    )
    yield Reader(await context.new_page())
    await context.close()


async def fill_in(reader: Reader, email: str, password: str) -> None:
    await reader.page.get_by_label("E-mailadres").fill(email)
    await reader.page.get_by_label("Wachtwoord").fill(password)
    await reader.page.get_by_role("button", name="Log in").click()


async def test_staff_sign_in_to_where_they_were_going_and_out_again(reader: Reader) -> None:
    page, problems = reader.page, list[str]()
    await page.goto("/planner/account")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen voor medewerkers")
    problems += await reader.problems()
    await fill_in(reader, "national@demo.example", "demo-leeragenda")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je account")
    for address in ("/planner/account", "/planner/account/second-factor", "/planner/people?organisation=merenstad"):
        await page.goto(address)
        problems += await reader.problems()
    await page.get_by_role("link", name="Wim Postma").click()
    await expect(page.get_by_label("Huis van de Wijk De Waaier")).to_be_checked()
    problems += await reader.problems()
    await page.goto("/planner/history")
    problems += await reader.problems()
    await page.goto("/planner/account")
    await page.get_by_role("main").get_by_role("button", name="Log uit", exact=True).click()
    await expect(page.get_by_text("Je bent uitgelogd")).to_be_visible()
    assert (problems, reader.said) == ([], [])


async def test_wrong_password_is_said_beside_the_form(reader: Reader) -> None:
    await reader.page.goto("/planner/sign-in")
    await fill_in(reader, "host@demo.example", "wrong horse battery")
    await expect(reader.page.locator("[data-error-summary]")).to_be_focused()
    assert await reader.problems() == []
