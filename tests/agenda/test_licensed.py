"""What is licensed is in calendars, on pages and in the agenda, and what is not any more is in none of them."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient

from content_links.licensing.schemas import LicenceTerms
from content_links.licensing.writing import change_licence, end_licence
from content_links.packaging import add_unit
from content_links.schemas import UnitDetails
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.vocabulary import Form
from tests.builders import a_session, an_edition
from tests.content_links.examples import link, make_package
from tests.content_links.licensing.examples import TODAY, make_licence


@pytest.fixture
async def session() -> str:
    """Of an activity with a package that its library has a licence for."""
    session = await a_session()
    await make_package()
    await link(activity=await fetch_value("SELECT slug FROM activity"), phase=Phase.FOLLOW_UP)
    await make_licence(organisation=await fetch_value("SELECT slug FROM organisation"))
    return str(session)


async def event(reader: AsyncClient, session: str) -> tuple[int, bool]:
    """The SEQUENCE of a session, and whether it has a link."""
    body = (await reader.get(f"/sessions/{session}.ics")).text.replace("\r\n ", "")
    return int(re.findall(r"SEQUENCE:(\d+)", body)[0]), "LINK;" in body and "/learn/klik-en-tik" in body


async def test_calendar_loses_the_link_with_a_higher_sequence_and_gets_it_back(
    reader: AsyncClient, session: str
) -> None:
    licence = await fetch_value("SELECT id FROM licence")
    first = await event(reader, session)
    await end_licence(licence=licence, on=TODAY)
    ended = await event(reader, session)
    await change_licence(licence=licence, terms=LicenceTerms(starts_on=TODAY))
    renewed = await event(reader, session)

    assert [has_link for _, has_link in (first, ended, renewed)] == [True, False, True]
    assert first[0] < ended[0] < renewed[0]


async def test_agenda_says_online_as_long_as_it_is_offered(reader: AsyncClient, session: str) -> None:
    async def said() -> tuple[bool, int]:
        page = (await reader.get("/agenda")).text
        feed = (await reader.get("/agenda.ics?package=klik-en-tik")).text
        return "+ online" in page, feed.count(f"UID:{session}")

    licensed = await said()
    await end_licence(licence=await fetch_value("SELECT id FROM licence"), on=TODAY)

    assert (licensed, await said()) == ((True, 1), (False, 0))


async def test_activity_page_shows_what_is_like_it_and_says_so(reader: AsyncClient, session: str) -> None:
    slug = await fetch_value("SELECT slug FROM activity")
    await make_package("net", title="Internetten")
    await end_licence(licence=await fetch_value("SELECT id FROM licence"), on=TODAY)

    page = (await reader.get(f"/activities/{slug}")).text

    assert 'href="/learn/net"' in page
    assert "In plaats van Klik &amp; Tik, dat is gestopt" in page
    assert '"url":"http://agenda.example/learn/net"' not in page


async def test_each_lesson_has_its_own_part_in_the_path_and_the_calendar(reader: AsyncClient) -> None:
    edition = await an_edition(form=Form.COHORT)
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=days)) for days in (7, 14)]
    await execute("UPDATE activity SET kind = 'course'")
    await make_package()
    for position, title in ((1, "De muis"), (2, "Het toetsenbord")):
        await add_unit(package_slug="klik-en-tik", details=UnitDetails(position=position, title=title))
        await link(activity=await fetch_value("SELECT slug FROM activity"), unit=position, lesson=position)

    slug = await fetch_value("SELECT slug FROM activity")
    page = (await reader.get(f"/activities/{slug}")).text
    calendars = [(await reader.get(f"/sessions/{each}.ics")).text.replace("\r\n ", "") for each in sessions]

    assert re.findall(r"Klik &amp; Tik: ([\w ]+)<", page) == ["De muis", "Het toetsenbord"]
    assert ["De muis" in each for each in calendars] == [True, False]
    assert ["Het toetsenbord" in each for each in calendars] == [False, True]
