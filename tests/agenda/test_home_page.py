import re
from datetime import timedelta

import pytest
from httpx import AsyncClient

from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition
from tests.content_links.examples import link, make_package


async def test_home_has_three_doors(reader: AsyncClient) -> None:
    answer = await reader.get("/")

    assert answer.status_code == 200
    assert re.findall(r'leeragenda-door__link" href="/agenda\?([^"]+)"', answer.text) == [
        "theme=taal&amp;theme=rekenen&amp;theme=digitaal",
        "theme=werk&amp;theme=geld",
        "theme=persoonlijke_ontwikkeling&amp;theme=kunst_cultuur&amp;theme=gezondheid",
    ]


async def test_home_without_anything_leads_online(reader: AsyncClient) -> None:
    assert "Er staat nog niets in de agenda" in (await reader.get("/")).text


async def test_home_shows_what_is_soon_and_not_what_has_been(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition, starts_in=timedelta(hours=-5))
    soon = await a_session(edition=edition, starts_in=timedelta(minutes=1))
    await a_session(edition=edition, starts_in=timedelta(days=5))

    assert re.findall(r"\?session=([\w-]+)", (await reader.get("/")).text) == [str(soon)]


async def test_home_shows_what_comes_first_when_nothing_is_soon(reader: AsyncClient) -> None:
    later = await a_session(starts_in=timedelta(days=5))

    assert re.findall(r"\?session=([\w-]+)", (await reader.get("/")).text) == [str(later)]


async def test_home_puts_a_package_in_the_light_that_one_can_meet_about(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition)
    await make_package("alleen-thuis", title="Alleen thuis")
    await make_package("met-elkaar", title="Met elkaar")
    activity = await fetch_value("SELECT slug FROM activity")
    await link("met-elkaar", Phase.PREPARE, activity=activity)

    assert set(re.findall(r'href="/learn/([\w-]+)"', (await reader.get("/")).text)) == {"met-elkaar"}


async def test_home_calls_the_desk(reader: AsyncClient) -> None:
    await an_edition()
    await execute("UPDATE organisation SET phone = '010 281 61 00'")

    assert 'href="tel:0102816100"' in (await reader.get("/")).text


@pytest.mark.parametrize("rows", [1, 3])
async def test_home_takes_as_many_queries_for_more_rows(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    for number in range(rows):
        await a_session(starts_in=timedelta(minutes=1 + number))
        await make_package(f"pakket-{number}")
    queries = count_queries(monkeypatch)

    await reader.get("/")

    assert len(queries) == 4
