from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.transaction import execute, fetch_value
from events.series.placing import Placement
from events.slots.nearest import Alternative, Wanted, nearest, nearest_free
from events.slots.surroundings import Person, Spot, Taken
from events.staffing.assigning import assign
from events.staffing.times import Stretch
from places.locating import set_opening_hours
from places.rooms import add_room, retire_room
from places.schemas import OpeningHoursDetails, RoomDetails
from places.vocabulary import Equipment
from tests.builders import a_session, an_edition
from tests.events.staffing.people import a_facilitator

MONDAY = date(2027, 1, 4)
LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001  local time of the place


def wanted(**others: Any) -> Wanted:
    """Wednesday at two, for two hours in room 1."""
    return Wanted(**{"day": MONDAY + timedelta(days=2), "first": 840, "minutes": 120, "room": 1} | others)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute))


def spot(room: int = 1, **others: Any) -> Spot:
    return Spot(**{"location": 1, "room": room} | others)


def taken(day: int, first: int, last: int) -> dict[date, tuple[Taken, ...]]:
    return {MONDAY + timedelta(days=day): (Taken(first, last),)}


def moments(found: list[Alternative]) -> list[tuple[int, datetime]]:
    return [(each.room, each.at) for each in found]


def test_other_room_at_the_same_time_and_then_the_nearest_times() -> None:
    rooms = [spot(1, taken=taken(2, 840, 960)), spot(2, capacity=30), spot(3, capacity=12), spot(4, capacity=8)]
    found = nearest(wanted(seats=10), rooms, [], earliest=LONG_AGO, count=4)
    assert moments(found) == [(3, at(2, 14)), (2, at(2, 14)), (1, at(2, 12)), (1, at(2, 16))]


def test_other_room_has_what_is_needed() -> None:
    rooms = [spot(1, taken=taken(2, 840, 960)), spot(2), spot(3, equipment=frozenset({Equipment.SOUND}))]
    found = nearest(wanted(equipment=frozenset({Equipment.SOUND})), rooms, [], earliest=LONG_AGO, count=1)
    assert moments(found) == [(3, at(2, 14))]


def test_same_hour_of_another_day_when_that_day_is_full() -> None:
    full = spot(1, taken=taken(2, 0, 1440))
    assert moments(nearest(wanted(), [full], [], earliest=LONG_AGO, count=2)) == [(1, at(1, 14)), (1, at(3, 14))]


def test_nothing_in_the_past_on_closed_days_or_outside_opening_hours() -> None:
    hours = tuple(Stretch(day, 720, 1020) for day in range(1, 8))
    room = spot(1, taken=taken(2, 840, 960), opening=hours, closed=frozenset({MONDAY + timedelta(days=3)}))
    found = nearest(wanted(), [room], [], earliest=at(2, 12), count=9)
    assert moments(found) == [(1, at(4, 14)), (1, at(5, 14)), (1, at(6, 14))]


def test_people_can_be_there_too() -> None:
    alice = Person(id=1, taken=taken(2, 600, 1080))
    found = nearest(wanted(), [spot(1), spot(2)], [alice], earliest=LONG_AGO, count=2)
    assert moments(found) == [(1, at(2, 18)), (1, at(2, 8))]


PARTS = st.dictionaries(
    st.integers(0, 6).map(lambda day: MONDAY + timedelta(days=day)),
    st.lists(
        st.tuples(st.integers(0, 90), st.integers(1, 40)).map(
            lambda part: Taken(part[0] * 15, min((part[0] + part[1]) * 15, 1440))
        ),
        max_size=3,
    ).map(tuple),
)


@given(PARTS, PARTS, PARTS, st.integers(32, 70), st.sampled_from([(30, 0), (30, 15), (90, 0), (90, 15)]))
def test_nearest_are_those_that_trying_every_quarter_gives(
    first: Any, second: Any, busy: Any, start: int, times: tuple[int, int]
) -> None:
    length, setup = times
    wish = wanted(first=start * 15, minutes=length, setup_minutes=setup)
    rooms, people = [spot(1, taken=first), spot(2, taken=second)], [Person(id=1, taken=busy)]

    found = nearest(wish, rooms, people, earliest=LONG_AGO)

    def free(day: int, minute: int, parts: dict[date, tuple[Taken, ...]]) -> bool:
        on = MONDAY + timedelta(days=day)
        room = all(minute + length <= part.first or part.last <= minute - setup for part in parts.get(on, ()))
        person = all(minute + length <= part.first or part.last <= minute for part in busy.get(on, ()))
        return room and person and minute >= 480 and minute + length <= 1320

    def candidates(day: int) -> list[int]:
        """That hour, or else the nearest before and after it that day."""
        minutes = [at for at in range(0, 1440, 15) if (day, at) != (2, wish.first) and free(day, at, first)]
        if wish.first in minutes:
            return [wish.first]
        before, after = [at for at in minutes if at < wish.first], [at for at in minutes if at > wish.first]
        return [*before[-1:], *after[:1]]

    away = [abs((day - 2) * 1440 + minute - wish.first) for day in range(7) for minute in candidates(day)]
    away += [0] if free(2, wish.first, second) else []
    assert [each.minutes_away for each in found] == sorted(away)[:3]
    for each in found:
        day = (each.at.date() - MONDAY).days
        assert free(day, each.at.hour * 60 + each.at.minute, first if each.room == 1 else second)


@pytest.mark.usefixtures("database")
class TestReading:
    async def test_nearest_free_in_the_database(self) -> None:
        edition = await an_edition(capacity=10)
        slug = await fetch_value("SELECT slug FROM location")
        rooms = [
            (await add_room(location_slug=slug, details=RoomDetails(name=name, capacity=capacity))).id
            for name, capacity in (("Zaal 1", 12), ("Zaal 2", 20), ("Hok", 4), ("Oud", 20))
        ]
        await retire_room(room=rooms[3])
        await set_opening_hours(
            location_slug=slug,
            hours=[OpeningHoursDetails(weekday=day, opens_at=time(9), closes_at=time(18)) for day in range(1, 8)],
        )
        zone = ZoneInfo("Europe/Amsterdam")
        day = datetime.now(zone).date() + timedelta(days=21)
        starts_at = datetime.combine(day, time(14), zone)
        other, mine = [await a_session(edition=edition) for _ in range(2)]
        sql = "UPDATE session SET starts_at = $2, ends_at = $3, room = $4, setup_minutes = 30 WHERE id = $1"
        await execute(sql, other, starts_at, starts_at + timedelta(hours=2), rooms[0])
        alice = await a_facilitator(edition)
        await assign(session=mine, facilitator=alice)
        placement = Placement(
            session=mine,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            location=edition.location,
            room=rooms[0],
            facilitators=frozenset({alice}),
        )

        found = await nearest_free(placement)

        assert [(each.room_name, each.starts_at.astimezone(zone).time()) for each in found] == [
            ("Zaal 2", time(14)),
            ("Zaal 1", time(16)),
            ("Zaal 1", time(11, 30)),
        ]
        assert {each.timezone for each in found} == {"Europe/Amsterdam"}

    async def test_nothing_at_a_place_that_is_not_used(self) -> None:
        edition = await an_edition()
        await execute("UPDATE location SET retired_at = now()")
        starts_at = datetime.now(ZoneInfo("UTC")) + timedelta(days=3)
        placement = Placement(
            session=None,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            location=edition.location,
            room=None,
        )
        assert await nearest_free(placement) == []
