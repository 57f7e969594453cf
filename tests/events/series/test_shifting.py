"""Rules split and moved, against the days themselves."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.recurrence import ScheduleRule, pattern_days
from events.series.errors import CannotShift
from events.series.shifting import head_of, moved_by, paired_days, tail_of

UNTIL = date(2028, 12, 31)


def a_rule(rrule: str, first_day: date = date(2027, 1, 5), last_day: date | None = None) -> ScheduleRule:
    return ScheduleRule(
        first_day=first_day,
        last_day=last_day,
        starts_at=time(10),
        ends_at=time(12),
        timezone="Europe/Amsterdam",
        rrule=rrule,
    )


def days(rule: ScheduleRule) -> list[date]:
    return pattern_days(rule, until=UNTIL)


RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=40",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
        "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,WE",
        "FREQ=WEEKLY;BYDAY=WE;COUNT=9",
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270901",
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270901T080000Z",
    ]
)


@given(rrule=RULES, shift=st.integers(-20, 20), start=st.integers(0, 60), length=st.none() | st.integers(60, 400))
def test_days_of_weeks_all_move_by_as_many_days(rrule: str, shift: int, start: int, length: int | None) -> None:
    first = date(2027, 1, 5) + timedelta(days=start)
    rule = a_rule(rrule, first, length and first + timedelta(days=length))
    was = days(rule)

    moved = moved_by(rule, days=shift, pivot=first)

    expected = [day + timedelta(days=shift) for day in was]
    safe = [day for day in expected if day <= UNTIL - timedelta(days=30)]
    assert days(moved)[: len(safe)] == safe
    if was and was[-1] < UNTIL - timedelta(days=60):
        assert days(moved) == expected


MONTHS = st.sampled_from(
    [
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15",
        "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1",
        "FREQ=YEARLY;BYDAY=MO;BYWEEKNO=20",
    ]
)


@given(rrule=RULES | MONTHS, at=st.integers(0, 12))
def test_head_and_tail_are_the_whole(rrule: str, at: int) -> None:
    rule = a_rule(rrule)
    whole = days(rule)
    day = whole[min(at, len(whole) - 1)]

    head = days(head_of(rule, day)) if day > rule.first_day else []

    assert head + days(tail_of(rule, day)) == whole


@pytest.mark.parametrize(
    ("rrule", "pivot", "shift", "becomes"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", date(2027, 1, 12), 1, "FREQ=MONTHLY;BYDAY=2WE"),
        # In September 2027 the day after the second Tuesday is the third Wednesday.
        ("FREQ=MONTHLY;BYDAY=2TU", date(2027, 9, 14), 1, "FREQ=MONTHLY;BYDAY=3WE"),
        ("FREQ=MONTHLY;BYDAY=-1TH", date(2027, 1, 28), 1, "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=MONTHLY;BYDAY=-1TH", date(2027, 1, 28), -7, "FREQ=MONTHLY;BYDAY=-2TH"),
        ("FREQ=MONTHLY;BYDAY=4FR", date(2027, 1, 22), 7, "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", date(2027, 1, 12), 2, "FREQ=MONTHLY;BYDAY=2TH"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", date(2027, 1, 19), 1, "FREQ=MONTHLY;BYDAY=1WE,3WE"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", date(2027, 1, 15), 3, "FREQ=MONTHLY;BYMONTHDAY=18"),
        ("FREQ=MONTHLY", date(2027, 1, 5), 3, "FREQ=MONTHLY;BYMONTHDAY=8"),
    ],
)
def test_rule_of_months_takes_the_new_day(rrule: str, pivot: date, shift: int, becomes: str) -> None:
    rule = a_rule(rrule, last_day=date(2027, 11, 30))

    moved = moved_by(rule, days=shift, pivot=pivot)

    assert moved.rrule == becomes
    assert paired_days(rule, moved, until=UNTIL)[pivot] == pivot + timedelta(days=shift)
    assert [(day.year, day.month) for day in days(moved)] == [(day.year, day.month) for day in days(rule)]


@pytest.mark.parametrize(
    ("rrule", "pivot", "shift"),
    [
        ("FREQ=MONTHLY;BYDAY=-1TH", date(2027, 1, 28), 7),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 31), -1),
        ("FREQ=MONTHLY;BYMONTHDAY=28", date(2027, 1, 28), 1),
        ("FREQ=MONTHLY;BYDAY=TU", date(2027, 1, 12), 1),
        ("FREQ=MONTHLY;BYDAY=2TU,4TU", date(2027, 9, 28), 7),
        ("FREQ=YEARLY;BYDAY=MO;BYWEEKNO=20", date(2027, 5, 17), 1),
        ("FREQ=WEEKLY;BYMONTH=3;BYDAY=TU", date(2027, 3, 2), 1),
    ],
)
def test_what_no_rule_says_is_refused(rrule: str, pivot: date, shift: int) -> None:
    with pytest.raises(CannotShift):
        moved_by(a_rule(rrule), days=shift, pivot=pivot)


def test_day_that_was_left_out_stays_left_out() -> None:
    rule = a_rule("FREQ=MONTHLY;BYDAY=2TU")
    skipping = moved_by(rule, days=1, pivot=date(2027, 1, 12))
    left_out = ScheduleRule(**{name: getattr(rule, name) for name in rule.__slots__ if name != "skipped_days"},
                            skipped_days=frozenset({date(2027, 3, 9)}))  # fmt: skip

    moved = moved_by(left_out, days=1, pivot=date(2027, 1, 12))

    assert (moved.rrule, moved.skipped_days) == (skipping.rrule, {date(2027, 3, 10)})
