"""Which activities go on after their licence has ended."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from content_links.licensing.reading import ending_licences
from database.transaction import execute, fetch_value
from tests.content_links.examples import link, make_activity, make_location, make_package, make_session
from tests.content_links.licensing.examples import make_licence, put_below_province

pytestmark = pytest.mark.usefixtures("database")
MEETING = date(2027, 1, 4)
DAY = timedelta(days=1)


@pytest.fixture
async def session() -> UUID:
    location = await make_location()
    await make_package()
    activity = await make_activity(location)
    await link(activity="cursus")
    return await make_session(location, activity)


async def said(today: date) -> list[tuple[str, date, int]]:
    return [(each.activity, each.ends_on, each.sessions) for each in await ending_licences(None, today)]


async def test_licence_that_ends_before_the_last_meeting_is_told_sixty_days_ahead(session: UUID) -> None:
    await make_licence(ends_on=MEETING - DAY)

    assert await said(MEETING - 62 * DAY) == []
    assert await said(MEETING - 61 * DAY) == [("cursus", MEETING - DAY, 1)]
    assert await said(MEETING) == [("cursus", MEETING - DAY, 1)]
    assert await said(MEETING + DAY) == []


async def test_licence_that_lasts_or_is_renewed_is_not_told(session: UUID) -> None:
    licence = await make_licence(ends_on=MEETING)
    lasting = await said(MEETING - 9 * DAY)
    await execute("UPDATE licence SET ends_on = $2 WHERE id = $1", licence.id, MEETING - DAY)
    short = await said(MEETING - 9 * DAY)
    await make_licence(starts_on=MEETING)

    assert (lasting, len(short), await said(MEETING - 9 * DAY)) == ([], 1, [])


async def test_licence_above_is_told_to_those_below(session: UUID) -> None:
    await put_below_province()
    await make_licence(organisation="provincie", ends_on=MEETING - DAY)
    own, other = [
        await fetch_value("SELECT id FROM organisation WHERE slug = $1", slug) for slug in ("rotterdam", "delft")
    ]

    found = [await ending_licences([organisation], MEETING - 9 * DAY) for organisation in (own, other)]

    assert [[each.activity for each in each_found] for each_found in found] == [["cursus"], []]


async def test_meeting_that_is_called_off_or_does_not_show_it_is_not_told(session: UUID) -> None:
    await make_licence(ends_on=MEETING - DAY)
    await link(session=session, hidden=True)
    hidden = await said(MEETING - 9 * DAY)
    await execute("DELETE FROM content_link WHERE session IS NOT NULL")
    await execute("UPDATE session SET state = 'cancelled'")

    assert (hidden, await said(MEETING - 9 * DAY)) == ([], [])
