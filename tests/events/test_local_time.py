from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.local_time import day_bounds, day_start, local_day, to_utc, zone
from events.recurrence_errors import TimeInGap, UnknownTimezone


@pytest.mark.parametrize(
    ("day", "hour_in_utc"),
    [(date(2027, 3, 27), 9), (date(2027, 3, 28), 8), (date(2027, 10, 30), 8), (date(2027, 10, 31), 9)],
)
def test_to_utc_keeps_the_wall_clock_over_both_changes(day: date, hour_in_utc: int) -> None:
    assert to_utc(day, time(10), "Europe/Amsterdam") == datetime.combine(day, time(hour_in_utc), tzinfo=UTC)


def test_to_utc_in_a_doubled_hour_takes_the_first() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    assert to_utc(date(2027, 10, 31), time(2, 30), "Europe/Amsterdam") == first
    assert to_utc(date(2027, 10, 31), time(2, 30, fold=1), "Europe/Amsterdam") == first


@pytest.mark.parametrize(
    ("day", "at", "timezone"),
    [
        (date(2027, 3, 28), time(2), "Europe/Amsterdam"),
        (date(2027, 3, 28), time(2, 59), "Europe/Amsterdam"),
        (date(2027, 3, 28), time(1, 30), "Europe/London"),
        (date(2027, 3, 14), time(2, 30), "America/New_York"),
        (date(2027, 9, 26), time(2, 30), "Pacific/Auckland"),
        (date(2011, 12, 30), time(10), "Pacific/Apia"),
    ],
)
def test_to_utc_in_the_spring_gap_is_refused(day: date, at: time, timezone: str) -> None:
    with pytest.raises(TimeInGap) as refusal:
        to_utc(day, at, timezone, field="ends_at")

    assert refusal.value.code == "time_in_dst_gap"
    assert refusal.value.field == "ends_at"
    assert refusal.value.details == {"day": day, "at": at, "timezone": timezone}


@pytest.mark.parametrize("at", [time(1, 59), time(3)])
def test_to_utc_at_the_edges_of_the_gap_exists(at: time) -> None:
    instant = to_utc(date(2027, 3, 28), at, "Europe/Amsterdam")

    assert instant.astimezone(zone("Europe/Amsterdam")).time() == at


@pytest.mark.parametrize("timezone", ["Europe/Rotterdam", "europe/amsterdam", "", "Europe", "../etc/passwd", "\0"])
def test_zone_that_does_not_exist_is_refused(timezone: str) -> None:
    with pytest.raises(UnknownTimezone) as refusal:
        zone(timezone)

    assert refusal.value.field == "timezone"


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 6, 1), 24), (date(2027, 10, 31), 25)])
def test_day_bounds_are_as_far_apart_as_the_day_is_long(day: date, hours: int) -> None:
    start, end = day_bounds(day, "Europe/Amsterdam")

    assert end - start == timedelta(hours=hours)


def test_day_start_where_midnight_is_skipped_is_the_clock_change() -> None:
    # Cairo went from 00:00 to 01:00 on the last Friday of April 2024.
    assert day_start(date(2024, 4, 26), "Africa/Cairo") == datetime(2024, 4, 25, 22, tzinfo=UTC)


@given(
    day=st.dates(date(2000, 1, 1), date(2080, 12, 31)),
    timezone=st.sampled_from(["Europe/Amsterdam", "America/New_York", "Pacific/Auckland", "Africa/Cairo"]),
)
def test_day_bounds_hold_exactly_the_instants_of_the_day(day: date, timezone: str) -> None:
    start, end = day_bounds(day, timezone)

    assert local_day(start, timezone) == day
    assert local_day(start - timedelta(microseconds=1), timezone) == day - timedelta(days=1)
    assert day_bounds(day + timedelta(days=1), timezone)[0] == end
