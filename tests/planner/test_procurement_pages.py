"""The pages about procurement, as a library, an adviser and the committee use them."""

import csv
import io
import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from content_links.licensing.reading import licences_of_package
from content_links.procuring.reading import nominations, steps_of
from content_links.queries import package_by_slug
from content_links.vocabulary import PackageState
from database.transaction import execute, fetch_value
from identity.roles import Role
from tests.agenda.counting import count_queries
from tests.content_links.examples import make_package
from tests.content_links.licensing.examples import make_licence
from tests.content_links.procuring.examples import (
    DAY,
    SLUG,
    TODAY,
    back,
    make_nominated,
    make_procured,
    make_tree,
    step,
)
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")

LIST = "/planner/procurement"
PAGE = f"{LIST}/{SLUG}"
NEW = {
    "title": "Rekenen & geld",
    "provider": "Oefenplein",
    "kind": "course",
    "access": "library_account",
    "reason": "Veel vraag bij de kassa-training",
}


@pytest.fixture
async def browser(database: None) -> AsyncIterator[AsyncClient]:
    await make_tree()
    async with open_browser() as client:
        yield client


async def as_library(browser: AsyncClient, organisation: str = "bieb") -> None:
    await sign_in_as(browser, f"bea@{organisation}.example", Role.PROGRAMMER, organisation)


async def as_committee(browser: AsyncClient) -> int:
    return await sign_in_as(browser, "noor@huis.example", Role.NATIONAL, "huis")


def titles(answer: Response) -> list[str]:
    return re.findall(rf'<th scope="row"><a class="nl-link" href="{LIST}/[^"]*">([^<]*)</a>', answer.text)


async def used(opened: int, organisation: str = "bieb", package: str = SLUG) -> None:
    sql = """
INSERT INTO package_use (package, organisation, day, opened, completed)
SELECT package.id, organisation.id, $4, $3, 0 FROM package, organisation
WHERE package.slug = $1 AND organisation.slug = $2
"""
    await execute(sql, package, organisation, opened, TODAY)


async def test_library_nominates_something_new_and_reads_it_back(browser: AsyncClient) -> None:
    await as_library(browser)

    made = await browser.post(LIST, data=NEW)
    shown = await browser.get(made.headers["location"])

    package = await package_by_slug("rekenen-geld")
    assert (made.status_code, package.state, package.provider) == (303, PackageState.NOMINATED, "Oefenplein")
    assert "Voorgedragen. De commissie ziet het." in shown.text
    assert "Veel vraag bij de kassa-training" in shown.text
    assert titles(await browser.get(LIST)) == ["Rekenen &amp; geld"]


async def test_title_that_is_taken_gets_another_slug(browser: AsyncClient) -> None:
    await make_package("rekenen-geld")
    await as_library(browser)
    await browser.post(LIST, data=NEW)
    assert (await package_by_slug("rekenen-geld-2")).title == "Rekenen & geld"


async def test_nomination_without_a_reason_keeps_what_was_filled_in(browser: AsyncClient) -> None:
    await as_library(browser)
    answer = await browser.post(LIST, data=NEW | {"reason": " ", "access": "open"})
    assert answer.status_code == 400
    assert 'value="Rekenen &amp; geld"' in answer.text
    assert {'href="#field-reason"', 'href="#field-url"'} & set(re.findall(r'href="#field-\w+"', answer.text))
    assert await fetch_value("SELECT count(*) FROM package") == 0


async def test_who_looks_first_finds_what_is_known(browser: AsyncClient) -> None:
    await make_package()
    await as_library(browser)
    found, nothing = [(await browser.get(f"{LIST}/new?q={q}")).text for q in ("klik", "zweefvliegen")]
    assert f'href="{PAGE}"' in found
    assert "Niets heet zo. Draag het hieronder voor." in nothing


async def test_library_backs_another_and_takes_it_back(browser: AsyncClient) -> None:
    await make_nominated()
    await as_library(browser, "boek")

    backed = await browser.post(f"{PAGE}/nominations", data={"reason": "Wij ook", "organisation": "boek"})
    again = await browser.post(f"{PAGE}/nominations", data={"reason": "Wij ook", "organisation": "boek"})
    names = [each.organisation for each in await nominations(package=SLUG)]
    withdrawn = await browser.post(f"{PAGE}/nominations/withdraw", data={"organisation": "boek"})
    gone = await browser.post(f"{PAGE}/nominations/withdraw", data={"organisation": "boek"})

    assert [backed.status_code, again.status_code, withdrawn.status_code, gone.status_code] == [303, 409, 303, 404]
    assert (names, [each.organisation for each in await nominations(package=SLUG)]) == (["bieb", "boek"], ["bieb"])
    assert "Boek heeft dit al voorgedragen." in again.text


async def test_nobody_nominates_for_a_library_that_is_not_theirs(browser: AsyncClient) -> None:
    await make_nominated("noord")
    await as_library(browser, "boek")
    own = {"organisation": "bieb", "reason": "Namens hen"}
    answers = [
        await browser.post(LIST, data=NEW | own),
        await browser.post(f"{PAGE}/nominations", data=own),
        await browser.post(f"{PAGE}/nominations/withdraw", data={"organisation": "noord"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert len(await nominations()) == 1


async def test_only_the_committee_decides(browser: AsyncClient) -> None:
    await make_nominated()
    await sign_in_as(browser, "ada@noord.example", Role.ADVISER, "noord")
    page = await browser.get(PAGE)
    answer = await browser.post(f"{PAGE}/steps", data={"state": "approved"})
    assert (page.status_code, answer.status_code, f'action="{PAGE}/steps"' in page.text) == (200, 403, False)


async def test_committee_moves_it_from_nominated_to_ended(browser: AsyncClient) -> None:
    await make_nominated()
    await as_committee(browser)
    procured = {
        "state": "procured", "cost": "1250,50", "starts_on": TODAY.isoformat(), "licensed": ["bieb", "huis"],
        "seats_bieb": "40", "other": "boek", "seats_other": "", "seen": "approved",
    }  # fmt: skip
    steps = [
        {"state": "approved", "seen": "nominated", "reason_approved": "Drie bibliotheken vragen erom"},
        procured,
        {"state": "available"},
        procured | {"state": "available", "cost": "0", "seen": "available", "other": ""},
        {"state": "ended", "reason_ended": "Weinig gebruikt"},
    ]

    answers = [await browser.post(f"{PAGE}/steps", data=each) for each in steps]
    shown = await browser.get(answers[-1].headers["location"])

    assert [answer.status_code for answer in answers] == [303] * 5
    told = [(each.state, each.reason, each.cost_cents) for each in await steps_of(SLUG)]
    assert told == [
        ("nominated", "", None),
        ("approved", "Drie bibliotheken vragen erom", None),
        ("procured", "", 125_050),
        ("available", "", None),
        ("available", "", 0),
        ("ended", "Weinig gebruikt", None),
    ]
    licences = sorted((each.organisation, each.seats or 0) for each in await licences_of_package(SLUG))
    assert licences == [("bieb", 40), ("bieb", 40), ("boek", 0), ("huis", 0), ("huis", 0)]
    assert "Het is gestopt." in shown.text
    said = re.findall(r"<li><b>([^<]*)</b>", shown.text)
    assert [text for text in said if text != "Bieb"] == [
        "Gestopt", "Opnieuw ingekocht", "Beschikbaar", "Ingekocht", "Goedgekeurd", "Voorgedragen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"state": "procured", "seen": "approved"}, 400, "cost"),
        ({"state": "procured", "cost": "veel", "starts_on": "2027-01-01", "licensed": "huis"}, 400, "cost"),
        ({"state": "procured", "cost": "10", "licensed": "huis"}, 400, "starts_on"),
        ({"state": "procured", "cost": "10", "starts_on": "morgen", "licensed": "huis"}, 400, "starts_on"),
        ({"state": "procured", "cost": "10", "starts_on": "2027-01-02", "ends_on": "2027-01-01"}, 400, "ends_on"),
        ({"state": "procured", "cost": "10", "starts_on": "2027-01-01"}, 400, "licences"),
        (
            {"state": "procured", "cost": "10", "starts_on": "2027-01-01", "licensed": "huis", "seats_huis": "x"},
            400,
            "licences",
        ),
        ({"state": "procured", "cost": "10", "starts_on": "2027-01-01", "licensed": "nergens"}, 400, "licences"),
        ({"state": "nominated"}, 400, "reason_nominated"),
        ({"state": "available"}, 409, "state"),
        ({"state": "nonsense"}, 400, "state"),
        ({}, 400, "state"),
        ({"state": "ended", "reason_ended": "Nee", "seen": "nominated"}, 409, ""),
    ],
)
async def test_step_that_cannot_be_taken_names_its_field_and_leaves_it(
    browser: AsyncClient, sent: dict[str, str], status: int, field: str
) -> None:
    noor = await as_committee(browser)
    await make_nominated()
    await step(noor, PackageState.APPROVED)
    answer = await browser.post(f"{PAGE}/steps", data=sent)
    named = re.findall(r'<a href="#field-(\w+)"', answer.text)
    assert (answer.status_code, named) == (status, [field] if field else [])
    assert (await package_by_slug(SLUG)).state == PackageState.APPROVED
    assert await licences_of_package(SLUG) == []


async def test_list_begins_with_what_ends_soon_and_can_be_ordered_and_chosen(browser: AsyncClient) -> None:
    noor = await as_committee(browser)
    await make_procured(noor, ends_on=TODAY + 90 * DAY)
    await make_nominated(slug="nieuw", title="Nieuw")
    await make_nominated(slug="gesteund", title="Gesteund")
    await back("boek", "gesteund")
    await make_package("alleen-licentie", title="Alleen licentie")
    await make_licence("alleen-licentie", "bieb", ends_on=TODAY + 30 * DAY)
    await make_nominated(slug="weg", title="Weg")
    await step(noor, PackageState.ENDED, "weg", reason="Nu niet")
    await used(60)

    asked = [
        "",
        "?order=title",
        "?order=backing&only=nominated",
        "?only=ended",
        "?only=&order=opened",
        "?order=ends",
    ]
    found = [titles(await browser.get(LIST + query)) for query in asked]

    klik = "Klik &amp; Tik"
    assert found[:4] == [
        ["Alleen licentie", klik, "Gesteund", "Nieuw"],
        ["Alleen licentie", "Gesteund", klik, "Nieuw"],
        ["Gesteund", "Nieuw"],
        ["Weg"],
    ]
    assert (found[4][0], len(found[4]), found[5][:2]) == (klik, 5, ["Alleen licentie", klik])
    text = (await browser.get(LIST)).text
    assert "2 licenties lopen binnen 120 dagen af." in text
    assert "60 keer geopend" in text
    assert "<li><b>Bieb</b>: Veel vraag naar</li>" in text
    assert "€ 900" in text
    assert "€ 15" in text


async def test_list_costs_the_same_number_of_queries_for_one_and_for_three(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await as_committee(browser)
    asked, counted = count_queries(monkeypatch), []
    for slugs in (["een"], ["twee", "drie"]):
        for slug in slugs:
            await make_nominated(slug=slug, title=slug)
        asked.clear()
        await browser.get(LIST)
        counted.append(len(asked))
    assert counted[0] == counted[1]


async def test_page_shows_use_and_hides_small_numbers(browser: AsyncClient) -> None:
    await make_nominated()
    await used(60)
    await used(3, "boek")
    await used(7, "noord")
    await as_library(browser)
    text = (await browser.get(PAGE)).text
    cells = re.findall(r'<td data-label="Geopend">(?:<b>)?([^<]*)', text)
    assert cells == ["60", "niet getoond", "niet getoond", "70"]


async def test_file_has_the_list_and_no_small_number(browser: AsyncClient) -> None:
    noor = await as_committee(browser)
    await make_procured(noor, title="=SUM(A1)")
    await used(3)
    await sign_in_as(browser, "vic@boek.example", Role.VIEWER, "boek")
    answer = await browser.get(f"{LIST}.csv")
    (line,) = csv.DictReader(io.StringIO(answer.text))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert (line["title"], line["state"], line["nominated_by"], line["nominations"]) == (
        "'=SUM(A1)",
        "procured",
        "Bieb",
        "1",
    )
    assert (line["cost_euros"], line["opened"], line["euros_per_use"]) == ("900", "", "")


async def test_host_has_no_business_here(browser: AsyncClient) -> None:
    await make_nominated()
    await sign_in_as(browser, "hans@bieb.example", Role.HOST, "bieb")
    assert [(await browser.get(path)).status_code for path in (LIST, PAGE, f"{LIST}.csv")] == [403, 403, 403]


async def test_package_that_is_not_there_is_a_404(browser: AsyncClient) -> None:
    await as_committee(browser)
    answers = [
        await browser.get(f"{LIST}/niets"),
        await browser.post(f"{LIST}/niets/steps", data={"state": "approved"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
