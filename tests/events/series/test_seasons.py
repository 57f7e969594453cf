from datetime import date, time
from typing import Any

import pytest

from database.transaction import execute, fetch, fetch_value
from events.closures import public_holidays
from events.creating_errors import PlaceRetired
from events.scheduling import generate
from events.series.errors import ActivityWithdrawn, AlreadyCopied, RunsOn
from events.series.seasons import CopiedSeason, copy_season
from events.single_sessions import add_session
from events.vocabulary import Form, Skip
from places.closing import add_closure
from places.schemas import ClosureDetails
from places.vocabulary import ClosureKind
from tests.events.series.worlds import a_person, a_room, a_series, an_activity, held_at, ids_of, local, sign_up

pytestmark = pytest.mark.usefixtures("database")

SPRING = (date(2027, 1, 4), date(2027, 3, 28))
AUTUMN = date(2027, 8, 30)  # a Monday, 34 weeks later


async def copy(**values: Any) -> CopiedSeason:
    library = await fetch_value("SELECT organisation FROM activity LIMIT 1")
    return await copy_season(
        organisation_id=library, from_first=SPRING[0], from_last=SPRING[1], to_first=AUTUMN, **values
    )


async def close(day: date) -> None:
    details = ClosureDetails(kind=ClosureKind.CLOSED, name="Studiedag", first_day=day, last_day=day)
    await add_closure(organisation_slug=await fetch_value("SELECT slug FROM organisation"), details=details)


async def test_series_is_copied_to_the_same_weekday_without_closed_days_and_people_signed_up() -> None:
    activity, place = await an_activity()
    room, person = await a_room(place), await a_person(activity)
    edition = await a_series(activity, place, room=room, people=[person], capacity=7)
    await sign_up(session=(await ids_of(edition))[0])
    await close(date(2027, 9, 7))

    copied = await copy()

    assert (list(copied.editions), copied.sessions, copied.not_copied, copied.unplaced) == ([edition], 5, [], [])
    new = copied.editions[edition]
    assert await held_at(new) == ["08-31 10:00", "09-14 10:00", "09-21 10:00", "09-28 10:00", "10-05 10:00"]
    rows = await fetch("SELECT DISTINCT room, capacity, seats_taken FROM session WHERE edition = $1", new)
    assert [tuple(row) for row in rows] == [(room, 7, 0)]
    led = "SELECT count(*) FROM assignment JOIN session ON session.id = session WHERE edition = $1 AND facilitator = $2"
    assert await fetch_value(led, new, person) == 5
    assert await generate([new]) == 0


async def test_second_time_adds_nothing() -> None:
    await a_series(*await an_activity())
    await copy()
    counts = (
        "SELECT (SELECT count(*) FROM edition), (SELECT count(*) FROM session), (SELECT count(*) FROM schedule_rule)"
    )
    before = await fetch(counts)

    again = await copy()

    assert (again.editions, [type(each.reason) for each in again.not_copied]) == ({}, [AlreadyCopied])
    assert await fetch(counts) == before


async def test_course_keeps_its_number_of_lessons() -> None:
    activity, place = await an_activity(Form.COHORT)
    edition = await a_series(activity, place, skip=[Skip.PUBLIC_HOLIDAYS])
    await close(date(2027, 9, 7))
    await close(date(2027, 9, 14))

    new = (await copy()).editions[edition]

    assert await held_at(new) == [
        "08-31 10:00", "09-21 10:00", "09-28 10:00", "10-05 10:00", "10-12 10:00", "10-19 10:00",
    ]  # fmt: skip
    last = await fetch("SELECT last_day FROM edition WHERE id = $1", new)
    assert last[0]["last_day"] == date(2027, 10, 19)
    assert date(2027, 10, 19) not in public_holidays("NL", [2027])


async def test_room_and_person_are_kept_where_they_are_free_and_the_rest_is_said() -> None:
    activity, place = await an_activity()
    room, person = await a_room(place), await a_person(activity)
    edition = await a_series(activity, place, room=room, people=[person])
    other, _ = await an_activity()
    in_the_way = await a_series(other, place, room=room, people=[person], first_day=date(2027, 9, 7),
                                rrule="FREQ=DAILY;COUNT=1")  # fmt: skip

    copied = await copy(activities=[activity])

    new = copied.editions[edition]
    rows = await fetch(
        """
        SELECT room IS NOT NULL AS roomed, EXISTS (SELECT FROM assignment WHERE session = session.id) AS led
        FROM session WHERE edition = $1 ORDER BY starts_at
        """,
        new,
    )
    assert [tuple(row) for row in rows] == [(True, True), (False, False)] + [(True, True)] * 4
    assert [(each.what, each.other_session) for each in copied.unplaced] == [
        ("room", (await ids_of(in_the_way))[0]),
        ("person", (await ids_of(in_the_way))[0]),
    ]
    assert await generate([new]) == 0


async def test_what_goes_on_by_itself_or_cannot_be_is_listed_with_its_reason() -> None:
    running, place = await an_activity()
    await a_series(running, place, rrule="FREQ=WEEKLY;BYDAY=TU")
    withdrawn, elsewhere = await an_activity()
    await a_series(withdrawn, elsewhere)
    retired, gone = await an_activity()
    await a_series(retired, gone)
    await execute("UPDATE activity SET organisation = (SELECT min(id) FROM organisation)")
    await execute("UPDATE activity SET state = 'archived' WHERE slug = $1", withdrawn)
    await execute("UPDATE location SET retired_at = now() WHERE slug = $1", gone)
    library = await fetch_value("SELECT min(id) FROM organisation")

    copied = await copy_season(organisation_id=library, from_first=SPRING[0], from_last=SPRING[1], to_first=AUTUMN)

    assert [type(each.reason) for each in copied.not_copied] == [RunsOn, ActivityWithdrawn, PlaceRetired]
    assert copied.editions == {}


async def test_only_the_part_in_the_season_is_copied_and_single_sessions_too() -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place, first_day=date(2026, 12, 8), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=20")
    room = await a_room(place)
    await add_session(edition=edition, starts_at=local(2, 6, 14), ends_at=local(2, 6, 16), room=room, title="Extra",
                      location=await fetch_value("SELECT id FROM location WHERE slug = $1", place))  # fmt: skip

    new = (await copy()).editions[edition]

    held = await held_at(new)
    assert (held[0], held[-1], len(held)) == ("08-31 10:00", "11-16 10:00", 13)
    extra = await fetch("SELECT title, room, starts_at FROM session WHERE edition = $1 AND rule IS NULL", new)
    assert [tuple(row) for row in extra] == [("Extra", room, local(10, 2, 14))]


async def test_monthly_rule_keeps_its_weekday_of_the_month() -> None:
    edition = await a_series(
        *await an_activity(),
        first_day=date(2027, 1, 12),
        rrule="FREQ=MONTHLY;BYDAY=2TU;COUNT=3",
        at=(time(19), time(21)),
    )

    new = (await copy()).editions[edition]

    assert await held_at(new) == ["09-14 19:00", "10-12 19:00", "11-09 19:00"]


async def test_what_is_not_in_the_season_is_left_alone() -> None:
    await a_series(*await an_activity(), first_day=date(2027, 5, 4))

    assert (await copy()).editions == {}
