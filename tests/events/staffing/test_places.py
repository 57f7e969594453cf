"""Closing a place that is in use, and sessions outside its opening hours."""

from datetime import timedelta
from uuid import uuid4

import pytest

from database.transaction import execute, fetch_value
from events.errors import UnknownSession
from events.staffing.closing_places import close_location
from events.staffing.errors import OutsideOpeningHours, PlaceInUse
from events.staffing.opening import allow_outside_hours, require_open
from places.errors import UnknownLocation
from tests.builders import a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")

_NEVER_OPEN = """
INSERT INTO opening_hours (location, weekday, opens_at, closes_at)
SELECT $1, weekday, time '03:00', time '03:01' FROM generate_series(1, 7) weekday
"""


async def test_place_with_sessions_to_come_is_not_closed_and_they_are_listed() -> None:
    edition = await an_edition()
    await a_session(edition=edition, starts_in=timedelta(days=-3))
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=day)) for day in (2, 1)]
    slug = await fetch_value("SELECT slug FROM location")

    with pytest.raises(PlaceInUse) as caught:
        await close_location(slug=slug)

    assert [each["session"] for each in caught.value.details["sessions"]] == [str(sessions[1]), str(sessions[0])]
    assert caught.value.details["count"] == 2
    assert await fetch_value("SELECT retired_at FROM location") is None


async def test_place_is_closed_when_nothing_is_to_come() -> None:
    edition = await an_edition()
    await a_session(edition=edition, starts_in=timedelta(days=-3))
    await a_session(edition=edition)
    await execute("UPDATE session SET state = 'cancelled' WHERE starts_at > now()")

    await close_location(slug=await fetch_value("SELECT slug FROM location"))

    assert await fetch_value("SELECT retired_at IS NOT NULL FROM location")


async def test_place_that_does_not_exist() -> None:
    with pytest.raises(UnknownLocation):
        await close_location(slug="nowhere")


async def test_session_outside_the_opening_hours_needs_somebody_who_opens() -> None:
    edition = await an_edition()
    await execute(_NEVER_OPEN, edition.location)
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=day)) for day in (1, 2)]

    with pytest.raises(OutsideOpeningHours) as caught:
        await require_open(sessions)
    assert caught.value.details == {"place": "De Haven", "sessions": sorted(str(session) for session in sessions)}

    await allow_outside_hours(sessions[:1])
    with pytest.raises(OutsideOpeningHours) as caught:
        await require_open(sessions)
    assert caught.value.details["sessions"] == [str(sessions[1])]

    await allow_outside_hours(sessions)
    await require_open(sessions)
    await allow_outside_hours(sessions, allowed=False)
    with pytest.raises(OutsideOpeningHours):
        await require_open(sessions)


async def test_place_without_opening_hours_is_always_open() -> None:
    await require_open([await a_session(edition=await an_edition())])
    with pytest.raises(UnknownSession):
        await allow_outside_hours([uuid4()])
