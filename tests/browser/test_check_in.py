"""At the door with a phone: ticking, counting, scanning, without connection, and nothing left on it afterwards."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Response, Route, expect

from tests.browser.reading import Reader

pytestmark = pytest.mark.browser

PHONE: Final = {"width": 360, "height": 740}
# Phones look every 3 seconds; the rest is for a machine with more to do.
SOON_MS: Final = 10_000
EMAIL: Final = "programmer@demo.example"
PASSWORD: Final = "demo-leeragenda"
# What a browser keeps for us.
KEPT: Final = """
async () => ({
    databases: (await indexedDB.databases()).map(({name}) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})
"""
NOTHING: Final = {"databases": [], "caches": [], "workers": 0}
KEPT_PAGES: Final = """
async () => (await (await caches.open("checkin-pages")).keys()).map(({url}) => new URL(url).pathname)
"""
UNTIL_KEPT: Final = """
async path => {
    for (let tries = 0; tries < 600; tries += 1) {
        if (navigator.serviceWorker.controller && (await caches.match(path))) return true;
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    return false;
}
"""
# A camera that sees the picture at an address.
CAMERA: Final = """
navigator.mediaDevices.getUserMedia = async () => {
    const image = new Image();
    image.src = window.name;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 480;
    const context = canvas.getContext("2d");
    setInterval(() => {
        context.fillStyle = "#888";
        context.fillRect(0, 0, 480, 480);
        context.drawImage(image, 90, 90, 300, 300);
    }, 100);
    return canvas.captureStream();
};
"""


# A time of its own for each meeting, because they are in one room.
AHEAD: Final = count(60, 30)


@dataclass(frozen=True)
class Phone:
    """A phone at the door, with the page of the meeting open."""

    page: Page
    session: str

    @property
    def reader(self) -> Reader:
        return Reader(self.page)

    async def open_list(self) -> None:
        await self.page.goto(f"/checkin/{self.session}")
        # The worker has taken over, and the page is kept.
        assert await self.page.evaluate(UNTIL_KEPT, f"/checkin/{self.session}")

    async def tick(self, name: str) -> None:
        await self.page.get_by_role("button", name=name).click()

    async def expect_ticked(self, *names: str) -> None:
        rows = self.page.locator("[data-guest] button[aria-pressed=true] .leeragenda-check__name")
        await expect(rows).to_have_text(list(names), timeout=SOON_MS)

    async def expect_line(self, text: str) -> None:
        await expect(self.page.locator("[data-inside-line]")).to_have_text(text, timeout=SOON_MS)


@pytest.fixture
async def context(browser: Browser, demo: str) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(base_url=demo, locale="nl-NL", viewport=PHONE, reduced_motion="reduce")
    await context.add_init_script(CAMERA)
    yield context
    await context.close()


async def sign_in(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_label("E-mailadres").fill(EMAIL)
    await page.get_by_label("Wachtwoord").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await expect(page.get_by_role("button", name="Log uit")).to_be_attached()


async def make_meeting(page: Page, *names: str) -> str:
    """A meeting that begins soon, with people who phoned; returns its id."""
    activity = await (await page.request.get("/api/v1/activities/meetup-ai")).json()
    begins = datetime.now(UTC) + timedelta(minutes=next(AHEAD))
    body: dict[str, Any] = {
        "edition": activity["editions"][0]["id"],
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(minutes=1)).isoformat(),
        "location": "merenstad-centrum",
        "outside_hours": True,
    }
    made = await page.request.post("/api/v1/sessions", data=body)
    assert made.status == 201, await made.text()
    session: str = (await made.json())["id"]
    for name in names:
        answer = await page.request.post(f"/planner/sessions/{session}/people", form={"name": name})
        assert answer.ok
    return session


@pytest.fixture
async def phone(context: BrowserContext) -> Phone:
    page = await context.new_page()
    await sign_in(page, "/checkin")
    phone = Phone(page, await make_meeting(page, "Alice Jansen", "Bob de Boer", "Carol Wit"))
    await phone.open_list()
    return phone


@pytest.fixture
async def other(phone: Phone, browser: Browser, demo: str) -> AsyncIterator[Phone]:
    """Another phone at the same door."""
    context = await browser.new_context(base_url=demo, locale="nl-NL", viewport=PHONE, reduced_motion="reduce")
    other = Phone(await context.new_page(), phone.session)
    await sign_in(other.page, f"/checkin/{phone.session}")
    yield other
    await context.close()


async def test_host_ticks_and_counts_with_large_targets(phone: Phone) -> None:
    page, reader = phone.page, phone.reader
    await page.goto("/checkin")
    problems = await reader.problems()
    await page.locator(f"a[href='/checkin/{phone.session}']").click()
    problems += await reader.problems()
    await phone.tick("Bob de Boer")
    await phone.tick("Alice Jansen")
    await phone.tick("Bob de Boer")
    await page.get_by_role("button", name="Eén meer").click()
    await phone.expect_ticked("Alice Jansen")
    await phone.expect_line("Binnen: 1 van de 3 die zich aanmeldden, 2 in totaal")
    problems += await reader.problems()
    heights = await page.locator("main button:visible").evaluate_all("all => all.map(each => each.offsetHeight)")
    assert min(heights) >= 56
    await page.reload()
    await phone.expect_line("Binnen: 1 van de 3 die zich aanmeldden, 2 in totaal")
    assert (problems, reader.said) == ([], [])


def _answers_a_change(answer: Response) -> bool:
    # The page also sends none, to hear what the other phones did.
    sent = answer.request.post_data_json
    return answer.url.endswith("/changes") and bool(sent and sent["changes"])


async def test_host_goes_on_without_connection_and_all_of_it_is_sent_after(phone: Phone) -> None:
    page, offline = phone.page, phone.page.locator("[data-offline]")
    async with page.expect_response(_answers_a_change):
        await phone.tick("Alice Jansen")
    await page.context.set_offline(True)
    await phone.tick("Bob de Boer")
    for _ in range(2):
        await page.get_by_role("button", name="Eén meer").click()
    await expect(offline).to_have_text("Niet verbonden. 3 wijzigingen wachten.")
    problems = await phone.reader.problems()

    await page.reload()
    await phone.expect_ticked("Alice Jansen", "Bob de Boer")
    await phone.expect_line("Binnen: 2 van de 3 die zich aanmeldden, 4 in totaal")
    await expect(offline).to_have_text("Niet verbonden. 3 wijzigingen wachten.")

    await page.context.set_offline(False)
    await expect(offline).to_be_hidden()
    answer = await page.request.post(
        f"/checkin/{phone.session}/changes", data={"sent_at": datetime.now(UTC).isoformat(), "changes": []}
    )
    state = await answer.json()
    assert (len(state["present"]), state["count"], problems) == (2, 2, [])


async def test_what_two_phones_count_adds_up(phone: Phone, other: Phone) -> None:
    await phone.page.context.set_offline(True)
    await phone.page.get_by_role("button", name="Eén meer").click()
    await phone.tick("Carol Wit")
    await other.page.get_by_role("button", name="Eén meer").click()
    await other.tick("Alice Jansen")
    await other.expect_line("Binnen: 1 van de 3 die zich aanmeldden, 2 in totaal")
    await phone.page.context.set_offline(False)
    for each in (phone, other):
        await each.expect_line("Binnen: 2 van de 3 die zich aanmeldden, 4 in totaal")
        await each.expect_ticked("Alice Jansen", "Carol Wit")


async def test_what_the_other_phone_sends_later_is_seen_soon(phone: Phone, other: Phone) -> None:
    async def send_slowly(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await other.page.route("**/changes", send_slowly)
    await other.tick("Alice Jansen")
    await other.page.get_by_role("button", name="Eén meer").click()
    await phone.tick("Carol Wit")
    await phone.expect_line("Binnen: 2 van de 3 die zich aanmeldden, 3 in totaal")


async def test_phone_goes_on_after_answers_that_broke_off(phone: Phone) -> None:
    page, offline = phone.page, phone.page.locator("[data-offline]")
    await page.route("**/changes", lambda route: route.fulfill(body='{"present": ['))
    await phone.tick("Alice Jansen")
    # How many wait is left open: the worker may have sent it by itself.
    await expect(offline).to_contain_text("Niet verbonden.", timeout=SOON_MS)
    await phone.expect_ticked("Alice Jansen")
    await page.unroute("**/changes")
    await expect(offline).to_be_hidden(timeout=SOON_MS)
    await phone.expect_ticked("Alice Jansen")


async def test_nothing_is_left_after_signing_out(phone: Phone) -> None:
    page = phone.page
    await phone.tick("Alice Jansen")
    kept = await page.evaluate(KEPT)
    assert (kept["databases"], sorted(kept["caches"]), kept["workers"]) == (
        ["leeragenda-checkin"],
        ["checkin-assets", "checkin-pages"],
        1,
    )
    await page.get_by_role("button", name="Log uit").click()
    await expect(page.get_by_text("Je bent uitgelogd")).to_be_visible()
    assert await page.evaluate(KEPT) == NOTHING


async def test_nobody_signs_out_while_changes_wait(phone: Phone) -> None:
    page = phone.page
    await page.context.set_offline(True)
    await phone.tick("Alice Jansen")
    await page.get_by_role("button", name="Log uit").click()
    await expect(page.locator("[data-offline]")).to_contain_text("Maak eerst verbinding")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Log uit").click()
    await expect(page.get_by_text("Je bent uitgelogd")).to_be_visible()
    assert await page.evaluate(KEPT) == NOTHING


async def test_names_are_forgotten_half_a_day_after_the_meeting(phone: Phone) -> None:
    page = phone.page
    assert f"/checkin/{phone.session}" in await page.evaluate(KEPT_PAGES)
    await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=24))
    await page.wait_for_url("**/checkin")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wat is er")
    assert await page.evaluate(UNTIL_KEPT, "/checkin")
    assert (await page.evaluate(KEPT_PAGES), (await page.evaluate(KEPT))["databases"]) == (["/checkin"], [])


async def test_code_of_the_confirmation_ticks_its_holder(phone: Phone) -> None:
    page = phone.page
    await page.goto(f"/sessions/{phone.session}/register")
    await page.get_by_label("Je naam").fill("Dora van Dam")
    await page.get_by_label("Je e-mailadres").fill("dora-at-the-door@reader.example")
    await page.get_by_role("button", name="Meld me aan").click()
    code = page.get_by_role("img", name="Je code voor bij binnenkomst")
    await expect(code).to_be_visible()
    address = await code.get_attribute("src")
    problems = await phone.reader.problems()

    await phone.open_list()
    await page.evaluate("address => { window.name = address }", address)
    await page.get_by_role("button", name="Scan een code").click()
    await expect(page.locator("[data-scan-said]")).to_have_text("Dora van Dam is er.")
    await phone.expect_ticked("Dora van Dam")
    problems += await phone.reader.problems()
    await page.get_by_role("button", name="Stop met scannen").click()
    await expect(page.locator("video")).to_be_hidden()

    await page.reload()
    await page.context.set_offline(True)
    await phone.tick("Dora van Dam")
    await phone.expect_ticked()
    await page.context.set_offline(False)
    assert problems == []


async def test_code_is_known_without_connection(phone: Phone) -> None:
    page = phone.page
    await page.goto(f"/sessions/{phone.session}/register")
    await page.get_by_label("Je naam").fill("Emma Bos")
    await page.get_by_label("Je e-mailadres").fill("emma-at-the-door@reader.example")
    await page.get_by_role("button", name="Meld me aan").click()
    address = await page.get_by_role("img", name="Je code voor bij binnenkomst").get_attribute("src")
    picture = await (await page.request.get(str(address))).text()
    await phone.open_list()
    await page.evaluate("svg => { window.name = 'data:image/svg+xml,' + encodeURIComponent(svg) }", picture)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Scan een code").click()
    await expect(page.locator("[data-scan-said]")).to_have_text("Emma Bos is er.")
    await expect(page.locator("[data-offline]")).to_have_text("Niet verbonden. 1 wijziging wacht.")
    await page.context.set_offline(False)
    await expect(page.locator("[data-offline]")).to_be_hidden()
    await phone.expect_ticked("Emma Bos")


async def test_names_are_searched_where_there_are_many(phone: Phone) -> None:
    page = phone.page
    session = await make_meeting(page, "Zoë Prins", *(f"Gast {number}" for number in range(15)))
    await page.goto(f"/checkin/{session}")
    await page.get_by_label("Zoek een naam").fill("zoe")
    await expect(page.locator("[data-guest]:visible")).to_have_count(1)
    problems = await phone.reader.problems()
    await page.get_by_label("Zoek een naam").fill("xyz")
    await expect(page.get_by_text("Niemand op de lijst heet zo.")).to_be_visible()
    assert problems == []


async def test_host_without_a_script_ticks_and_counts(phone: Phone, browser: Browser, demo: str) -> None:
    state = await phone.page.context.storage_state()
    plain = await browser.new_context(base_url=demo, locale="nl-NL", java_script_enabled=False, storage_state=state)
    page = await plain.new_page()
    await page.goto(f"/checkin/{phone.session}")
    await page.get_by_role("button", name="Carol Wit").click()
    await page.get_by_role("button", name="Eén meer").click()
    line = page.get_by_text("Binnen: 1 van de 3 die zich aanmeldden, 2 in totaal")
    await expect(line).to_be_visible()
    await plain.close()


@pytest.mark.parametrize("width", [360, 1280])
async def test_desk_signs_up_who_phones_and_gives_more_places(phone: Phone, width: int) -> None:
    page, reader = phone.page, phone.reader
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(f"/planner/sessions/{phone.session}/people")
    problems = await reader.problems()
    await page.get_by_role("spinbutton", name="Plekken").fill("3")
    await page.get_by_role("button", name="Sla op").click()
    await expect(page.get_by_text("3 van 3 plekken bezet")).to_be_visible()
    await page.get_by_label("Naam", exact=True).fill("Fatima Groen")
    await page.get_by_label("Telefoonnummer").fill("06 12345678")
    await page.get_by_role("button", name="Meld deze persoon aan").click()
    await expect(page.get_by_role("status").get_by_text("Fatima Groen staat op de wachtlijst.")).to_be_visible()
    problems += await reader.problems()
    await page.get_by_role("button", name="Ze zeiden ja: geef de plek").click()
    await expect(page.get_by_text("Alle plekken zijn bezet.")).to_be_visible()
    await page.goto(f"/planner/sessions/{phone.session}/people")
    await page.get_by_role("spinbutton", name="Plekken").fill("2")
    await page.get_by_role("button", name="Sla op").click()
    await expect(page.get_by_text("Zij zouden het eerst weg moeten")).to_be_visible()
    problems += await reader.problems()
    await page.get_by_role("spinbutton", name="Plekken").fill("4")
    await page.get_by_role("button", name="Sla op").click()
    await page.get_by_role("link", name="Fatima Groen").first.click()
    await page.get_by_role("button", name="Ze zeiden ja: geef de plek").click()
    await expect(page.get_by_role("status").get_by_text("Fatima Groen heeft een plek.")).to_be_visible()
    problems += await reader.problems()
    assert problems == []
