"""A programmer plans on the board, with a mouse and with a keyboard, in wide and in narrow windows."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.reading import Reader

pytestmark = pytest.mark.browser

PLACE: Final = "merenstad-centrum"
SLOT: Final = 52
"""How wide an hour is, in pixels."""
FIRST_HOUR: Final = 9
WEEKS_AHEAD: Final = range(6, 16)
PAGES: Final = (
    "/planner",
    f"/planner/board?as=table&location={PLACE}",
    f"/planner/board?view=month&location={PLACE}",
    "/planner/editions/new",
    "/planner/activities/klik-en-tik",
    "/planner/seasons/copy",
)


@dataclass(frozen=True)
class FreeRoom:
    """A room in which nothing is planned in the week that begins on `monday`."""

    monday: date
    name: str
    value: str

    @property
    def board(self) -> str:
        return f"/planner/board?date={self.monday}&location={PLACE}"


async def signed_in(browser: Browser, demo: str, width: int, *, script: bool = True) -> Reader:
    context = await browser.new_context(
        base_url=demo,
        locale="nl-NL",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        java_script_enabled=script,
    )
    page = await context.new_page()
    await page.goto("/planner/sign-in")
    await page.locator("#field-email").fill("programmer@demo.example")
    await page.locator("#field-password").fill("demo-leeragenda")
    await page.locator("#field-password").press("Enter")
    await expect(page).to_have_url(f"{demo}/planner")
    return Reader(page)


@pytest.fixture
async def programmer(browser: Browser, demo: str) -> AsyncIterator[Reader]:
    reader = await signed_in(browser, demo, 1280)
    yield reader
    await reader.page.context.close()


async def free_room(page: Page) -> FreeRoom:
    """In the demo world the weeks differ with the day on which it is made."""
    today = date.today()  # noqa: DTZ011  any week will do
    for weeks in WEEKS_AHEAD:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        answer = await page.request.get(f"/planner/board.json?date={monday}&location={PLACE}")
        board = await answer.json()
        taken = {event["resourceIds"][0] for event in board["events"]}
        for room in board["resources"][0]["children"]:
            if room["id"] not in taken:
                return FreeRoom(monday, room["title"], room["id"])
    pytest.fail("every room is in use in every week")


async def at(page: Page, room: FreeRoom, hour: float) -> tuple[float, float]:
    """Where on the screen an hour of the Monday is, in the row of the room."""
    head = await page.locator(".ec-row-head").filter(has_text=room.name).bounding_box()
    side = await page.locator(".ec-body .ec-sidebar").bounding_box()
    assert head
    assert side
    return side["x"] + side["width"] + (hour - FIRST_HOUR) * SLOT + 4, head["y"] + 10


async def drag(page: Page, start: tuple[float, float], hours: float) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(start[0] + hours * SLOT / 2, start[1] + 2, steps=4)
    await page.mouse.move(start[0] + hours * SLOT, start[1] + 2, steps=4)
    await page.mouse.up()


def in_two_weeks() -> date:
    """A Monday on which the demo world goes on as always."""
    today = date.today()  # noqa: DTZ011
    return today - timedelta(days=today.weekday()) + timedelta(weeks=2)


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Naast het planbord")


def done(page: Page) -> Locator:
    """The line that says what has just been done."""
    return page.locator(".planner-undo")


def without_refusals(said: list[str]) -> list[str]:
    """A browser notes each refusal in its console, however well the page says it."""
    return [text for text in said if "status of 409" not in text]


async def test_programmer_creates_drags_stretches_and_undoes(programmer: Reader) -> None:
    page = programmer.page
    room = await free_room(page)
    await page.goto(room.board)
    await page.locator(".planner-event__link").first.wait_for()
    problems = await programmer.problems()

    await page.mouse.click(*await at(page, room, 11))
    await panel(page).get_by_label("Wat", exact=True).select_option(label="Debat: wie bouwt er in onze achtertuin?")
    problems += await programmer.problems()
    await panel(page).get_by_role("button", name="Plan het").click()
    await expect(done(page)).to_contain_text("Gepland op")
    mine = page.locator(".planner-event__link").filter(has_text="Debat")
    await expect(mine).to_have_accessible_name(re.compile("11.00 tot 13.00 uur"))

    await drag(page, await at(page, room, 11.5), 3)
    await expect(done(page)).to_contain_text("Verplaatst naar")
    await expect(mine).to_have_accessible_name(re.compile("14.00 tot 16.00 uur"))

    box = await mine.bounding_box()
    assert box
    await drag(page, (box["x"] + box["width"] + 2, box["y"] + 8), 1)
    await expect(mine).to_have_accessible_name(re.compile("14.00 tot 17.00 uur"))

    await panel(page).get_by_role("button", name="Maak ongedaan").click()
    await expect(done(page)).to_have_text("Dat is ongedaan gemaakt.")
    await expect(mine).to_have_accessible_name(re.compile("14.00 tot 16.00 uur"))
    assert (problems, programmer.said) == ([], [])


async def test_clash_is_answered_with_a_free_time_and_the_session_is_called_off(programmer: Reader) -> None:
    page = programmer.page
    room = await free_room(page)
    form = f"/planner/editions/new?first_day={room.monday}&starts_at=14:00&ends_at=16:00&place={room.value}"
    for activity in ("English Conversation Café", "Debat: wie bouwt er in onze achtertuin?"):
        await page.goto(form)
        await page.get_by_label("Wat", exact=True).select_option(label=activity)
        await page.get_by_role("button", name="Plan het").press("Enter")
    clash = page.get_by_role("alert").filter(has_text="Dat past niet")
    await expect(clash).to_contain_text("is dan bezet door English Conversation Café")
    problems = await programmer.problems()
    await clash.get_by_role("button").last.press("Enter")
    await expect(done(page)).to_contain_text("Gepland op")

    await page.get_by_role("link", name="Zeg af").press("Enter")
    await page.get_by_label("Waarom").fill("De zaal lekt.")
    problems += await programmer.problems()
    await page.get_by_label("Waarom").press("Enter")
    await expect(page.get_by_text("Gaat niet door: De zaal lekt.")).to_be_visible()
    problems += await programmer.problems()
    await page.get_by_role("button", name="Maak ongedaan").press("Enter")
    await expect(page.get_by_text("Gaat niet door: De zaal lekt.")).to_be_hidden()
    assert (problems, without_refusals(programmer.said)) == ([], [])


async def test_drag_without_a_connection_is_told(programmer: Reader) -> None:
    page = programmer.page
    await page.goto(f"/planner/board?date={in_two_weeks()}&location={PLACE}")
    session = page.locator(".planner-event__link").filter(has_text="Krant en koffie").first
    before = await session.bounding_box()
    assert before
    await page.context.set_offline(True)
    await drag(page, (before["x"] + 20, before["y"] + 8), 4)
    await expect(panel(page).get_by_role("heading")).to_have_text("Er is geen verbinding. Er is niets veranderd.")
    assert await session.bounding_box() == before


async def test_drag_of_a_session_that_people_signed_up_for_is_shown_first(programmer: Reader) -> None:
    page = programmer.page
    await page.goto(f"/planner/board?date={in_two_weeks()}&location={PLACE}")
    session = page.locator(".planner-event__link").filter(has_text="Klik & Tik").first
    before = await session.locator(".leeragenda-hidden-visually").inner_text()
    box = await session.bounding_box()
    assert box
    await drag(page, (box["x"] + 20, box["y"] + 8), 4)
    await expect(panel(page).get_by_role("heading", name="Wijzig Klik & Tik")).to_be_focused()
    await panel(page).get_by_label("Deze en alle erna").check()
    await panel(page).get_by_role("button", name="Sla op").click()
    await expect(panel(page).get_by_role("heading", name=re.compile("Dit gebeurt er|Dat past niet"))).to_be_visible()
    problems = await programmer.problems()
    await page.keyboard.press("Escape")
    await expect(panel(page)).to_be_hidden()
    await expect(session).to_have_accessible_name(before)
    assert (problems, without_refusals(programmer.said)) == ([], [])


@pytest.mark.parametrize("width", [360, 1280])
async def test_pages_of_the_planner_can_be_used_by_all(browser: Browser, demo: str, width: int) -> None:
    reader = await signed_in(browser, demo, width)
    page, problems = reader.page, list[str]()
    for path in PAGES:
        await page.goto(path)
        await page.wait_for_load_state("networkidle")
        problems += await reader.problems()
    await page.context.close()
    assert (problems, reader.said) == ([], [])


@pytest.mark.parametrize("width", [360, 820])
async def test_rest_of_the_menu_stays_within_a_narrow_page(browser: Browser, demo: str, width: int) -> None:
    reader = await signed_in(browser, demo, width)
    page, widths = reader.page, list[int]()
    for language in ("nl", "en"):
        await page.goto(f"/language/{language}?next=/planner")
        await page.locator(".planner-more > summary").click()
        widths.append(await page.evaluate("document.documentElement.scrollWidth"))
    await page.context.close()
    assert widths == [width, width]


async def test_board_without_script_leads_to_the_forms(browser: Browser, demo: str) -> None:
    reader = await signed_in(browser, demo, 1280, script=False)
    page = reader.page
    await page.goto(f"/planner/board?date={in_two_weeks()}")
    await page.get_by_role("link", name=re.compile("Klik & Tik")).first.click()
    await page.get_by_role("link", name="Verplaats of wijzig").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wijzig Klik & Tik")
    await page.context.close()
