"""Every public page of the running demo, as readers of both languages open it on a phone and on a computer."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.reading import Reader

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

PHONE: Final = {"width": 360, "height": 800}
COMPUTER: Final = {"width": 1280, "height": 800}
# With few rows: a page of fifty is fifty times the same to axe.
AGENDA: Final = {
    "list": "/agenda?q=wandeling",
    "filters": "/agenda?theme=taal&theme=digitaal&kind=course&open=true&free=true&q=computerles&place=Vechtermond",
    "nothing found": "/agenda?q=zzzz&theme=taal",
    "month": "/agenda?view=month&q=koffie",
    "learn": "/learn?theme=gezondheid",
    "nothing to learn": "/learn?q=zzzz",
}
ACTIVITIES: Final = {
    "cohort": "/activities/je-smartphone-de-baas",
    "drop-in": "/activities/meetup-ai",
    "walk-in": "/activities/informatiepunt-digitale-overheid",
    "guided track": "/activities/klik-en-tik",
    "self-paced": "/activities/lees-in-je-eigen-tempo",
    "seasonal": "/activities/hulp-bij-je-aangifte",
    "desk": "/activities/taalclub",
}
OTHERS: Final = {
    "home": "/",
    "branch": "/locations/merenstad-centrum",
    "outreach": "/locations/de-waaier",
    "at home": "/locations/heidewoude-aan-huis",
    "package": "/learn/praten-met-je-dokter",
    "subscribe": "/subscribe",
    "subscribe to a choice": "/subscribe?theme=taal&kind=course&open=true&place=Merenstad",
    "my": "/my",
    "broken link": "/my/no-such-token",
    "mailbox": "/dev/mail",
    "no such page": "/no-such-page",
    "no such activity": "/activities/no-such-activity",
    "unknown filter": "/agenda?colour=red&theme=red",
}
REFUSED: Final = {"broken link": 404, "no such page": 404, "no such activity": 404, "unknown filter": 400}
DARK: Final = {name: {**AGENDA, **ACTIVITIES, **OTHERS}[name] for name in ("list", "cohort", "package")}


@pytest.fixture
async def context(browser: Browser, demo: str, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    """For a reader of one language, on a phone."""
    locale: str = request.param
    context = await browser.new_context(
        base_url=demo,
        locale=locale,
        viewport=PHONE,
        reduced_motion="reduce",  # type: ignore[arg-type]
    )
    yield context
    await context.close()


async def looked_at(reader: Reader, width: Literal["phone", "computer"]) -> list[str]:
    """What is wrong with this page: on a phone always whether it fits, and the rest at the width that is asked."""
    if width == "phone":
        return await reader.problems()
    too_wide = await reader.overflow()
    await reader.page.set_viewport_size(COMPUTER)  # type: ignore[arg-type]
    problems = [*too_wide, *await reader.problems()]
    await reader.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return problems


def said_by_itself(reader: Reader) -> list[str]:
    """The console, without the line that a browser adds for each page that is not 200."""
    return [said for said in reader.said if "the server responded with a status of 4" not in said]


async def session_where(context: BrowserContext, query: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    answer = await (await context.request.get(f"/api/v1/sessions?limit=200&{query}")).json()
    found: dict[str, Any] = next(session for session in answer["items"] if fits(session))
    return found


READERS: Final = pytest.mark.parametrize(
    ("context", "width"), [("nl-NL", "phone"), ("en-GB", "computer")], indirect=["context"]
)


@READERS
@pytest.mark.parametrize("pages", [AGENDA, ACTIVITIES, OTHERS], ids=["agenda", "activities", "others"])
async def test_page_can_be_used_by_everybody(
    context: BrowserContext, width: Literal["phone", "computer"], pages: dict[str, str]
) -> None:
    reader, problems, statuses = Reader(await context.new_page()), list[str](), dict[str, int]()
    for name, address in pages.items():
        answer = await reader.page.goto(address)
        assert answer
        statuses[name] = answer.status
        problems += await looked_at(reader, width)
    assert statuses == {name: REFUSED.get(name, 200) for name in pages}
    assert (problems, said_by_itself(reader)) == ([], [])


@READERS
async def test_page_of_what_is_not_open_can_be_used_by_everybody(
    context: BrowserContext, width: Literal["phone", "computer"]
) -> None:
    full = await session_where(context, "", lambda session: session["seats"]["state"] == "waiting_list")
    cancelled = await session_where(context, "q=fotowandeling", lambda session: session["state"] == "cancelled")
    closed = await session_where(
        context, "form=cohort", lambda session: session["seats"]["state"] == "closed" and session["edition"]
    )
    reader, problems = Reader(await context.new_page()), list[str]()
    for session in (full, cancelled, closed):
        await reader.page.goto(f"/activities/{session['activity']['slug']}?session={session['id']}")
        problems += await looked_at(reader, width)
    for address in (
        f"/sessions/{full['id']}/register",
        f"/sessions/{cancelled['id']}/register",
        f"/editions/{closed['edition']}/register",
    ):
        await reader.page.goto(address)
        problems += await looked_at(reader, width)
    assert (problems, said_by_itself(reader)) == ([], [])


@READERS
async def test_sign_up_and_own_place_can_be_used_by_everybody(
    context: BrowserContext, width: Literal["phone", "computer"]
) -> None:
    page = await context.new_page()
    reader, problems = Reader(page), list[str]()
    await page.goto("/activities/meetup-ai")
    await page.get_by_role("main").locator("a[href$='/register']").first.click()
    problems += await looked_at(reader, width)

    await page.locator("main button[type=submit]").click()
    await expect(page.locator("[data-error-summary]")).to_be_focused()
    problems += await looked_at(reader, width)

    await page.locator("[name=name]").fill("Gegevensbeschermingsautoriteit " + "van" * 30)
    await page.locator("[name=email]").fill(f"{'lang' * 12}-{width}@reader.example")
    await page.locator("main button[type=submit]").click()
    await expect(page).to_have_url(re.compile("/my/"))
    problems += await looked_at(reader, width)

    for address in (page.url.partition("?")[0], "/dev/mail"):
        await page.goto(address)
        problems += await looked_at(reader, width)
    await page.locator("main li a").first.click()
    problems += await looked_at(reader, width)
    assert (problems, said_by_itself(reader)) == ([], [])


async def test_dark_pages_keep_their_contrast(browser: Browser, demo: str) -> None:
    context = await browser.new_context(base_url=demo, locale="nl-NL", color_scheme="dark", reduced_motion="reduce")
    reader, problems = Reader(await context.new_page()), list[str]()
    for address in DARK.values():
        await reader.page.goto(address)
        problems += await reader.problems()
    await context.close()
    assert (problems, reader.said) == ([], [])


NAMES: Final = "h1, [class$=__title] a, [class$=__place] b, [class$=__value], [class$=__title--date], [class$=__detail]"
WITH_A_LONG_NAME: Final = """
(selector) => document.querySelectorAll(selector).forEach(each => each.prepend("Gegevensbeschermingsautoriteit "))
"""


async def test_long_names_do_not_widen_the_smallest_screen(browser: Browser, demo: str) -> None:
    context = await browser.new_context(base_url=demo, locale="nl-NL", viewport={"width": 320, "height": 640})
    reader, problems = Reader(await context.new_page()), list[str]()
    for address in ("/", AGENDA["list"], ACTIVITIES["cohort"], AGENDA["learn"], OTHERS["package"], OTHERS["outreach"]):
        await reader.page.goto(address)
        await reader.page.evaluate(WITH_A_LONG_NAME, NAMES)
        problems += await reader.overflow()
    await context.close()
    assert problems == []
