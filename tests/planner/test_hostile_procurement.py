"""What the pages about procurement are sent that no form of ours would send."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from content_links.procuring.reading import nominations, steps_of
from content_links.vocabulary import PackageState
from database.transaction import execute, fetch_value
from identity.roles import Role
from tests.content_links.procuring.examples import SLUG, make_nominated, make_tree, step
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")

LIST = "/planner/procurement"
PAGE = f"{LIST}/{SLUG}"
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
TERMS = {"state": "procured", "cost": "1", "starts_on": "2027-01-01", "licensed": "huis"}


@pytest.fixture
async def browser(database: None) -> AsyncIterator[AsyncClient]:
    await make_tree()
    await make_nominated()
    async with open_browser() as client:
        yield client


async def as_committee(browser: AsyncClient) -> int:
    return await sign_in_as(browser, "noor@huis.example", Role.NATIONAL, "huis")


async def test_address_that_no_link_has_is_answered(browser: AsyncClient) -> None:
    await as_committee(browser)
    queries = ("only=%00", "only='--", "order=%F0%9F%98%80", "only=&order=" + "x" * 5_000)
    pages = [f"{path}?{query}" for path in (LIST, f"{LIST}.csv") for query in queries]
    found = [(await browser.get(page)).status_code for page in pages]
    await sign_in_as(browser, "bea@bieb.example", Role.PROGRAMMER, "bieb")
    searched = [(await browser.get(f"{LIST}/new?q={q}")).status_code for q in ("%00", "'%25_", "%F0%9F%98%80" * 200)]
    assert (found, searched) == ([200] * 8, [200] * 3)
    assert (await browser.get(f"{LIST}/%00")).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"state": "\x00"},
        {"state": "ended", "reason_ended": "x" * 1_001},
        {"state": "ended", "reason_ended": "a\x00b"},
        {**TERMS, "cost": "9" * 40},
        {**TERMS, "cost": "-1"},
        {**TERMS, "cost": "1e9"},
        {**TERMS, "starts_on": "9999-12-31"},
        {**TERMS, "ends_on": "0001-01-01"},
        {**TERMS, "licensed": "\x00"},
        {**TERMS, "licensed": ["huis", "huis"]},
        {**TERMS, "seats_huis": "0"},
        {**TERMS, "seats_huis": "9" * 30},
        {**TERMS, "other": "../huis"},
    ],
)
async def test_step_that_no_form_sends_is_refused(browser: AsyncClient, sent: dict[str, str]) -> None:
    await step(await as_committee(browser), PackageState.APPROVED)
    answer = await browser.post(f"{PAGE}/steps", data=sent)
    assert answer.status_code == 400, answer.text
    assert (len(await steps_of(SLUG)), await fetch_value("SELECT count(*) FROM licence")) == (2, 0)


async def test_nomination_that_no_form_sends_is_refused(browser: AsyncClient) -> None:
    await sign_in_as(browser, "bea@boek.example", Role.PROGRAMMER, "boek")
    whole = {"title": "Nieuw", "provider": "Maker", "kind": "course", "access": "in_branch", "reason": "Nodig"}
    wrong = [{"url": "javascript:alert(1)"}, {"kind": "weapon"}, {"title": "a\x00b"}, {"reason": "x" * 1_001}]
    answers = [await browser.post(LIST, data=whole | each) for each in wrong]
    gone = [
        await browser.post(f"{PAGE}/nominations", data={"reason": "Ja", "organisation": "\x00"}),
        await browser.post(f"{LIST}/niets/nominations", data={"reason": "Ja", "organisation": "boek"}),
    ]
    assert ([each.status_code for each in answers], [each.status_code for each in gone]) == ([400] * 4, [404, 404])
    assert (await fetch_value("SELECT count(*) FROM package"), len(await nominations())) == (1, 1)


async def test_markup_in_words_is_shown_as_words(browser: AsyncClient) -> None:
    await as_committee(browser)
    await execute("UPDATE package SET title = $1, summary = $1, provider = $1", MARKUP)
    await execute("UPDATE nomination SET reason = $1", MARKUP)
    await execute("UPDATE procurement_step SET reason = $1", MARKUP)
    await execute("UPDATE organisation SET name = $1 WHERE slug <> 'huis'", MARKUP)
    pages = [await browser.get(LIST), await browser.get(PAGE)]
    pages.append(await browser.post(f"{PAGE}/steps", data={"state": MARKUP, "reason_ended": MARKUP, "cost": MARKUP}))
    assert [("<script>alert" in page.text, "<img src=x" in page.text) for page in pages] == [(False, False)] * 3
