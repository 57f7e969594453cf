import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from database.transaction import execute, fetch, fetch_value
from events.editing import move_session
from events.errors import Clashes, PersonTaken, RoomTaken
from events.series.placing import Placement, clashes_of, placements_of
from events.single_sessions import add_session
from tests.events.series.worlds import a_person, a_room, a_series, an_activity, ids_of, local

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


async def test_everything_in_the_way_is_named_once() -> None:
    activity, place = await an_activity()
    room, person = await a_room(place), await a_person(activity)
    edition = await a_series(activity, place, room=room, people=[person])
    ids = await ids_of(edition)
    location = await fetch_value("SELECT id FROM location WHERE slug = $1", place)
    wished = [
        Placement(session=None, starts_at=start, ends_at=start + HOUR, location=location, room=room,
                  facilitators=frozenset({person}))
        for start in (local(1, 5, 11), local(1, 12, 12), local(1, 19, 9), local(1, 19, 9, 30))
    ]  # fmt: skip

    found = await clashes_of(wished)

    assert [(each.placement.starts_at, each.what, each.name, each.other_session) for each in found] == [
        (local(1, 5, 11), "room", "Zaal 1", ids[0]),
        (local(1, 5, 11), "person", "Dana", ids[0]),
        (local(1, 19, 9, 30), "room", "Zaal 1", None),
        (local(1, 19, 9, 30), "room", "Zaal 1", ids[2]),
        (local(1, 19, 9, 30), "person", "Dana", None),
        (local(1, 19, 9, 30), "person", "Dana", ids[2]),
    ]
    assert {each.other_title for each in found if each.other_session} == {"Lezing over de zee"}


async def test_meetings_that_are_asked_about_count_at_their_new_times_only() -> None:
    activity, place = await an_activity()
    room, person = await a_room(place), await a_person(activity)
    ids = await ids_of(await a_series(activity, place, room=room, people=[person]))
    first, second = await placements_of(ids[:2])

    swapped = [
        replace(first, starts_at=second.starts_at, ends_at=second.ends_at),
        replace(second, starts_at=first.starts_at, ends_at=first.ends_at),
    ]

    assert await clashes_of(swapped) == []
    assert [each.what for each in await clashes_of(swapped[:1])] == ["room", "person"]


async def test_time_around_a_meeting_keeps_the_room_too() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    await execute("UPDATE activity SET setup_minutes = 30, clearup_minutes = 15")
    edition = await a_series(activity, place, room=room)
    location = await fetch_value("SELECT id FROM location WHERE slug = $1", place)

    def wish(hour: int, minute: int) -> Placement:
        start = local(1, 5, hour, minute)
        return Placement(session=None, starts_at=start, ends_at=start + HOUR, location=location, room=room)

    free = await clashes_of([wish(8, 30), wish(12, 15)])
    taken = await clashes_of([wish(8, 31), wish(12, 14)])

    assert (free, [each.other_session for each in taken]) == ([], [(await ids_of(edition))[0]] * 2)


async def test_new_sessions_have_the_time_around_them_and_the_people_of_their_edition() -> None:
    activity, place = await an_activity()
    await execute("UPDATE activity SET setup_minutes = 30, clearup_minutes = 15")
    person = await a_person(activity)
    edition = await a_series(activity, place, people=[person])
    await add_session(edition=edition, starts_at=local(7, 1, 10), ends_at=local(7, 1, 12))

    rows = await fetch(
        """
        SELECT DISTINCT session.setup_minutes, session.clearup_minutes, assignment.facilitator,
            assignment.starts_at = session.starts_at
        FROM session LEFT JOIN assignment ON assignment.session = session.id
        """
    )

    assert [tuple(row) for row in rows] == [(30, 15, person, True)]


async def test_series_that_needs_a_person_elsewhere_is_refused_with_every_time() -> None:
    activity, place = await an_activity()
    person = await a_person(activity)
    await a_series(activity, place, people=[person])

    with pytest.raises(Clashes) as refusal:
        await a_series(
            activity,
            place,
            people=[person],
            first_day=local(1, 4, 9).date(),
            at=(time(11), time(13)),
            rrule="FREQ=DAILY;COUNT=9",
        )

    assert [each.placement.starts_at for each in refusal.value.clashes] == [local(1, 5, 11), local(1, 12, 11)]
    assert [each["what"] for each in refusal.value.details["clashes"]] == ["person", "person"]
    assert await fetch_value("SELECT count(*) FROM session") == 6


async def test_move_of_who_leads_to_where_they_cannot_be_is_refused() -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place, people=[await a_person(activity)])
    first, second, *_ = await ids_of(edition)

    with pytest.raises(PersonTaken) as refusal:
        await move_session(second, starts_at=local(1, 5, 11), ends_at=local(1, 5, 13))

    assert refusal.value.details["session"] == str(first)


async def test_of_two_hundred_who_want_one_room_at_once_one_gets_it() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    edition = await a_series(activity, place)

    async def attempt(_number: int) -> str:
        try:
            await add_session(edition=edition, starts_at=local(3, 1, 10), ends_at=local(3, 1, 12), room=room)
        except RoomTaken as refusal:
            return refusal.code
        return "placed"

    outcomes = await asyncio.gather(*(attempt(number) for number in range(200)))

    assert sorted(outcomes) == ["placed"] + ["room_taken"] * 199
    assert await fetch_value("SELECT count(*) FROM session WHERE room = $1", room) == 1
