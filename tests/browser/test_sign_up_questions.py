"""Signing up on a telephone where the activity asks more, where a finger slips, and where somebody presses twice."""

import hashlib
import json
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.reading import Reader
from tests.browser.test_pages import said_by_itself
from tests.browser.test_sign_up import open_mail
from web.assets import assets

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 800}
WANT_A_SUM = """
(worker) => {
    const form = document.querySelector("form[method=post]");
    form.insertAdjacentHTML("beforeend", "<input type=hidden name=proof><p data-proof-says data-busy=Even></p>");
    form.dataset.proof = "/proof-of-work";
    form.dataset.proofWorker = worker;
    document.dispatchEvent(new CustomEvent("htmx:after:swap", {detail: {ctx: {}}}));
}
"""


@pytest.fixture
async def reader(browser: Browser, demo: str) -> AsyncIterator[Reader]:
    context = await browser.new_context(base_url=demo, locale="nl-NL", viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    yield Reader(await context.new_page())
    await context.close()


@pytest.fixture
async def reader_without_script(browser: Browser, demo: str) -> AsyncIterator[Reader]:
    context = await browser.new_context(base_url=demo, locale="nl-NL", viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    yield Reader(await context.new_page())
    await context.close()


async def open_form(reader: Reader, query: str) -> str:
    """To the form of the first meeting with this in its name where there is room; returns its address."""
    answer = await (await reader.page.request.get(f"/api/v1/sessions?limit=200&q={query}&open=true")).json()
    address = f"/sessions/{answer['items'][0]['id']}/register"
    await reader.page.goto(address)
    return address


async def fill_in(reader: Reader, email: str) -> None:
    page = reader.page
    await page.get_by_label("Je naam").fill("Anne de Vries")
    await page.get_by_label("Je e-mailadres").fill(email)
    await page.get_by_label("Waar gaat je podcast over?").fill("De duiven van mijn buurman")
    await page.get_by_label("Mijn telefoon", exact=True).check()


async def send(reader: Reader) -> None:
    await reader.page.get_by_role("button", name="Meld me aan").click()


async def test_reader_answers_what_the_activity_asks(reader: Reader) -> None:
    page, problems = reader.page, list[str]()
    await open_form(reader, "podcast")
    problems += await reader.problems()
    await send(reader)
    await expect(page.locator("[data-error-summary]")).to_be_focused()
    await page.get_by_role("link", name="Waar gaat je podcast over? Beantwoord deze vraag.").click()
    await expect(page.get_by_label("Waar gaat je podcast over?")).to_be_focused()
    problems += await reader.problems()

    await fill_in(reader, "anne@reader.example")
    await page.get_by_label("Heb je iets nodig om mee te kunnen doen?").fill("Mijn nummer is 111.222.333")
    await send(reader)
    await expect(page.locator("[data-error-summary]")).to_contain_text("Hier staat een getal dat op een BSN lijkt.")
    await page.get_by_label("Heb je iets nodig om mee te kunnen doen?").fill("Een plek vooraan")
    await expect(page.get_by_label("Mijn telefoon", exact=True)).to_be_checked()
    await send(reader)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt een plek")
    assert (problems, said_by_itself(reader)) == ([], [])


async def test_slip_in_a_mail_address_is_set_right_with_one_button(reader: Reader) -> None:
    page = reader.page
    await open_form(reader, "podcast")
    await fill_in(reader, "anne@gmial.com")
    await send(reader)
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_role("alert")).to_contain_text("Bedoel je anne@gmail.com?")
    problems = await reader.problems()
    await page.get_by_role("button", name="Ja, gebruik anne@gmail.com").click()
    await expect(page.get_by_text("We sturen een mail naar anne@gmail.com")).to_be_visible()
    assert (problems, said_by_itself(reader)) == ([], [])


async def test_slip_that_is_none_is_kept_without_script_too(reader_without_script: Reader) -> None:
    reader = reader_without_script
    page = reader.page
    await open_form(reader, "podcast")
    await fill_in(reader, "anna@gmial.com")
    await send(reader)
    await page.get_by_role("button", name="Nee, zo klopt het").click()
    await expect(page.get_by_text("We sturen een mail naar anna@gmial.com")).to_be_visible()


async def test_party_that_does_not_fit_may_choose(reader: Reader) -> None:
    page = reader.page
    answer = await (await page.request.get("/api/v1/sessions?limit=200&open=true")).json()
    tight = next(
        session
        for session in answer["items"]
        if session["registers_for"] == "session"
        and session["waiting_list"]
        and session["seats"]["left"] in range(1, 6)
        and session["seats"]["capacity"] >= 6
    )
    address, left = f"/sessions/{tight['id']}/register", tight["seats"]["left"]
    await page.goto(address)
    await page.get_by_label("Je naam").fill("Groep de Vries")
    await page.get_by_label("Je e-mailadres").fill("groep@reader.example")
    await page.get_by_label("Met hoeveel mensen kom je").select_option("6")
    await send(reader)
    await expect(page.get_by_role("alert")).to_contain_text("Je bent nog niet aangemeld.")
    fewer = "Ik kom alleen" if left == 1 else f"We komen met {left} mensen"
    await expect(page.get_by_role("button", name=fewer)).to_be_visible()
    await expect(page.get_by_role("button", name="Zet ons met 6 mensen op de wachtlijst")).to_be_visible()
    assert await reader.problems() == []
    assert page.url.endswith(address)


async def test_form_that_is_sent_twice_gives_one_place_and_one_mail(reader: Reader) -> None:
    page, email, answers = reader.page, "tweemaal@reader.example", list[str]()
    address = await open_form(reader, "podcast")
    body: list[str] = []

    async def send_twice(route: Route) -> None:
        body.append(route.request.post_data or "")
        headers = {"content-type": "application/x-www-form-urlencoded"}
        for _ in range(2):
            again = await page.request.post(address, data=body[0], headers=headers, max_redirects=0)
            answers.append(again.headers["location"])
        await route.continue_()

    await page.route(re.compile(re.escape(address)), send_twice)
    await fill_in(reader, email)
    await send(reader)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt een plek")
    assert set(answers) == {page.url.removeprefix(page.url.partition("/my/")[0])}
    await open_mail(reader, email, "Je hebt een plek")
    mails: list[dict[str, Any]] = await (await page.request.get("/dev/mail.json")).json()
    assert sum(email in str(mail["to"]) for mail in mails) == 1


async def test_browser_does_the_sum_that_keeps_robots_out(reader: Reader) -> None:
    """On a form of which this test says that the library wants it."""
    page, proofs = reader.page, list[str]()
    page.on("request", lambda request: proofs.extend(parse_qs(request.post_data or "").get("proof", [])))
    await open_form(reader, "podcast")
    await page.evaluate(WANT_A_SUM, assets().url("proof-worker.js"))
    await fill_in(reader, "rekenaar@reader.example")
    await send(reader)  # which waits until the sum is done
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt een plek")
    solved = json.loads(b64decode(proofs[0]))
    assert hashlib.sha256(f"{solved['salt']}{solved['number']}".encode()).hexdigest() == solved["challenge"]
    assert said_by_itself(reader) == []
