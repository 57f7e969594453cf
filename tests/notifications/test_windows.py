from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.windows import (
    Window,
    follow_up_window,
    is_daytime,
    is_follow_up_useful,
    is_reminder_due,
    is_soon_due,
    reminder_due_at,
    reminder_expires_at,
    reminder_window,
    soon_due_at,
    soon_told_before,
    soon_window,
    told_before,
)

AMSTERDAM = "Europe/Amsterdam"
ZONES = st.sampled_from([AMSTERDAM, "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "UTC"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
DAYS = st.integers(0, 30)


def amsterdam(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(AMSTERDAM))


@pytest.mark.parametrize(
    ("session", "due_on"),
    [
        (amsterdam(date(2027, 1, 12), 14), date(2027, 1, 5)),
        # The clock changes on 28 March 2027 and 31 October 2027: nine o'clock stays nine o'clock.
        (amsterdam(date(2027, 3, 30), 14), date(2027, 3, 23)),
        (amsterdam(date(2027, 11, 2), 14), date(2027, 10, 26)),
    ],
)
def test_reminder_due_at_is_nine_in_the_morning_at_the_place(session: datetime, due_on: date) -> None:
    assert reminder_due_at(session, 7, AMSTERDAM) == amsterdam(due_on, 9)


TUESDAY = date(2027, 1, 12)
SESSION = amsterdam(TUESDAY, 14)


@pytest.mark.parametrize(
    ("days", "now", "due"),
    [
        (7, amsterdam(date(2027, 1, 5), 8, 59), False),
        (7, amsterdam(date(2027, 1, 5), 9), True),
        (7, amsterdam(date(2027, 1, 8), 20, 59), True),
        (7, amsterdam(date(2027, 1, 8), 23), False),  # in time, but at night
        (7, amsterdam(date(2027, 1, 9), 9), False),  # past half: 3.5 days before
        (1, amsterdam(date(2027, 1, 11), 8, 59), False),
        (1, amsterdam(date(2027, 1, 11), 9), True),
        (1, amsterdam(date(2027, 1, 11), 20, 59), True),
        (1, amsterdam(date(2027, 1, 12), 9), False),  # less than 12 hours before
        (0, amsterdam(date(2027, 1, 12), 9), True),
        (0, amsterdam(date(2027, 1, 12), 14), False),  # it has begun
    ],
)
def test_reminder_goes_from_nine_until_half_its_time_is_over(days: int, now: datetime, due: bool) -> None:
    assert is_reminder_due(now, starts_at=SESSION, days=days, timezone=AMSTERDAM) is due


@pytest.mark.parametrize(
    ("days", "told_at", "goes"),
    [
        (1, amsterdam(date(2027, 1, 10), 21), True),
        (1, amsterdam(date(2027, 1, 10), 21, 1), False),  # less than 12 hours before the reminder
        (1, amsterdam(date(2027, 1, 11), 10), False),
        (7, amsterdam(date(2027, 1, 1), 21), True),
        (7, amsterdam(date(2027, 1, 1), 21, 1), False),  # less than 3.5 days before the reminder
    ],
)
def test_reminder_stays_away_from_who_was_just_told(days: int, told_at: datetime, goes: bool) -> None:
    assert (told_at <= told_before(SESSION, days, AMSTERDAM)) is goes


@given(now=MOMENTS, starts_at=MOMENTS, days=DAYS, zone=ZONES)
def test_window_holds_exactly_the_starts_whose_reminder_is_due(
    now: datetime, starts_at: datetime, days: int, zone: str
) -> None:
    _assert_window_agrees(now, starts_at, days, zone)


@given(starts_at=MOMENTS, days=DAYS, zone=ZONES, hours=st.integers(-40, 400))
def test_window_agrees_near_the_due_moment(starts_at: datetime, days: int, zone: str, hours: int) -> None:
    now = reminder_due_at(starts_at, days, zone).astimezone(UTC) + timedelta(hours=hours)

    _assert_window_agrees(now, starts_at, days, zone)


def _assert_window_agrees(now: datetime, starts_at: datetime, days: int, zone: str) -> None:
    due = is_reminder_due(now, starts_at=starts_at, days=days, timezone=zone)
    assert _contains(reminder_window(now, days, zone), starts_at) is due


@pytest.mark.parametrize(
    ("starts_at", "hours", "due_at", "told_before"),
    [
        (amsterdam(TUESDAY, 14), 2, amsterdam(TUESDAY, 12), amsterdam(TUESDAY, 11)),
        (amsterdam(TUESDAY, 11), 2, amsterdam(TUESDAY, 9), amsterdam(TUESDAY, 8)),
        # In the quiet hours: at eight in the evening before them, unless something was told on that day.
        (amsterdam(TUESDAY, 10), 2, amsterdam(date(2027, 1, 11), 20), amsterdam(date(2027, 1, 11), 0)),
        (amsterdam(TUESDAY, 23, 30), 2, amsterdam(TUESDAY, 20), amsterdam(TUESDAY, 0)),
        (amsterdam(TUESDAY, 22), 2, amsterdam(TUESDAY, 20), amsterdam(TUESDAY, 19)),
        (amsterdam(TUESDAY, 22, 30), 2, amsterdam(TUESDAY, 20), amsterdam(TUESDAY, 0)),
        # The clock goes forward on 28 March 2027: hours are hours.
        (amsterdam(date(2027, 3, 28), 14), 24, amsterdam(date(2027, 3, 27), 13), amsterdam(date(2027, 3, 27), 1)),
    ],
)
def test_soon_goes_hours_before_but_not_in_the_quiet_hours(
    starts_at: datetime, hours: int, due_at: datetime, told_before: datetime
) -> None:
    assert soon_due_at(starts_at, hours, AMSTERDAM) == due_at
    assert soon_told_before(starts_at, hours, AMSTERDAM) == told_before


@given(starts_at=MOMENTS, hours=st.integers(1, 72), zone=ZONES, minutes=st.integers(-600, 5000))
@example(starts_at=datetime(2026, 1, 2, 16, 0, tzinfo=UTC), hours=1, zone="Asia/Kathmandu", minutes=-1)
def test_window_of_hours_holds_exactly_the_starts_whose_reminder_is_due(
    starts_at: datetime, hours: int, zone: str, minutes: int
) -> None:
    now = soon_due_at(starts_at, hours, zone).astimezone(UTC) + timedelta(minutes=minutes)

    due = is_soon_due(now, starts_at=starts_at, hours=hours, timezone=zone)

    assert _contains(soon_window(now, hours, zone), starts_at) is due


@given(starts_at=MOMENTS, hours=st.integers(1, 72), zone=ZONES)
def test_soon_is_never_due_in_the_quiet_hours(starts_at: datetime, hours: int, zone: str) -> None:
    due_at = soon_due_at(starts_at, hours, zone)

    assert is_daytime(due_at, zone)
    assert due_at <= starts_at - timedelta(hours=hours)


@given(starts_at=MOMENTS, days=st.integers(1, 30), zone=ZONES)
def test_reminder_can_go_on_its_own_day(starts_at: datetime, days: int, zone: str) -> None:
    assert reminder_due_at(starts_at, days, zone) < reminder_expires_at(starts_at, days)


@given(now=MOMENTS, starts_at=MOMENTS, days=DAYS, zone=ZONES)
def test_follow_up_window_lies_in_the_past_and_is_useful(
    now: datetime, starts_at: datetime, days: int, zone: str
) -> None:
    if _contains(follow_up_window(now, days, zone), starts_at):
        held_on = starts_at.astimezone(ZoneInfo(zone)).date()
        today = now.astimezone(ZoneInfo(zone)).date()
        assert days <= (today - held_on).days <= days + 7
        assert is_follow_up_useful(now, starts_at=starts_at, days=days, timezone=zone)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (amsterdam(date(2027, 1, 12), 20), False),
        (amsterdam(date(2027, 1, 13), 8, 59), False),
        (amsterdam(date(2027, 1, 13), 9), True),
        (amsterdam(date(2027, 1, 19), 20), True),
        (amsterdam(date(2027, 1, 20), 20), False),
    ],
)
def test_follow_up_goes_the_next_morning_and_a_week_at_most(now: datetime, due: bool) -> None:
    assert _contains(follow_up_window(now, 1, AMSTERDAM), SESSION) is due


def _contains(window: Window | None, moment: datetime) -> bool:
    return window is not None and window.after < moment < window.before
