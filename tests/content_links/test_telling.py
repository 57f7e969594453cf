"""What organisations hear of their e-content, once."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from content_links.licensing.schemas import LicenceTerms
from content_links.licensing.writing import change_licence
from content_links.packaging import add_unit
from content_links.schemas import UnitDetails
from content_links.telling import PAUSE, tell_of_dead_links, tell_of_ending_licences
from database.transaction import execute, fetch, fetch_value
from places.queries import LocationRow
from tests.content_links.examples import link, make_activity, make_location, make_package, make_session
from tests.content_links.licensing.examples import make_licence, put_below_province

pytestmark = pytest.mark.usefixtures("database")

MEETING = date(2027, 1, 4)
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


async def facts() -> list[dict[str, Any]]:
    rows = await fetch("SELECT kind, payload -> 'organisation' AS organisation FROM fact ORDER BY id")
    return [dict(row) for row in rows]


async def fails(url: str, times: int = 3) -> None:
    await execute("INSERT INTO link_check (url, failures, next_at) VALUES ($1, $2, now())", url, times)


@pytest.fixture
async def place() -> LocationRow:
    return await make_location()


@pytest.fixture
async def rotterdam(place: LocationRow) -> int:
    """An organisation with an address, that owns the packages."""
    owner: int = await fetch_value("UPDATE organisation SET email = 'agenda@rotterdam.example' RETURNING id")
    return owner


async def own_package(owner: int, slug: str = "klik", **others: Any) -> None:
    await make_package(slug, url=f"https://learn.example/{slug}", **others)
    await execute("UPDATE package SET owner = $1", owner)


async def test_owner_is_told_of_a_dead_address_once(rotterdam: int) -> None:
    await own_package(rotterdam)
    await fails("https://learn.example/klik")

    told = [await tell_of_dead_links(), await tell_of_dead_links()]

    assert (told, await facts()) == ([1, 0], [{"kind": "links_died", "organisation": str(rotterdam)}])
    assert await fetch_value("SELECT told_at IS NOT NULL FROM link_check")


async def test_address_that_failed_twice_is_not_told(rotterdam: int) -> None:
    await own_package(rotterdam)
    await fails("https://learn.example/klik", 2)

    assert await tell_of_dead_links() == 0


async def test_dead_part_is_told_to_the_owner_of_its_package(rotterdam: int) -> None:
    await own_package(rotterdam)
    await add_unit(
        package_slug="klik", details=UnitDetails(position=1, title="Les 1", url="https://learn.example/les-1")
    )
    await fails("https://learn.example/les-1")

    assert await tell_of_dead_links() == 1


async def test_what_dies_in_the_week_after_a_mail_waits_for_the_next(rotterdam: int) -> None:
    await own_package(rotterdam)
    await own_package(rotterdam, "tik")
    await fails("https://learn.example/klik")
    await tell_of_dead_links()
    await fails("https://learn.example/tik")

    within = await tell_of_dead_links(now=datetime.now(UTC) + PAUSE - timedelta(hours=1))
    after = await tell_of_dead_links(now=datetime.now(UTC) + PAUSE + timedelta(hours=1))

    assert (within, after) == (0, 1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE package SET owner = NULL",
        "UPDATE package SET withdrawn_at = now()",
        "UPDATE organisation SET email = NULL",
    ],
)
async def test_dead_address_of_nobody_or_nothing_is_not_told(rotterdam: int, change: str) -> None:
    await own_package(rotterdam)
    await fails("https://learn.example/klik")
    await execute(change)

    assert (await tell_of_dead_links(), await fetch_value("SELECT told_at FROM link_check")) == (0, None)


@pytest.fixture
async def session(place: LocationRow, rotterdam: int) -> UUID:
    await make_package()
    activity = await make_activity(place)
    await link(activity="cursus")
    return await make_session(place, activity)


@pytest.mark.usefixtures("session")
async def test_licence_that_ends_before_the_last_meeting_is_told_once_sixty_days_ahead(rotterdam: int) -> None:
    licence = await make_licence(ends_on=MEETING - DAY)

    told = [await tell_of_ending_licences(now=noon(MEETING - days * DAY)) for days in (62, 61, 60)]

    assert (told, await facts()) == ([0, 1, 0], [{"kind": "licences_ending", "organisation": str(rotterdam)}])
    assert await fetch_value("SELECT payload -> 'licences' FROM fact") == f"[{licence.id}]"


@pytest.mark.usefixtures("session")
async def test_licence_with_another_end_is_told_again() -> None:
    licence = await make_licence(ends_on=MEETING - 3 * DAY)
    first = await tell_of_ending_licences(now=noon(MEETING - 9 * DAY))
    terms = LicenceTerms(starts_on=MEETING - 90 * DAY, ends_on=MEETING - DAY)
    await change_licence(licence=licence.id, terms=terms)

    assert (first, await tell_of_ending_licences(now=noon(MEETING - 9 * DAY))) == (1, 1)


@pytest.mark.usefixtures("session")
async def test_licence_that_nothing_needs_after_its_end_is_not_told() -> None:
    await make_licence(ends_on=MEETING)

    assert await tell_of_ending_licences(now=noon(MEETING - 9 * DAY)) == 0


@pytest.mark.usefixtures("session")
async def test_who_has_the_licence_is_told_for_those_below() -> None:
    await put_below_province()
    await make_licence(organisation="provincie", ends_on=MEETING - DAY)
    province = await fetch_value("SELECT id FROM organisation WHERE slug = 'provincie'")

    without_address = await tell_of_ending_licences(now=noon(MEETING - 9 * DAY))
    await execute("UPDATE organisation SET email = 'agenda@provincie.example' WHERE id = $1", province)

    assert (without_address, await tell_of_ending_licences(now=noon(MEETING - 9 * DAY))) == (0, 1)
    assert await facts() == [{"kind": "licences_ending", "organisation": str(province)}]
