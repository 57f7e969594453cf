from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UnreadableHours
from planner.hours_text import parse_week, week_text

TIMES = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize("text", ["9.00-12.30, 13:00 - 17:00", "9-12.30; 13 tot 17", " 09:00–12:30 , 13.00 to 17.00,"])
def test_hours_as_people_type_them(text: str) -> None:
    assert parse_week({"day2": text}) == [(2, time(9), time(12, 30)), (2, time(13), time(17))]


def test_until_midnight() -> None:
    assert parse_week({"day7": "20-24"}) == [(7, time(20), time(23, 59))]


@pytest.mark.parametrize("text", ["open", "9", "9-", "25-26", "9.75-10", "12-9", "9-9", "9-12-15"])
def test_hours_that_cannot_be_read(text: str) -> None:
    with pytest.raises(UnreadableHours) as caught:
        parse_week({"day1": "", "day3": text})
    assert caught.value.field == "day3"


@given(st.lists(st.tuples(st.integers(1, 7), TIMES, TIMES).filter(lambda each: each[1] < each[2]), max_size=6))
def test_what_is_shown_is_read_as_it_was(hours: list[tuple[int, time, time]]) -> None:
    assert sorted(parse_week(week_text(hours))) == sorted(hours)
