from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.recurrence import Span, Weekly, evenly_spaced
from calendars.vtimezone import local_time
from tests.calendars.examples import amsterdam

TWO_HOURS = timedelta(hours=2)


def span(starts_at: datetime, lasts: timedelta = TWO_HOURS, timezone: str = "Europe/Amsterdam") -> Span:
    return Span(starts_at=starts_at, ends_at=starts_at.astimezone(UTC) + lasts, timezone=timezone)


def weeks(*numbers: int) -> list[Span]:
    """Return spans on Tuesdays at half past seven in the evening, across the change to summer time."""
    return [span(amsterdam(2027, 3, 2, 19, 30) + timedelta(weeks=number)) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "rrule"),
    [
        ((0, 1, 2, 3, 4, 5), "FREQ=WEEKLY;COUNT=6"),
        ((0, 2, 4, 6), "FREQ=WEEKLY;INTERVAL=2;COUNT=4"),
        ((4, 0), "FREQ=WEEKLY;INTERVAL=4;COUNT=2"),
    ],
)
def test_evenly_spaced_weeks_are_one_rule(numbers: tuple[int, ...], rrule: str) -> None:
    rule = evenly_spaced(weeks(*numbers))

    assert rule is not None
    assert rule.rrule == rrule


@pytest.mark.parametrize("numbers", [(), (0,), (0, 1, 3), (0, 0), (0, 1, 1, 2)])
def test_evenly_spaced_too_few_uneven_or_doubled_is_none(numbers: tuple[int, ...]) -> None:
    assert evenly_spaced(weeks(*numbers)) is None


@pytest.mark.parametrize(
    "other",
    [
        span(amsterdam(2027, 3, 9, 19, 0)),
        span(amsterdam(2027, 3, 9, 19, 30), timedelta(hours=3)),
        span(amsterdam(2027, 3, 10, 19, 30)),
        span(amsterdam(2027, 3, 9, 19, 30), timezone="Europe/Brussels"),
        span(amsterdam(2027, 3, 9, 19, 30), TWO_HOURS + timedelta(days=1)),
    ],
)
def test_evenly_spaced_with_one_that_differs_is_none(other: Span) -> None:
    assert evenly_spaced([*weeks(0), other]) is None


@pytest.mark.parametrize("hours", [4, 5])
def test_evenly_spaced_night_over_the_change_of_the_clock_is_none(hours: int) -> None:
    night = span(amsterdam(2027, 3, 20, 23), timedelta(hours=5))
    changing = span(amsterdam(2027, 3, 27, 23), timedelta(hours=hours))

    assert evenly_spaced([night, changing]) is None


@pytest.mark.parametrize("timezone", ["UTC", "Africa/Casablanca"])
def test_evenly_spaced_in_a_zone_written_in_utc_is_none(timezone: str) -> None:
    first = datetime(2027, 1, 5, 9, tzinfo=UTC)

    assert evenly_spaced([span(first, timezone=timezone), span(first + timedelta(weeks=1), timezone=timezone)]) is None


@pytest.mark.parametrize("fold", [0, 1])
def test_evenly_spaced_in_the_doubled_hour_is_none(fold: int) -> None:
    doubled = amsterdam(2027, 10, 31, 2, 30).replace(fold=fold)

    assert (
        evenly_spaced([span(doubled, timedelta(hours=1)), span(doubled + timedelta(weeks=1), timedelta(hours=1))])
        is None
    )


@settings(deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2040, 1, 1)),
    st.integers(4 * 60, 23 * 60),
    st.integers(1, 4),
    st.integers(2, 30),
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata"]),
)
def test_evenly_spaced_rule_expanded_by_dateutil_gives_the_spans(
    day: date, minute: int, interval: int, count: int, timezone: str
) -> None:
    first = datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001
    spans = [
        span(
            (first + timedelta(weeks=interval * number)).replace(tzinfo=ZoneInfo(timezone)),
            timedelta(minutes=30),
            timezone,
        )
        for number in range(count)
    ]

    rule = evenly_spaced(spans)

    assert rule == Weekly(interval=interval, count=count)
    assert list(rrulestr(rule.rrule, dtstart=first)) == [
        local_time(each.starts_at, timezone).replace(tzinfo=None) for each in spans
    ]


@settings(deadline=None)
@given(st.sets(st.integers(0, 60), min_size=2, max_size=12))
def test_evenly_spaced_any_weeks_are_a_rule_only_if_it_gives_exactly_them(numbers: set[int]) -> None:
    rule = evenly_spaced(weeks(*numbers))

    ordered = sorted(numbers)
    steps = {after - before for before, after in pairwise(ordered)}
    assert (rule is not None) == (len(steps) == 1)
