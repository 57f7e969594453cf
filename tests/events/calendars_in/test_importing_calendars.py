"""What a calendar of another system does to our sessions, the first time and every time after."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from database.transaction import execute, fetch, fetch_value
from events.calendars_in.errors import SourceNameTaken, SuddenlyEmpty, UnknownSource
from events.calendars_in.importing import CalendarCount, import_calendar
from events.calendars_in.sources import add_source, source_by_id
from events.editing import cancel_session
from events.vocabulary import ActivityKind, Form
from places.tables import Room
from tabular.errors import BadLines
from tests.builders import facts
from tests.events.calendars_in.examples import calendar, event
from tests.notifications.worlds import World, make_world

pytestmark = pytest.mark.usefixtures("database")

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2027, 1, 1, 8, tzinfo=UTC)
TUESDAY = "DTSTART:20270105T090000Z"
WEDNESDAY = "DTSTART:20270106T090000Z"
HOUR = "DURATION:PT1H"


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def source(world: World) -> int:
    return await a_source()


async def a_source(name: str = "Agenda van de buurt", **values: Any) -> int:
    return await add_source(
        organisation_slug="bibliotheek",
        name=name,
        location_key="centrale",
        kind=ActivityKind.MEETUP,
        form=values.pop("form", Form.SINGLE),
        **values,
    )


async def run(source: int, *events: str, now: datetime = NOW) -> tuple[int, int, int, int]:
    """Created, changed, unchanged, cancelled."""
    count = await import_calendar(source, calendar(*events), now=now)
    return count.created, count.changed, count.unchanged, count.cancelled


async def sessions() -> list[tuple[str, str, str]]:
    sql = """
    SELECT coalesce(session.title, activity.title) AS title,
        to_char(starts_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') AS at, session.state
    FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    ORDER BY starts_at, session.id
    """
    return [tuple(row) for row in await fetch(sql)]


async def test_calendar_becomes_sessions_of_activities_named_after_it(source: int) -> None:
    assert await run(source, event("a", TUESDAY, HOUR), event("b", WEDNESDAY, HOUR, summary="Repair Café")) == (
        2,
        0,
        0,
        0,
    )
    assert await sessions() == [("Taalcafé", "01-05 09:00", "scheduled"), ("Repair Café", "01-06 09:00", "scheduled")]
    keys = await fetch("SELECT key, state FROM activity WHERE key <> 'telefoon' ORDER BY id")
    assert [tuple(row) for row in keys] == [("taalcafe", "published"), ("repair-cafe", "published")]


async def test_calendar_of_one_activity_gives_it_sessions_with_words_of_their_own(world: World) -> None:
    source = await a_source(activity_slug="telefoon")
    await run(source, event("a", TUESDAY, HOUR, "DESCRIPTION:Neem je lader mee\\, <b>graag</b>."))
    row = await fetch("SELECT title, note FROM session")
    assert [tuple(each) for each in row] == [("Taalcafé", "Neem je lader mee, graag .")]


async def test_same_file_again_changes_nothing(source: int) -> None:
    events = [event("a", TUESDAY, HOUR, "RRULE:FREQ=WEEKLY;COUNT=3"), event("b", WEDNESDAY, HOUR)]
    await run(source, *events)
    before = await fetch_value("SELECT max(modified_at) FROM session")
    assert await run(source, *reversed(events)) == (0, 0, 4, 0)
    assert await fetch_value("SELECT max(modified_at) FROM session") == before


async def test_moved_event_keeps_its_session_and_people_are_told(source: int, world: World) -> None:
    await run(source, event("a", TUESDAY, HOUR))
    session = await fetch_value("SELECT id FROM session")
    await world.person(session=session)
    assert await run(source, event("a", WEDNESDAY, HOUR, "SEQUENCE:1")) == (0, 1, 0, 0)
    assert await fetch_value("SELECT id FROM session WHERE starts_at = '2027-01-06T09:00Z'") == session
    assert await facts() == ["session_moved"]


async def test_series_that_moves_an_hour_keeps_its_sessions(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR, "RRULE:FREQ=WEEKLY;COUNT=3"))
    ids = {row["id"] for row in await fetch("SELECT id FROM session")}
    assert await run(source, event("a", "DTSTART:20270105T100000Z", HOUR, "RRULE:FREQ=WEEKLY;COUNT=3")) == (0, 3, 0, 0)
    assert {row["id"] for row in await fetch("SELECT id FROM session WHERE state = 'scheduled'")} == ids
    assert await run(source, event("a", "DTSTART:20270105T100000Z", HOUR, "RRULE:FREQ=WEEKLY;COUNT=3")) == (0, 0, 3, 0)


async def test_cancelled_and_vanished_events_are_cancelled_and_people_are_told(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR), event("b", WEDNESDAY, HOUR))
    assert await run(source, event("a", TUESDAY, HOUR, "STATUS:CANCELLED")) == (0, 0, 0, 2)
    assert [state for _, _, state in await sessions()] == ["cancelled", "cancelled"]
    assert await facts() == ["session_cancelled", "session_cancelled"]
    assert await run(source, event("a", TUESDAY, HOUR, "STATUS:CANCELLED")) == (0, 0, 0, 0)


async def test_event_that_comes_back_is_new(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR))
    await run(source, event("a", TUESDAY, HOUR, "STATUS:CANCELLED"))
    assert await run(source, event("a", TUESDAY, HOUR, "SEQUENCE:2")) == (1, 0, 0, 0)


async def test_what_was_cancelled_here_stays_cancelled(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR))
    await cancel_session(await fetch_value("SELECT id FROM session"), reason="Ziek")
    assert await run(source, event("a", TUESDAY, HOUR)) == (0, 0, 1, 0)
    await run(source, event("a", WEDNESDAY, HOUR))
    assert await sessions() == [("Taalcafé", "01-05 09:00", "cancelled")]


async def test_what_has_begun_is_left_alone(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR))
    later = datetime(2027, 1, 5, 9, 30, tzinfo=UTC)
    assert await run(source, event("b", WEDNESDAY, HOUR), now=later) == (1, 0, 0, 0)
    assert [state for _, _, state in await sessions()] == ["scheduled", "scheduled"]


async def test_every_clash_of_rooms_is_named_and_nothing_is_imported(source: int, world: World) -> None:
    await execute(
        "INSERT INTO session (edition, starts_at, ends_at, location, room) VALUES ($1, $2, $3, $4, $5)",
        world.edition.id,
        datetime(2027, 1, 5, 9, tzinfo=UTC),
        datetime(2027, 1, 5, 11, tzinfo=UTC),
        world.location.id,
        world.room.id,
    )
    room = "LOCATION:Centrale\\, leeszaal"
    with pytest.raises(BadLines) as caught:
        await run(
            source,
            event("a", TUESDAY, HOUR, room),
            event("b", WEDNESDAY, HOUR, room),
            event("c", "DTSTART:20270106T093000Z", HOUR, room),
        )
    assert [str(bad) for bad in caught.value.lines] == [
        "line 4: a LOCATION: Leeszaal is already in use from 2027-01-05 10:00 to 12:00 by Omgaan met je telefoon.",
        "line 12: b LOCATION: Leeszaal is already in use from 2027-01-06 10:30 to 11:30 by Taalcafé.",
        "line 20: c LOCATION: Leeszaal is already in use from 2027-01-06 10:00 to 11:00 by Taalcafé.",
    ]
    assert await fetch_value("SELECT count(*) FROM session") == 1


async def test_sessions_that_exchange_their_rooms_do_not_clash(source: int, world: World) -> None:
    await Room(location=world.location.id, name="Zolder").save()
    await run(source, event("a", TUESDAY, HOUR, "LOCATION:Leeszaal"), event("b", TUESDAY, HOUR, "LOCATION:Zolder"))
    changed = [event("a", TUESDAY, HOUR, "LOCATION:Zolder"), event("b", TUESDAY, HOUR, "LOCATION:Leeszaal")]
    assert await run(source, *changed) == (0, 2, 0, 0)


async def test_calendar_that_is_suddenly_empty_cancels_nothing(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR, "RRULE:FREQ=WEEKLY;COUNT=3"))
    with pytest.raises(SuddenlyEmpty):
        await run(source)
    assert {state for _, _, state in await sessions()} == {"scheduled"}


async def test_each_event_of_a_fixed_group_has_an_edition_of_its_own(world: World) -> None:
    source = await a_source(form=Form.COHORT)
    series = ("RRULE:FREQ=WEEKLY;COUNT=2", HOUR)
    await run(source, event("a", TUESDAY, *series), event("b", WEDNESDAY, *series))
    assert await fetch_value("SELECT count(DISTINCT edition) FROM session") == 2


async def test_import_is_in_the_log_of_changes(source: int) -> None:
    await run(source, event("a", TUESDAY, HOUR))
    rows = await fetch("SELECT action, details::jsonb ->> 'calendar' AS calendar FROM operation")
    assert [tuple(row) for row in rows] == [("import.calendar", "Agenda van de buurt")]


async def test_unknown_and_doubled_calendars_are_refused(source: int) -> None:
    with pytest.raises(UnknownSource):
        await source_by_id(source + 1)
    with pytest.raises(SourceNameTaken):
        await a_source()


def test_count_says_what_happened() -> None:
    assert str(CalendarCount(1, 2, 3, 4)) == "1 created, 2 changed, 3 unchanged, 4 cancelled"


@pytest.mark.parametrize("file", ["outlook.ics", "google.ics"])
async def test_file_of_a_known_system_is_taken_over_and_the_second_time_nothing_changes(source: int, file: str) -> None:
    body = (FIXTURES / file).read_bytes()
    first = await import_calendar(source, body, now=NOW)
    again = await import_calendar(source, body, now=NOW)
    assert (first.created, again.unchanged, again.created + again.changed + again.cancelled) == (4, 4, 0)
