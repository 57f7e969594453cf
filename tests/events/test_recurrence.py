from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from events.closures import closed_days
from events.recurrence import Occurrence, ScheduleRule, occurrences, parse_rule
from events.recurrence_errors import TimeInGap

ZONES = ["Europe/Amsterdam", "America/New_York", "Pacific/Auckland", "Europe/London"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FAR = date(2080, 12, 31)


def rule(
    rrule: str, first_day: date = date(2027, 1, 4), last_day: date | None = date(2027, 12, 17), **changes: Any
) -> ScheduleRule:
    fields = {"starts_at": time(10), "ends_at": time(12), "timezone": "Europe/Amsterdam", **changes}
    return parse_rule(rrule=rrule, first_day=first_day, last_day=last_day, **fields)


def planned(
    rrule: str, *, until: date = FAR, closed: frozenset[date] | set[date] = frozenset(), **fields: Any
) -> list[date]:
    return [found.on for found in occurrences(rule(rrule, **fields), until=until, closed_days=closed)]


weekday_lists = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True).map(",".join)
ordinal_days = st.tuples(st.sampled_from([-5, -2, -1, 1, 2, 3, 4, 5]), st.sampled_from(WEEKDAYS)).map(
    "{0[0]}{0[1]}".format
)
month_days = st.integers(-31, 31).filter(bool)
plans = st.one_of(
    st.just("FREQ=DAILY"),
    weekday_lists.map("FREQ=DAILY;BYDAY={}".format),
    st.just("FREQ=WEEKLY"),
    weekday_lists.map("FREQ=WEEKLY;BYDAY={}".format),
    st.tuples(weekday_lists, st.sampled_from(WEEKDAYS)).map("FREQ=WEEKLY;BYDAY={0[0]};WKST={0[1]}".format),
    st.tuples(weekday_lists, st.integers(1, 12)).map("FREQ=WEEKLY;BYDAY={0[0]};BYMONTH={0[1]}".format),
    st.just("FREQ=MONTHLY"),
    st.lists(ordinal_days, min_size=1, max_size=3).map(lambda items: f"FREQ=MONTHLY;BYDAY={','.join(items)}"),
    month_days.map("FREQ=MONTHLY;BYMONTHDAY={}".format),
    st.tuples(weekday_lists, st.sampled_from([-1, 1, 3])).map("FREQ=MONTHLY;BYDAY={0[0]};BYSETPOS={0[1]}".format),
    st.just("FREQ=YEARLY"),
    st.tuples(st.integers(1, 12), ordinal_days).map("FREQ=YEARLY;BYMONTH={0[0]};BYDAY={0[1]}".format),
    st.integers(-366, 366).filter(bool).map("FREQ=YEARLY;BYYEARDAY={}".format),
)
intervals = st.integers(1, 6).map(";INTERVAL={}".format)
ends = st.one_of(st.just(""), st.integers(1, 40).map(";COUNT={}".format))


@given(
    text=st.tuples(plans, intervals, ends).map("".join),
    first_day=st.dates(date(2000, 1, 1), date(2070, 12, 31)),
    length=st.integers(0, 900),
    starts_at=st.times(time(6), time(22)).map(lambda at: at.replace(second=0, microsecond=0)),
    timezone=st.sampled_from(ZONES),
)
def test_occurrences_are_those_of_dateutil_in_local_time(
    text: str, first_day: date, length: int, starts_at: time, timezone: str
) -> None:
    last_day = first_day + timedelta(days=length)
    start = datetime.combine(first_day, starts_at)
    expected = rrulestr(text, dtstart=start).between(start, datetime.combine(last_day, time.max), inc=True)
    plan = ScheduleRule(
        first_day=first_day, last_day=last_day, starts_at=starts_at, ends_at=time(23), timezone=timezone, rrule=text
    )

    found = occurrences(plan, until=FAR)

    assert [each.on for each in found] == [local.date() for local in expected]
    assert [each.starts_at for each in found] == [local.replace(tzinfo=ZoneInfo(timezone)) for local in expected]
    assert {each.starts_at.tzinfo for each in found} <= {UTC}


@given(
    text=plans,
    last_day=st.dates(date(2027, 1, 4), date(2028, 1, 4)),
    until=st.dates(date(2027, 1, 4), date(2028, 1, 4)),
    closed=st.sets(st.dates(date(2027, 1, 4), date(2028, 1, 4))),
    skipped=st.frozensets(st.dates(date(2027, 1, 4), date(2028, 1, 4)), max_size=50),
)
def test_occurrences_are_all_those_not_left_out(
    text: str, last_day: date, until: date, closed: set[date], skipped: frozenset[date]
) -> None:
    fields: dict[str, Any] = {"starts_at": time(10), "ends_at": time(12), "timezone": "Europe/Amsterdam", "rrule": text}
    every = ScheduleRule(first_day=date(2027, 1, 4), last_day=None, **fields)
    some = ScheduleRule(first_day=date(2027, 1, 4), last_day=last_day, skipped_days=skipped, **fields)

    found = occurrences(some, until=until, closed_days=closed)

    assert found == [
        each
        for each in occurrences(every, until=date(2028, 1, 4))
        if each.on <= min(last_day, until) and each.on not in closed | skipped
    ]


def test_first_day_that_does_not_match_is_no_session() -> None:
    assert planned("FREQ=WEEKLY;BYDAY=TU,TH", until=date(2027, 1, 14)) == [
        date(2027, 1, 5),
        date(2027, 1, 7),
        date(2027, 1, 12),
        date(2027, 1, 14),
    ]


def test_first_day_gives_the_weekday_of_a_weekly_rule_without_one() -> None:
    assert planned("FREQ=WEEKLY", first_day=date(2027, 1, 6), until=date(2027, 1, 20)) == [
        date(2027, 1, 6),
        date(2027, 1, 13),
        date(2027, 1, 20),
    ]


def test_interval_counts_weeks_from_the_week_of_the_first_day() -> None:
    every_other_thursday = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"

    assert planned(every_other_thursday, until=date(2027, 2, 4)) == [
        date(2027, 1, 7),
        date(2027, 1, 21),
        date(2027, 2, 4),
    ]
    # Friday 8 January: the Thursday of that week has passed, so the next one is in the week after next.
    assert planned(every_other_thursday, first_day=date(2027, 1, 8), until=date(2027, 2, 4)) == [
        date(2027, 1, 21),
        date(2027, 2, 4),
    ]


def test_last_weekday_of_the_month() -> None:
    assert planned("FREQ=MONTHLY;BYDAY=-1TH", until=date(2027, 4, 30)) == [
        date(2027, 1, 28),
        date(2027, 2, 25),
        date(2027, 3, 25),
        date(2027, 4, 29),
    ]


def test_weekdays_with_and_without_ordinal_are_added_up() -> None:
    assert planned("FREQ=MONTHLY;BYDAY=MO,-1TH", until=date(2027, 1, 31)) == [
        date(2027, 1, 4),
        date(2027, 1, 11),
        date(2027, 1, 18),
        date(2027, 1, 25),
        date(2027, 1, 28),
    ]


def test_once_is_the_first_day() -> None:
    day = date(2027, 10, 13)

    assert occurrences(rule("FREQ=DAILY;COUNT=1", first_day=day, last_day=day), until=FAR) == [
        Occurrence(day, datetime(2027, 10, 13, 8, tzinfo=UTC), datetime(2027, 10, 13, 10, tzinfo=UTC))
    ]


@pytest.mark.parametrize("parity", [0, 1])
def test_odd_and_even_weeks_follow_iso_over_every_year_end(parity: int) -> None:
    weeks = ",".join(str(week) for week in range(1, 54) if week % 2 == parity)
    plan = ScheduleRule(
        first_day=date(2000, 1, 1),
        last_day=None,
        starts_at=time(10),
        ends_at=time(12),
        timezone="Europe/Amsterdam",
        rrule=f"FREQ=YEARLY;BYWEEKNO={weeks};BYDAY=MO,SA,SU",
    )
    every_day = [date(2000, 1, 1) + timedelta(days=n) for n in range((FAR - date(2000, 1, 1)).days + 1)]

    found = [each.on for each in occurrences(plan, until=FAR)]

    assert found == [day for day in every_day if day.weekday() in {0, 5, 6} and day.isocalendar().week % 2 == parity]


def test_last_iso_week_of_the_year_is_the_53rd_when_there_is_one() -> None:
    assert planned("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO;COUNT=2", first_day=date(2026, 1, 1), last_day=None) == [
        date(2026, 12, 28),
        date(2027, 12, 27),
    ]


def test_leap_day_comes_only_in_leap_years() -> None:
    assert planned("FREQ=YEARLY;COUNT=3", first_day=date(2028, 2, 29), last_day=None) == [
        date(2028, 2, 29),
        date(2032, 2, 29),
        date(2036, 2, 29),
    ]


def test_count_counts_sessions_that_fall_on_a_skipped_day() -> None:
    four_mondays = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"
    easter_monday = date(2027, 3, 29)
    closed = closed_days({"public_holidays"}, [], "NL", date(2027, 3, 22), date(2027, 4, 30))

    assert planned(four_mondays, first_day=date(2027, 3, 22), closed=closed) == [
        date(2027, 3, 22),
        date(2027, 4, 5),
        date(2027, 4, 12),
    ]
    assert easter_monday in planned(four_mondays, first_day=date(2027, 3, 22))


def test_skipped_period_leaves_out_both_its_ends() -> None:
    found = planned(
        "FREQ=WEEKLY;BYDAY=WE", first_day=date(2027, 7, 7), skipped_periods=[(date(2027, 7, 14), date(2027, 8, 25))]
    )

    assert found[:2] == [date(2027, 7, 7), date(2027, 9, 1)]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20270119", date(2027, 1, 19)),
        ("20270118", date(2027, 1, 12)),
        ("20270119T100000", date(2027, 1, 19)),
        ("20270119T095959", date(2027, 1, 12)),
        ("20270119T090000Z", date(2027, 1, 19)),
        ("20270119T085959Z", date(2027, 1, 12)),
    ],
)
def test_until_bounds_the_start_inclusively(until: str, last: date) -> None:
    assert planned(f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}", last_day=None)[-1] == last


def test_until_in_utc_can_be_another_local_day() -> None:
    # 3 January 20:00 UTC is 4 January 09:00 in Auckland.
    found = planned(
        "FREQ=DAILY;UNTIL=20270103T200000Z",
        first_day=date(2027, 1, 3),
        timezone="Pacific/Auckland",
        starts_at=time(9),
        ends_at=time(10),
    )

    assert found == [date(2027, 1, 3), date(2027, 1, 4)]


@pytest.mark.parametrize("timezone", ZONES)
def test_weekly_session_stays_at_ten_over_both_clock_changes(timezone: str) -> None:
    found = occurrences(rule("FREQ=WEEKLY;BYDAY=SU", timezone=timezone), until=FAR)

    assert {each.starts_at.astimezone(ZoneInfo(timezone)).time() for each in found} == {time(10)}
    assert {each.ends_at - each.starts_at for each in found} == {timedelta(hours=2)}
    assert len({each.starts_at.time() for each in found}) == 2


def test_session_over_the_clock_change_lasts_as_long_as_the_clock_says() -> None:
    night: dict[str, Any] = {"starts_at": time(1, 30), "ends_at": time(3, 30)}

    lengths = {
        each.on: each.ends_at - each.starts_at for each in occurrences(rule("FREQ=WEEKLY;BYDAY=SU", **night), until=FAR)
    }

    assert lengths[date(2027, 3, 28)] == timedelta(hours=1)
    assert lengths[date(2027, 3, 21)] == timedelta(hours=2)
    assert lengths[date(2027, 10, 31)] == timedelta(hours=3)


def test_occurrences_in_the_spring_gap_are_refused_unless_left_out() -> None:
    plan = ScheduleRule(
        first_day=date(2027, 3, 21),
        last_day=date(2027, 4, 4),
        starts_at=time(2, 30),
        ends_at=time(4),
        timezone="Europe/Amsterdam",
        rrule="FREQ=WEEKLY;BYDAY=SU",
    )

    with pytest.raises(TimeInGap) as refusal:
        occurrences(plan, until=FAR)

    assert refusal.value.details["day"] == date(2027, 3, 28)
    found = occurrences(plan, until=FAR, closed_days={date(2027, 3, 28)})
    assert [each.on for each in found] == [date(2027, 3, 21), date(2027, 4, 4)]


@pytest.mark.parametrize(
    ("text", "first_day", "last_day", "sessions"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,WE,TH,FR", date(2027, 1, 4), date(2027, 12, 17), 197),
        ("FREQ=WEEKLY;BYDAY=MO", date(2027, 1, 4), date(2027, 12, 17), 48),
        ("FREQ=MONTHLY;BYDAY=-1TH", date(2027, 1, 4), date(2027, 12, 17), 11),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=4", date(2027, 10, 5), date(2027, 10, 26), 4),
        ("FREQ=WEEKLY;BYDAY=TU,TH", date(2027, 3, 2), date(2027, 4, 29), 17),
    ],
)
def test_season_of_a_city_library_without_its_public_holidays(
    text: str, first_day: date, last_day: date, sessions: int
) -> None:
    closed = closed_days({"public_holidays"}, [], "NL", first_day, last_day)

    assert len(planned(text, first_day=first_day, last_day=last_day, closed=closed)) == sessions


def test_occurrences_of_a_rule_without_end_stop_at_the_asked_day() -> None:
    found = planned("FREQ=DAILY", last_day=None, until=date(2027, 1, 6))

    assert found == [date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 6)]
    assert planned("FREQ=DAILY", last_day=None, until=date(2026, 12, 31)) == []
