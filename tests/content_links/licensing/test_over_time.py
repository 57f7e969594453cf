"""What a licence allows as days pass: pages, calendars and mails follow it at midnight."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from content_links.licensing.days import local_today
from content_links.licensing.schemas import LicenceTerms
from content_links.licensing.turning import turn_licences
from content_links.licensing.writing import change_licence, end_licence
from content_links.linked import activities_of_package, packages_of_sessions
from content_links.queries import package_by_slug
from database.transaction import execute, fetch_value
from tests.content_links.examples import link, make_activity, make_location, make_package, make_session
from tests.content_links.licensing.examples import DAY, TODAY, make_licence, offered, put_below_province

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def session() -> UUID:
    location = await make_location()
    await make_package()
    activity = await make_activity(location)
    await link(activity="cursus")
    return await make_session(location, activity)


async def offered_on(session: UUID, day: date) -> bool:
    return bool((await packages_of_sessions([session], on=day))[session])


async def sequence(session: UUID) -> int:
    return int(await fetch_value("SELECT sequence FROM session WHERE id = $1", session))


async def test_package_that_was_never_licensed_is_offered(session: UUID) -> None:
    assert await offered(session) == ["klik-en-tik"]


async def test_licence_begins_and_ends_with_its_days(session: UUID) -> None:
    await make_licence(starts_on=TODAY + 10 * DAY, ends_on=TODAY + 20 * DAY)

    days = [TODAY + number * DAY for number in (9, 10, 20, 21)]

    assert [await offered_on(session, day) for day in days] == [False, True, True, False]


async def test_renewed_licence_goes_on_and_a_gap_is_not_offered(session: UUID) -> None:
    first = await make_licence(ends_on=TODAY + 20 * DAY)
    await make_licence(starts_on=TODAY + 23 * DAY)
    gap = [await offered_on(session, TODAY + number * DAY) for number in (20, 21, 22, 23)]
    await change_licence(licence=first.id, terms=LicenceTerms(starts_on=first.starts_on, ends_on=TODAY + 22 * DAY))
    renewed = [await offered_on(session, TODAY + number * DAY) for number in (20, 21, 22, 23)]

    assert gap == [True, False, False, True]
    assert renewed == [True] * 4


async def test_licence_of_the_organisation_above_holds_and_that_of_another_does_not(session: UUID) -> None:
    await put_below_province()
    await make_licence(organisation="delft")
    beside = await offered(session)
    await make_licence(organisation="provincie")

    assert (beside, await offered(session)) == ([], ["klik-en-tik"])


async def test_activities_of_a_package_follow_its_licences(session: UUID) -> None:
    await make_licence(ends_on=TODAY)
    package = await package_by_slug("klik-en-tik")

    today, tomorrow = [await activities_of_package(package.id, on=day) for day in (TODAY, TODAY + DAY)]

    assert ([each.slug for each in today], tomorrow) == (["cursus"], [])


async def test_calendars_hear_of_a_licence_that_begins_is_ended_and_taken_away(session: UUID) -> None:
    seen = [await sequence(session)]
    licence = await make_licence()
    seen.append(await sequence(session))
    await end_licence(licence=licence.id, on=TODAY)
    seen.append(await sequence(session))
    await execute("DELETE FROM licence")
    seen.append(await sequence(session))

    assert seen == sorted(set(seen))


async def test_calendars_hear_of_it_at_midnight_and_once(session: UUID) -> None:
    await make_licence(ends_on=TODAY + 2 * DAY)
    before = await sequence(session)

    turned = [await turn_licences(TODAY + number * DAY) for number in (0, 1, 2, 3, 3)]

    assert turned == [0, 0, 0, 1, 0]
    assert await sequence(session) == before + 1


async def test_calendars_of_others_hear_nothing(session: UUID) -> None:
    await put_below_province()
    await make_licence(organisation="delft", ends_on=TODAY)
    await make_licence(organisation="rotterdam")
    before = await sequence(session)

    assert await turn_licences(TODAY + DAY) == 1
    assert await sequence(session) == before


async def test_days_that_were_missed_are_made_up_for(session: UUID) -> None:
    await make_licence(starts_on=TODAY + DAY, ends_on=TODAY + 2 * DAY)
    before = await sequence(session)

    assert (await turn_licences(TODAY + 9 * DAY), await sequence(session)) == (0, before)
    assert await offered_on(session, TODAY + 9 * DAY) is False


def test_day_begins_at_midnight_in_the_netherlands() -> None:
    evening = datetime(2027, 1, 4, 22, 59, tzinfo=UTC)
    assert [local_today(evening), local_today(evening + timedelta(minutes=1))] == [date(2027, 1, 4), date(2027, 1, 5)]


async def test_database_says_the_same_day() -> None:
    assert await fetch_value("SELECT local_today()") == local_today()


async def test_what_is_like_it_stands_in_its_place(session: UUID) -> None:
    await make_package("internet", title="Internetten", themes=("digitaal", "taal"))
    await make_package("rekenen", title="Rekenen", themes=("rekenen",))
    await make_package("engels", title="Surfing", language="en")
    await make_licence(ends_on=TODAY - DAY)

    shown = (await packages_of_sessions([session], instead=True))[session]

    assert [(each.slug, each.instead_of, each.url) for each in shown] == [
        ("internet", "Klik & Tik", "https://oefenen.example/klik")
    ]
    assert await offered(session) == []
