import re
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient

from database.transaction import execute
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition

FRAGMENT = {"HX-Request": "true"}


def titles(html: str) -> list[str]:
    return re.findall(r'leeragenda-row__link" href="[^"]*">([^<]*)<', html)


async def test_page_shows_a_session_under_its_day(reader: AsyncClient) -> None:
    session = await a_session(capacity=3)
    await execute("UPDATE session SET starts_at = '2027-01-12T13:00Z', ends_at = '2027-01-12T15:00Z'")
    await execute("UPDATE activity SET themes = '{taal}', slug = 'zee'")

    html = (await reader.get("/agenda")).text

    assert '<time datetime="2027-01-12">dinsdag 12 januari 2027</time>' in html
    assert f'<a class="leeragenda-row__link" href="/activities/zee?session={session}">Lezing over de zee</a>' in html
    assert '<time datetime="2027-01-12T14:00:00+01:00">14.00</time>' in html
    assert "<b>De Haven</b>, bibliotheek" in html
    assert "Nog 3 plekken" in html


@pytest.mark.parametrize("address", ["/agenda", "/agenda?view=month", "/agenda?theme=taal&theme=werk"])
async def test_page_asks_as_few_queries_for_three_sessions_as_for_one(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    await a_session(starts_in=timedelta(minutes=1))
    queries = count_queries(monkeypatch)
    await reader.get(address)
    with_one = len(queries)
    for _ in range(2):
        await a_session(starts_in=timedelta(minutes=1))
    queries.clear()

    await reader.get(address)

    assert (with_one, len(queries)) == (2, 2)


async def test_slugs_are_looked_up_in_at_most_one_more_query(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_session()
    queries = count_queries(monkeypatch)

    await reader.get("/agenda?place=Dorp")

    assert len(queries) == 3


async def test_list_goes_on_at_the_later_link(reader: AsyncClient) -> None:
    edition = await an_edition()
    for hours in range(51):
        await a_session(edition=edition, starts_in=timedelta(days=1, hours=hours))

    first = (await reader.get("/agenda?theme=")).text
    (later,) = re.findall(r'rel="next" href="([^"]*)"', first)
    second = (await reader.get(later)).text

    assert (len(titles(first)), len(titles(second))) == (50, 1)
    assert 'rel="next"' not in second
    assert 'rel="prev" href="/agenda"' in second


async def test_choice_is_a_chip_that_takes_it_away(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE activity SET themes = '{taal}'")

    html = (await reader.get("/agenda?theme=taal&q=zee")).text

    chips = re.findall(r'leeragenda-chosen__chip" href="([^"]*)"', html)
    assert chips == ["/agenda?theme=taal", "/agenda?q=zee"]
    assert 'name="theme" value="taal" checked' in html
    assert 'value="zee"' in html


async def test_page_leads_to_the_calendar_of_the_same_choice(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE activity SET title = 'Naar zee'")

    html = (await reader.get("/agenda?q=zee&free=true")).text

    assert 'href="/subscribe?q=zee&amp;free=true"' in html
    for suffix, kind in (("ics", "text/calendar"), ("json", "application/ld+json"), ("rss", "application/rss+xml")):
        assert f'<link rel="alternate" type="{kind}" href="/agenda.{suffix}?q=zee&amp;free=true">' in html


async def test_month_leads_to_the_session_of_the_day(reader: AsyncClient) -> None:
    session = await a_session()
    await execute("UPDATE session SET starts_at = '2027-01-12T13:00Z', ends_at = '2027-01-12T15:00Z'")
    await execute("UPDATE activity SET slug = 'zee'")

    html = (await reader.get("/agenda?view=month&month=2027-01")).text

    assert f'<a href="/activities/zee?session={session}"><b>14.00</b> Lezing over de zee</a>' in html


async def test_place_that_says_what_it_is_says_it_once(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE location SET name = 'Bibliotheek Oost'")

    html = (await reader.get("/agenda")).text

    assert '<p class="leeragenda-row__place"><b>Bibliotheek Oost</b></p>' in html


async def test_nothing_found_shows_a_way_on(reader: AsyncClient) -> None:
    html = (await reader.get("/agenda?q=maanreis")).text

    assert "We vonden niets" in html
    assert "Laat de hele agenda zien" in html


async def test_cancelled_session_is_shown_as_cancelled(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE session SET state = 'cancelled'")

    html = (await reader.get("/agenda")).text

    assert "leeragenda-row--cancelled" in html
    assert "Gaat niet door" in html


async def test_draft_is_not_shown(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE activity SET state = 'draft'")

    assert titles((await reader.get("/agenda")).text) == []


async def test_what_people_typed_is_escaped(reader: AsyncClient) -> None:
    await a_session()
    await execute("UPDATE activity SET title = '<script>alert(1)</script>'")

    for address in ("/agenda", "/agenda?view=month", "/agenda?q=%3Cscript%3E"):
        assert "<script>alert" not in (await reader.get(address)).text


async def test_month_shows_the_day_and_leads_to_it(reader: AsyncClient) -> None:
    edition = await an_edition()
    for _ in range(4):
        await a_session(edition=edition)
    await execute("UPDATE session SET starts_at = '2027-01-12T13:00Z', ends_at = '2027-01-12T15:00Z'")

    html = (await reader.get("/agenda?view=month&month=2027-01&theme=")).text

    assert "januari 2027" in html
    assert 'href="/agenda?from=2027-01-12&amp;until=2027-01-12"' in html
    assert html.count("<b>14.00</b> Lezing over de zee") == 3
    assert "en nog 1" in html
    assert 'rel="next" href="/agenda?view=month&amp;month=2027-02"' in html
    assert "4 activiteiten" in html


async def test_month_without_a_name_is_this_one(reader: AsyncClient) -> None:
    html = (await reader.get("/agenda?view=month")).text

    assert f'datetime="{datetime.now(UTC):%Y-%m}-15"' in html


@pytest.mark.parametrize(
    "query",
    ["colour=red", "theme=vissen", "view=week", "month=2027-13", "cursor=2", "location=nowhere", "from=2027-02-30"],
)
async def test_unknown_parameter_or_value_is_named_on_a_page(reader: AsyncClient, query: str) -> None:
    answer = await reader.get(f"/agenda?{query}")

    assert answer.status_code == 400
    assert f"<strong>{query.partition('=')[0]}" in answer.text


async def test_fragment_of_htmx_holds_the_element_that_is_renewed(reader: AsyncClient) -> None:
    await a_session()

    html = (await reader.get("/agenda?q=zee", headers=FRAGMENT)).text

    assert html.count('id="agenda"') == 1
    assert titles(html) == ["Lezing over de zee"]
