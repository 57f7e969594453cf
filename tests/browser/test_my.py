"""All places of somebody, on a phone: the link by mail, changing, giving back, taking the data along and leaving."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.async_api import Browser, expect

from tests.browser.reading import Reader
from tests.browser.test_sign_up import fill_in, find_klik_en_tik, open_mail, open_roomy_form

# One demo and one browser for all of them.
pytestmark = pytest.mark.browser

EMAIL = "leaver@reader.example"


@pytest.fixture
async def reader(browser: Browser, demo: str) -> AsyncIterator[Reader]:
    context = await browser.new_context(
        base_url=demo, locale="nl-NL", viewport={"width": 360, "height": 800}, reduced_motion="reduce"
    )
    yield Reader(await context.new_page())
    await context.close()


async def open_all_places(reader: Reader) -> str:
    """Asks for the link and opens it from the mail; returns its address."""
    page = reader.page
    await page.goto("/my")
    await page.get_by_label("Je e-mailadres").fill(EMAIL)
    await page.get_by_role("button", name="Mail mij de link").click()
    await expect(page.get_by_text("Kijk in je mail")).to_be_visible()
    await open_mail(reader, EMAIL, "Je plekken bij de bibliotheek")
    await page.locator("main a[href*='/my/all/']").first.click()
    await expect(page.get_by_text(f"Aangemeld met {EMAIL}")).to_be_visible()
    return page.url


async def test_reader_changes_gives_back_takes_the_data_along_and_leaves(reader: Reader, tmp_path: Path) -> None:
    page, problems = reader.page, []
    for open_form in (open_roomy_form, find_klik_en_tik):
        await open_form(reader)
        await fill_in(reader, EMAIL)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt een plek")
    await page.goto("/my")
    problems += await reader.problems()

    address = await open_all_places(reader)
    problems += await reader.problems()
    await page.get_by_role("link", name=re.compile("teruggeven: MeetUp")).click()
    await page.get_by_role("link", name="Wijzig je plek").click()
    problems += await reader.problems()
    await page.get_by_label("Met hoeveel mensen kom je").select_option("2")
    await page.get_by_role("button", name="Sla op").click()
    await expect(page.get_by_text("Je wijziging is opgeslagen.")).to_be_visible()
    await expect(page.get_by_text("Je hebt 2 plekken")).to_be_visible()
    problems += await reader.problems()

    await page.goto(address)
    await page.get_by_role("link", name=re.compile("teruggeven: Klik & Tik")).click()
    await page.get_by_role("link", name="Geef je plek terug").click()
    await page.get_by_role("button", name="Ja, geef mijn plek terug").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je bent niet meer aangemeld")

    await page.goto(address)
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download al mijn gegevens").click()
    await (await downloading.value).save_as(tmp_path / "my-data.zip")
    with ZipFile(tmp_path / "my-data.zip") as archive:
        data = json.loads(archive.read("my-data.json"))
    assert sorted((each["state"], each["party_size"]) for each in data["registrations"]) == [
        ("cancelled", 1),
        ("confirmed", 2),
    ]

    await page.get_by_role("link", name="Verwijder mij").click()
    await expect(page.get_by_text("Je geeft hiervoor je plek terug:")).to_be_visible()
    problems += await reader.problems()
    await page.get_by_role("button", name="Ja, verwijder alles over mij").click()
    await expect(page.get_by_text("Je hebt 1 plek teruggegeven.")).to_be_visible()
    problems += await reader.problems()
    await open_mail(reader, EMAIL, "Je gegevens zijn verwijderd")
    assert (problems, reader.said) == ([], [])
    gone = await page.goto(address)
    assert gone is not None
    assert gone.status == 404
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet meer")


async def small_meeting(reader: Reader) -> tuple[str, int]:
    """The address of the form of a meeting with few seats and a waiting list, and how many are left."""
    answer = await reader.page.request.get("/api/v1/sessions?limit=200")
    small = [
        (f"/sessions/{meeting['id']}/register", meeting["seats"]["left"])
        for meeting in (await answer.json())["items"]
        if meeting["activity"]["slug"] == "online-praatuurtje" and (meeting["seats"]["left"] or 0) > 0
    ]
    return small[-1]


async def test_reader_who_waits_takes_the_place_that_somebody_gives_back(reader: Reader) -> None:
    page, problems = reader.page, []
    form, left = await small_meeting(reader)
    await page.goto(form)
    await page.get_by_label("Met hoeveel mensen kom je").select_option(str(left))
    await fill_in(reader, "first@reader.example")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt een plek")
    first = page.url.partition("?")[0]

    await page.goto(form)
    await page.get_by_label("Je naam").fill("Bob de Wit")
    await page.get_by_label("Je e-mailadres").fill("second@reader.example")
    await page.get_by_role("button", name="Zet me op de wachtlijst").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Je staat op de wachtlijst")
    await page.goto(first + "/cancel")
    await page.get_by_role("button", name="Ja, geef mijn plek terug").click()

    await open_mail(reader, "second@reader.example", "Er is een plek voor je")
    await page.locator("main a[href*='/my/']").first.click()
    await expect(page.get_by_role("button", name="Nee, ik wil hem niet")).to_be_visible()
    problems += await reader.problems()
    await page.get_by_role("button", name="Ja, ik wil deze plek").click()
    await expect(page.get_by_text("Je hebt 1 plek")).to_be_visible()
    assert (problems, reader.said) == ([], [])


async def test_reader_reads_about_privacy(reader: Reader) -> None:
    await reader.page.goto("/agenda")
    await reader.page.get_by_role("link", name="Privacy").click()
    await expect(reader.page.get_by_role("heading", level=1)).to_have_text("Jouw privacy")
    assert (await reader.problems(), reader.said) == ([], [])
