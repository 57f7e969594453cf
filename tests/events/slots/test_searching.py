from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.slots.searching import STEP_MINUTES, Miss, MissKind, Pattern, search
from events.slots.surroundings import Person, Spot, Taken
from events.slots.teams import choose_team
from events.staffing.situations import DayRange
from events.staffing.times import Stretch
from events.vocabulary import Skill
from places.vocabulary import Equipment

MONDAY = date(2027, 1, 4)
MORNING = ((time(9), time(12)),)


def pattern(**others: Any) -> Pattern:
    """Three Mondays in January, two hours in the morning."""
    values = {"minutes": 120, "sessions": 3, "first_day": MONDAY, "last_day": MONDAY + timedelta(days=27)}
    return Pattern(**values | {"weekdays": (1,), "windows": MORNING} | others)


def spot(room: int = 1, **others: Any) -> Spot:
    return Spot(**{"location": 1, "location_name": "De Haven", "room": room, "room_name": f"Zaal {room}"} | others)


def on(*weeks: int) -> tuple[date, ...]:
    return tuple(MONDAY + timedelta(weeks=week) for week in weeks)


TAKEN_AT_TEN = {day: (Taken(600, 660, "Taalclub"),) for day in on(0)}


def test_series_begins_as_soon_and_as_early_as_wished() -> None:
    found = search(pattern(), [spot()])
    assert [(plan.starts_at, plan.ends_at, plan.days) for plan in found.plans] == [
        (time(9), time(11), on(0, 1, 2)),
        (time(9, 30), time(11, 30), on(0, 1, 2)),
        (time(10), time(12), on(0, 1, 2)),
    ]
    assert found.near_misses == []


def test_series_begins_later_when_the_room_is_taken_and_says_by_what() -> None:
    found = search(pattern(), [spot(taken=TAKEN_AT_TEN)])
    assert [plan.days for plan in found.plans] == [on(1, 2, 3)] * 3
    assert found.near_misses == [
        Miss(
            kind=MissKind.TAKEN,
            spot=found.plans[0].spot,
            weekday=1,
            starts_at=time(9),
            details={"count": 1, "of": 3, "by": "Taalclub"},
        )
    ]


def test_setting_up_and_clearing_away_take_the_room_too() -> None:
    taken = {day: (Taken(480, 540, "Voor"), Taken(660, 720, "Na")) for day in on(0, 1, 2, 3)}
    assert len(search(pattern(windows=((time(9), time(11)),)), [spot(taken=taken)]).plans) == 1
    for minutes in ({"setup_minutes": 1}, {"clearup_minutes": 1}):
        assert search(pattern(windows=((time(9), time(11)),), **minutes), [spot(taken=taken)]).plans == []


def test_closed_days_are_left_out() -> None:
    found = search(pattern(), [spot(closed=frozenset(on(1)))])
    assert found.plans[0].days == on(0, 2, 3)
    assert found.plans[0].score.weeks_left_out == 1


def test_every_other_week() -> None:
    found = search(pattern(every_weeks=2, sessions=2), [spot(closed=frozenset(on(0)))])
    assert found.plans[0].days == on(1, 3)


def test_too_few_dates() -> None:
    found = search(pattern(sessions=5), [spot()])
    assert found.plans == []
    assert [(miss.kind, miss.details) for miss in found.near_misses] == [
        (MissKind.TOO_FEW_DATES, {"left": 4, "needed": 5})
    ]


def test_place_that_is_not_open() -> None:
    found = search(pattern(), [spot(opening=(Stretch.between(1, time(9, 30), time(11, 30)),))])
    assert [plan.starts_at for plan in found.plans] == [time(9, 30)]
    assert [(miss.kind, miss.starts_at) for miss in found.near_misses] == [(MissKind.NOT_OPEN, time(9))]


def test_room_that_never_fits() -> None:
    small, bare = spot(1, capacity=5), spot(2, capacity=20)
    found = search(pattern(seats=8, equipment=frozenset({Equipment.SOUND})), [small, bare])
    assert found.plans == []
    assert [(miss.kind, miss.spot.room) for miss in found.near_misses] == [
        (MissKind.TOO_SMALL, 1),
        (MissKind.LACKS, 2),
    ]


def test_room_that_fits_best_comes_first() -> None:
    rooms = [spot(1, capacity=40), spot(2, capacity=10), spot(3), spot(4, capacity=12)]
    found = search(pattern(seats=10, windows=((time(9), time(11)),)), rooms)
    assert [plan.spot.room for plan in found.plans] == [2, 4, 1, 3]


def test_most_wished_window_comes_first() -> None:
    windows = ((time(14), time(16)), (time(9), time(11)))
    assert [plan.starts_at for plan in search(pattern(windows=windows), [spot()]).plans] == [time(14), time(9)]


def test_same_people_lead_all_sessions() -> None:
    alice = Person(id=1, name="Alice", skills=frozenset({Skill.NT2}), absences=(DayRange(on(1)[0], on(1)[0]),))
    bob = Person(id=2, name="Bob", skills=frozenset({Skill.NT2}))
    found = search(pattern(skills=frozenset({Skill.NT2})), [spot()], [alice, bob])
    assert [plan.people for plan in found.plans] == [(bob,)] * 3
    nobody = search(pattern(skills=frozenset({Skill.NT2}), facilitators=2), [spot()], [alice, bob])
    assert [plan.days for plan in nobody.plans] == []
    assert nobody.near_misses[0].details == {"free": 1, "needed": 2, "skills": (Skill.NT2,)}


def test_no_more_than_asked_for() -> None:
    rooms = [spot(number) for number in range(1, 31)]
    assert len(search(pattern(), rooms).plans) == 20
    assert search(pattern(), [spot(31, taken=TAKEN_AT_TEN), *rooms], most=2).near_misses == []


SKILLS = st.frozensets(st.sampled_from(list(Skill)[:3]), max_size=2)
PARTS = st.tuples(st.integers(30, 44), st.integers(1, 6)).map(
    lambda each: Taken(each[0] * 15, (each[0] + each[1]) * 15, "Iets")
)
DAYS = st.integers(0, 27).map(lambda day: MONDAY + timedelta(days=day))
TAKEN = st.dictionaries(DAYS, st.lists(PARTS, max_size=2).map(tuple), max_size=10)
OPENING = st.just(()) | st.lists(
    st.builds(Stretch, st.integers(1, 2), st.just(540), st.sampled_from([630, 720])), min_size=1, max_size=2
).map(tuple)
SPOTS = st.lists(
    st.builds(
        Spot,
        location=st.integers(1, 2),
        room=st.just(0),
        capacity=st.none() | st.integers(5, 12),
        opening=OPENING,
        closed=st.frozensets(DAYS, max_size=4),
        taken=TAKEN,
    ),
    max_size=3,
).map(lambda spots: [_numbered(each, number + 1) for number, each in enumerate(spots)])
PEOPLE = st.lists(st.builds(Person, id=st.just(0), skills=SKILLS, taken=TAKEN, hours=OPENING), max_size=4).map(
    lambda people: [_person(each, number + 1) for number, each in enumerate(people)]
)
PATTERNS = st.builds(
    Pattern,
    minutes=st.sampled_from([45, 60, 120]),
    sessions=st.integers(1, 4),
    first_day=st.just(MONDAY),
    last_day=st.just(MONDAY + timedelta(days=27)),
    every_weeks=st.integers(1, 2),
    weekdays=st.sampled_from([(1,), (2, 1), (1, 2)]),
    windows=st.sampled_from([MORNING, ((time(10), time(12)), (time(9), time(11)))]),
    seats=st.none() | st.integers(5, 12),
    skills=SKILLS,
    facilitators=st.integers(0, 2),
    setup_minutes=st.sampled_from([0, 15]),
    clearup_minutes=st.sampled_from([0, 20]),
)


def _numbered(each: Spot, room: int) -> Spot:
    names = ("location", "capacity", "opening", "closed", "taken")
    return Spot(**{name: getattr(each, name) for name in names}, room=room)


def _person(each: Person, number: int) -> Person:
    return Person(id=number, skills=each.skills, taken=each.taken, hours=each.hours)


def _overlap(first: int, last: int, parts: tuple[Taken, ...]) -> bool:
    return any(first < part.last and part.first < last for part in parts)


def _within(weekday: int, first: int, last: int, stretches: tuple[Stretch, ...]) -> bool:
    minutes = {minute for each in stretches if each.weekday == weekday for minute in range(each.first, each.last)}
    return not stretches or all(minute in minutes for minute in range(first, last))


def _naive_days(wished: Pattern, place: Spot, begin: date) -> list[date] | None:
    days, day = [], begin
    while day <= wished.last_day and len(days) < wished.sessions:
        if day not in place.closed:
            days.append(day)
        day += timedelta(weeks=wished.every_weeks)
    return days if begin not in place.closed and len(days) == wished.sessions else None


def _naive_starts(wished: Pattern) -> set[int]:
    return {
        first
        for opens, closes in wished.windows
        for first in range(opens.hour * 60, closes.hour * 60, STEP_MINUTES)
        if first + wished.minutes <= closes.hour * 60
    }


def _can_lead(wished: Pattern, people: list[Person], days: list[date], first: int) -> bool:
    last = first + wished.minutes
    free = [
        each
        for each in people
        if all(
            not _overlap(first, last, each.taken.get(day, ())) and _within(day.isoweekday(), first, last, each.hours)
            for day in days
        )
    ]
    size = wished.facilitators or (1 if wished.skills else 0)
    return any(wished.skills <= frozenset().union(*(each.skills for each in team)) for team in combinations(free, size))


def _naive(wished: Pattern, places: list[Spot], people: list[Person]) -> Iterator[tuple[int, int, int, list[date]]]:
    """Room, weekday, minutes after midnight and days of every plan, by trying all days one by one."""
    for place in places:
        if wished.seats is not None and place.capacity is not None and place.capacity < wished.seats:
            continue
        for weekday in wished.weekdays:
            for first in _naive_starts(wished):
                for offset in range(28):
                    begin = MONDAY + timedelta(days=offset)
                    days = _naive_days(wished, place, begin) if begin.isoweekday() == weekday else None
                    occupied = first - wished.setup_minutes, first + wished.minutes + wished.clearup_minutes
                    if (
                        days
                        and _within(weekday, first, first + wished.minutes, place.opening)
                        and not any(_overlap(*occupied, place.taken.get(day, ())) for day in days)
                        and _can_lead(wished, people, days, first)
                    ):
                        yield place.room or 0, weekday, first, days
                        break


@settings(max_examples=150)
@given(PATTERNS, SPOTS, PEOPLE)
def test_search_finds_what_trying_everything_finds(wished: Pattern, places: list[Spot], people: list[Person]) -> None:
    found = search(wished, places, people, most=10_000)
    plans = [
        (plan.spot.room, plan.weekday, plan.starts_at.hour * 60 + plan.starts_at.minute, list(plan.days))
        for plan in found.plans
    ]
    assert sorted(plans) == sorted(_naive(wished, places, people))
    assert [plan.score for plan in found.plans] == sorted(plan.score for plan in found.plans)
    for plan in found.plans:
        assert len(plan.people) == wished.team_size
        assert _can_lead(wished, list(plan.people), list(plan.days), plan.starts_at.hour * 60 + plan.starts_at.minute)


@given(st.lists(SKILLS, max_size=5), st.integers(0, 4), SKILLS)
def test_team_is_found_exactly_when_there_is_one(
    skills: list[frozenset[Skill]], count: int, needed: frozenset[Skill]
) -> None:
    people = [Person(id=number, skills=each) for number, each in enumerate(skills)]
    exists = any(needed <= frozenset().union(*(each.skills for each in team)) for team in combinations(people, count))
    team = choose_team(people, count, needed)
    assert (team is not None) == exists
    if team is not None:
        assert len(team) == count
        assert needed <= frozenset().union(*(each.skills for each in team))
