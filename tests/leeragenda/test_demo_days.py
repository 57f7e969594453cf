from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeragenda.demo.days import FromToday, around, holiday_weeks, next_season, parse_from_today, parse_month_day

MARCH, APRIL = (3, 3), (4, 28)


def test_parse_from_today_with_and_without_a_weekday() -> None:
    assert parse_from_today("-84 MO") == FromToday(-84, 0)
    assert parse_from_today("12") == FromToday(12, None)


@pytest.mark.parametrize("text", ["", "MO", "-84 XX", "3 MO TU", "1.5"])
def test_parse_from_today_when_it_is_something_else(text: str) -> None:
    with pytest.raises(ValueError, match="not a number of days"):
        parse_from_today(text)


def test_parse_month_day() -> None:
    assert parse_month_day("07-14") == (7, 14)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(-100, 100), st.integers(0, 6))
def test_day_from_today_is_that_weekday_within_a_week(today: date, days: int, weekday: int) -> None:
    day = FromToday(days, weekday).on(today)

    assert day.weekday() == weekday
    assert timedelta() <= day - (today + timedelta(days=days)) < timedelta(days=7)


def test_next_season_is_the_running_one_until_its_last_day() -> None:
    assert next_season(date(2027, 2, 1), MARCH, APRIL) == (date(2027, 3, 3), date(2027, 4, 28))
    assert next_season(date(2027, 4, 28), MARCH, APRIL) == (date(2027, 3, 3), date(2027, 4, 28))
    assert next_season(date(2027, 4, 29), MARCH, APRIL) == (date(2028, 3, 3), date(2028, 4, 28))


def test_part_of_the_year_covers_all_that_the_demo_plans() -> None:
    assert around(date(2026, 12, 31), MARCH, APRIL) == [
        (date(year, 3, 3), date(year, 4, 28)) for year in (2025, 2026, 2027, 2028)
    ]


def test_school_holidays_are_from_saturday_to_sunday() -> None:
    found = list(holiday_weeks(date(2026, 11, 22), 52, 2))

    assert found[1] == (date(2026, 12, 19), date(2027, 1, 3))
    assert {(first.isoweekday(), last.isoweekday()) for first, last in found} == {(6, 7)}
