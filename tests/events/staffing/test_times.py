from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from events.staffing.times import DAY_MINUTES, DayPart, Stretch, day_parts, is_covered, joined

AMSTERDAM = "Europe/Amsterdam"
stretches = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 95), st.integers(1, 20)).map(
        lambda each: Stretch(each[0], each[1] * 15, min((each[1] + each[2]) * 15, DAY_MINUTES))
    ),
    max_size=12,
)


def local(day: int, hour: int, minute: int = 0, month: int = 1) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=ZoneInfo(AMSTERDAM)).astimezone(UTC)


def test_part_of_one_day() -> None:
    assert day_parts(local(4, 10), local(4, 12), AMSTERDAM) == [DayPart(date(2027, 1, 4), 600, 720)]


def test_night_is_two_parts_and_an_end_at_midnight_is_not_the_next_day() -> None:
    assert day_parts(local(4, 22), local(5, 1), AMSTERDAM) == [
        DayPart(date(2027, 1, 4), 1320, 1440),
        DayPart(date(2027, 1, 5), 0, 60),
    ]
    assert day_parts(local(4, 22), local(5, 0), AMSTERDAM) == [DayPart(date(2027, 1, 4), 1320, 1440)]


def test_begun_minute_counts_as_a_whole_one() -> None:
    assert day_parts(local(4, 10), local(4, 12) + timedelta(seconds=1), AMSTERDAM)[0].last == 721


def test_hours_that_touch_are_as_one() -> None:
    monday = [Stretch.between(1, time(13), time(17)), Stretch.between(1, time(10), time(13))]
    assert is_covered([DayPart(date(2027, 1, 4), 720, 840)], monday)
    assert not is_covered([DayPart(date(2027, 1, 5), 720, 840)], monday)
    assert joined(monday) == [Stretch(1, 600, 1020)]


def test_until_the_last_minute_is_until_midnight() -> None:
    assert is_covered([DayPart(date(2027, 1, 4), 1380, 1440)], [Stretch.between(1, time(20), time(23, 59))])


def test_summer_time_counts_by_the_clock() -> None:
    assert day_parts(local(28, 1, month=3), local(28, 4, month=3), AMSTERDAM) == [DayPart(date(2027, 3, 28), 60, 240)]


@given(stretches, st.integers(0, 6), st.integers(0, 95), st.integers(1, 30))
def test_covered_is_every_minute_in_some_stretch(hours: list[Stretch], day: int, first: int, length: int) -> None:
    part = DayPart(date(2027, 1, 4) + timedelta(days=day), first * 15, min((first + length) * 15, DAY_MINUTES))
    model = all(
        any(each.weekday == day + 1 and each.first <= minute < each.last for each in hours)
        for minute in range(part.first, part.last)
    )
    assert is_covered([part], hours) == model
