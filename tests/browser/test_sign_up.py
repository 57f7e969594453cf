"""From the agenda to a place, its mail and back, as a reader with a phone or a computer does it."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Route, expect

from tests.browser.reading import Reader

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000


@pytest.fixture(params=[360, 1280])
async def reader(browser: Browser, demo: str, request: pytest.FixtureRequest) -> AsyncIterator[Reader]:
    context = await browser.new_context(
        base_url=demo, locale="nl-NL", viewport={"width": request.param, "height": 800}, reduced_motion="reduce"
    )
    yield Reader(await context.new_page())
    await context.close()


@pytest.fixture
async def reader_without_script(browser: Browser, demo: str) -> AsyncIterator[Reader]:
    context = await browser.new_context(base_url=demo, locale="nl-NL", java_script_enabled=False)
    yield Reader(await context.new_page())
    await context.close()


async def find_klik_en_tik(reader: Reader) -> str:
    """To the sign-up form of the first group in the agenda; returns its address."""
    page = reader.page
    await page.goto("/agenda?q=Klik+%26+Tik")
    await page.get_by_role("main").get_by_role("link", name="Klik & Tik", exact=True).first.click()
    await page.get_by_role("main").locator("a[href$='/register']").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Meld je aan voor Klik & Tik")
    return page.url


async def open_roomy_form(reader: Reader) -> str:
    """To the form of a meeting where there is room for every test; returns its address."""
    page = reader.page
    await page.goto("/activities/meetup-ai")
    await page.get_by_role("main").locator("a[href$='/register']").first.click()
    await expect(page.get_by_role("button", name="Meld me aan")).to_be_visible()
    return page.url


async def fill_in(reader: Reader, email: str) -> None:
    await reader.page.get_by_label("Je naam").fill("Alice Jansen")
    await reader.page.get_by_label("Je e-mailadres").fill(email)
    await reader.page.get_by_role("button", name="Meld me aan").click()


async def open_mail(reader: Reader, email: str, subject: str) -> None:
    """Waits for the mail, as people do."""
    rows = reader.page.get_by_role("listitem").filter(has_text=email).filter(has_text=subject)
    await reader.page.goto("/dev/mail")
    for _ in range(PATIENCE_MS // 250):
        if await rows.count():
            break
        await reader.page.wait_for_timeout(250)
        await reader.page.reload()
    await rows.first.get_by_role("link").click()


def own_link(reader: Reader) -> Locator:
    return reader.page.locator("main a[href*='/my/']").first


async def seats_of(reader: Reader, register_url: str) -> int:
    """How many places the group has left, as its first meeting in the agenda says."""
    edition = re.findall(r"/editions/([0-9a-f-]+)/register", register_url)[0]
    answer = await reader.page.request.get(f"/api/v1/editions/{edition}")
    left: int = (await answer.json())["seats_left"]
    return left


async def test_reader_signs_up_and_gives_the_place_back(reader: Reader, request: pytest.FixtureRequest) -> None:
    page, email = reader.page, f"alice-{request.node.callspec.params['reader']}@reader.example"
    problems: list[str] = []

    register_url = await find_klik_en_tik(reader)
    free_before = await seats_of(reader, register_url)
    problems += await reader.problems()
    await fill_in(reader, email)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt een plek")
    problems += await reader.problems()
    assert await seats_of(reader, register_url) == free_before - 1

    await open_mail(reader, email, "Je hebt een plek")
    await expect(page.get_by_text("Uitnodiging voor de agenda")).to_be_visible()
    problems += await reader.problems()
    await own_link(reader).click()
    await expect(page.get_by_text("Je hebt 1 plek")).to_be_visible()
    problems += await reader.problems()

    await page.get_by_role("link", name="Geef je plek terug").click()
    problems += await reader.problems()
    await page.get_by_role("button", name="Ja, geef mijn plek terug").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je bent niet meer aangemeld")
    problems += await reader.problems()
    assert await seats_of(reader, register_url) == free_before

    await open_mail(reader, email, "Je hebt je plek teruggegeven")
    await expect(page.get_by_text("Gaat uit de agenda")).to_be_visible()
    assert (problems, reader.said) == ([], [])


async def test_reader_makes_a_calendar_address_and_withdraws_it(reader: Reader, request: pytest.FixtureRequest) -> None:
    page, email = reader.page, f"bob-{request.node.callspec.params['reader']}@reader.example"
    await find_klik_en_tik(reader)
    await fill_in(reader, email)
    await open_mail(reader, email, "Je hebt een plek")
    await own_link(reader).click()
    await page.get_by_role("link", name="Je eigen agenda-adres").click()
    problems = await reader.problems()
    await page.get_by_role("button", name="Maak mijn adres").click()
    problems += await reader.problems()
    address = await page.get_by_label("Adres van de agenda").input_value()
    feed = await page.request.get(address)
    assert (feed.status, "SUMMARY:Klik & Tik" in await feed.text()) == (200, True)
    await page.get_by_role("button", name="Trek het adres in").click()
    await expect(page.get_by_role("button", name="Maak mijn adres")).to_be_visible()
    assert (await page.request.get(address)).status == 404
    assert (problems, reader.said) == ([], [])


async def test_reader_who_forgets_something_is_told_beside_the_field(reader: Reader) -> None:
    page = reader.page
    await find_klik_en_tik(reader)
    await page.get_by_role("button", name="Meld me aan").click()
    await expect(page.locator("[data-error-summary]")).to_be_focused()
    await page.locator("[data-error-summary] a").first.click()
    await expect(page.get_by_label("Je naam")).to_be_focused()
    assert await reader.problems() == []


async def test_form_changes_in_place_from_mistake_to_result(reader: Reader, request: pytest.FixtureRequest) -> None:
    page = reader.page
    register_url = await open_roomy_form(reader)
    await page.evaluate("window.isTheSamePage = true")

    await page.get_by_role("button", name="Meld me aan").click()
    await expect(page.locator("[data-error-summary][role=alert]")).to_be_focused()
    assert page.url == register_url

    await fill_in(reader, f"dora-{request.node.callspec.params['reader']}@reader.example")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page).to_have_url(re.compile(r"/my/[\w-]+\?new=1$"))
    await expect(page).to_have_title("Je hebt een plek · Leeragenda")
    assert await page.evaluate("window.isTheSamePage")

    await page.go_back()
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Meld je aan voor MeetUp"))
    assert page.url == register_url


async def test_form_that_is_sent_twice_goes_once(reader: Reader) -> None:
    page, sent = reader.page, list[str]()
    register_url = await open_roomy_form(reader)

    async def answer_late(route: Route) -> None:
        sent.append(route.request.method)
        await page.wait_for_timeout(300)
        await route.continue_()

    await page.route(register_url, answer_late)
    await page.get_by_label("Je naam").fill("Emma")
    await page.get_by_label("Je naam").press("Enter")
    await expect(page.get_by_role("button", name="Meld me aan")).to_be_disabled()
    await page.get_by_label("Je naam").press("Enter")
    await expect(page.locator("[data-error-summary]")).to_be_focused()
    await expect(page.get_by_role("button", name="Meld me aan")).to_be_enabled()
    assert sent == ["POST"]


async def test_reader_without_script_who_forgets_something_gets_the_form_back(reader_without_script: Reader) -> None:
    page = reader_without_script.page
    register_url = await open_roomy_form(reader_without_script)
    await page.get_by_label("Je naam").fill("Carol")
    await page.get_by_role("button", name="Meld me aan").click()
    await expect(page.locator("[data-error-summary] a")).to_have_attribute("href", "#field-email")
    await expect(page.get_by_label("Je naam")).to_have_value("Carol")
    assert page.url == register_url


async def test_reader_without_script_signs_up_and_gives_the_place_back(reader_without_script: Reader) -> None:
    reader = reader_without_script
    await find_klik_en_tik(reader)
    await fill_in(reader, "carol@reader.example")
    await reader.page.get_by_role("link", name="Bekijk je plek of geef hem terug").click()
    await reader.page.get_by_role("link", name="Geef je plek terug").click()
    await reader.page.get_by_role("button", name="Ja, geef mijn plek terug").click()
    await expect(reader.page.get_by_role("heading", level=1)).to_have_text("Je bent niet meer aangemeld")
