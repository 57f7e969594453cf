from datetime import date, time, timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.recurrence import ScheduleRule, occurrences, parse_rule
from events.recurrence_errors import ScheduleRefused

SOUND: dict[str, Any] = {
    "first_day": date(2027, 1, 4),
    "last_day": None,
    "starts_at": time(10),
    "ends_at": time(12),
    "timezone": "Europe/Amsterdam",
    "rrule": "FREQ=WEEKLY;BYDAY=TU",
}


def refusal_of(**changes: Any) -> ScheduleRefused:
    with pytest.raises(ScheduleRefused) as refusal:
        parse_rule(**(SOUND | changes))
    return refusal.value


@pytest.mark.parametrize(
    ("rrule", "code"),
    [
        ("", "rrule_malformed"),
        ("weekly", "rrule_malformed"),
        ("FREQ", "rrule_malformed"),
        ("FREQ=", "rrule_malformed"),
        ("FREQ=WEEKLY;", "rrule_malformed"),
        ("FREQ=WEEKLY;FREQ=DAILY", "rrule_malformed"),
        ("BYDAY=TU", "rrule_malformed"),
        ("RRULE:FREQ=WEEKLY", "rrule_malformed"),
        ("FREQ=WEEKLY\nDTSTART:20270101T000000", "rrule_malformed"),
        ("FREQ=WEEKLY;BYDAY=DI", "rrule_malformed"),
        ("FREQ=WEEKLY;BYDAY=TU,,TH", "rrule_malformed"),
        ("FREQ=WEEKLY;WKST=1", "rrule_malformed"),
        ("FREQ=WEEKLY;INTERVAL=TWO", "rrule_malformed"),
        ("FREQ=WEEKLY;COUNT=1,2", "rrule_malformed"),
        ("FREQ=WEEKLY;UNTIL=2027-02-01", "rrule_malformed"),
        ("FREQ=WEEKLY;UNTIL=20270230", "rrule_malformed"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["TU"] * 200), "rrule_too_long"),
        ("FREQ=SECONDLY", "rrule_frequency_unsupported"),
        ("FREQ=MINUTELY;COUNT=5", "rrule_frequency_unsupported"),
        ("FREQ=HOURLY", "rrule_frequency_unsupported"),
        ("FREQ=WEEKLY;BYHOUR=9", "rrule_has_time"),
        ("FREQ=WEEKLY;BYMINUTE=0,30", "rrule_has_time"),
        ("FREQ=WEEKLY;BYSECOND=1", "rrule_has_time"),
        ("FREQ=YEARLY;BYEASTER=1", "rrule_part_unsupported"),
        ("FREQ=MONTHLY;RSCALE=HEBREW", "rrule_part_unsupported"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20270301", "rrule_part_not_combinable"),
        ("FREQ=WEEKLY;BYDAY=2TU", "rrule_part_not_combinable"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "rrule_part_not_combinable"),
        ("FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1", "rrule_part_not_combinable"),
        ("FREQ=MONTHLY;BYWEEKNO=3;BYDAY=TU", "rrule_part_not_combinable"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1TU", "rrule_part_not_combinable"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=TU;INTERVAL=2", "rrule_part_not_combinable"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=TU;WKST=SU", "rrule_part_not_combinable"),
        ("FREQ=YEARLY;BYWEEKNO=3", "rrule_part_missing"),
        ("FREQ=MONTHLY;BYSETPOS=1", "rrule_part_missing"),
        ("FREQ=WEEKLY;INTERVAL=0", "rrule_number_out_of_range"),
        ("FREQ=WEEKLY;INTERVAL=-1", "rrule_number_out_of_range"),
        ("FREQ=WEEKLY;INTERVAL=53", "rrule_number_out_of_range"),
        ("FREQ=WEEKLY;COUNT=0", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYMONTH=13", "rrule_number_out_of_range"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "rrule_number_out_of_range"),
        ("FREQ=MONTHLY;BYMONTHDAY=-32", "rrule_number_out_of_range"),
        ("FREQ=MONTHLY;BYDAY=6MO", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=53MO", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYDAY=54MO", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYYEARDAY=367", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYDAY=MO;BYSETPOS=9999999999", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYWEEKNO=54;BYDAY=MO", "rrule_number_out_of_range"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rrule_yields_nothing"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "rrule_yields_nothing"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "rrule_yields_nothing"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "rrule_yields_nothing"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20791231", "rrule_yields_nothing"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "rrule_yields_nothing"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366", "rrule_yields_nothing"),
        ("FREQ=WEEKLY;INTERVAL=52;BYMONTH=8", "rrule_yields_nothing"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6", "rrule_yields_nothing"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270104", "rrule_yields_nothing"),
        ("FREQ=WEEKLY;UNTIL=00010101T000000Z", "rrule_yields_nothing"),
        ("FREQ=DAILY;COUNT=1001", "rrule_yields_too_many"),
        ("FREQ=DAILY;COUNT=" + "9" * 400, "rrule_yields_too_many"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "rrule_yields_too_many"),
    ],
)
def test_parse_rule_with_a_bad_rrule_is_refused_at_once(rrule: str, code: str) -> None:
    started = perf_counter()

    refusal = refusal_of(rrule=rrule)

    assert (refusal.code, refusal.field) == (code, "rrule")
    assert perf_counter() - started < 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"timezone": "Europe/Rotterdam"}, "timezone_unknown", "timezone"),
        ({"first_day": date(1999, 12, 31)}, "day_out_of_range", "first_day"),
        ({"first_day": date(9999, 12, 31)}, "day_out_of_range", "first_day"),
        ({"last_day": date(2081, 1, 1)}, "day_out_of_range", "last_day"),
        ({"last_day": date(2027, 1, 3)}, "last_day_before_first", "last_day"),
        ({"ends_at": time(10)}, "end_not_after_start", "ends_at"),
        ({"ends_at": time(9)}, "end_not_after_start", "ends_at"),
        ({"skip": ["carnival"]}, "skip_unknown", "skip"),
        ({"skipped_periods": [(date(2027, 8, 25), date(2027, 7, 14))]}, "skipped_period_reversed", "skipped_periods"),
        (
            {"skipped_days": [date(2027, 1, 1) + timedelta(days=n) for n in range(401)]},
            "too_many_exceptions",
            "skipped_days",
        ),
        ({"last_day": date(2027, 1, 4)}, "rrule_yields_nothing", "rrule"),
        ({"skipped_periods": [(date(2027, 1, 4), date(2080, 12, 31))]}, "rrule_yields_nothing", "rrule"),
        ({"rrule": "FREQ=DAILY", "last_day": date(2079, 1, 1)}, "rrule_yields_too_many", "rrule"),
    ],
)
def test_parse_rule_with_a_bad_field_names_it(changes: dict[str, Any], code: str, field: str) -> None:
    refusal = refusal_of(**changes)

    assert (refusal.code, refusal.field) == (code, field)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "field"), [(time(2, 30), time(4), "starts_at"), (time(1), time(2, 30), "ends_at")]
)
def test_parse_rule_in_the_spring_gap_names_day_and_time(starts_at: time, ends_at: time, field: str) -> None:
    refusal = refusal_of(rrule="FREQ=WEEKLY;BYDAY=SU", starts_at=starts_at, ends_at=ends_at)

    assert (refusal.code, refusal.field) == ("time_in_dst_gap", field)
    assert str(refusal) == (
        "On 2027-03-28 the time 02:30:00 does not exist in Europe/Amsterdam, because the clock is put forward."
    )


def test_parse_rule_in_the_spring_gap_on_a_skipped_day_is_accepted() -> None:
    night = SOUND | {"rrule": "FREQ=WEEKLY;BYDAY=SU", "starts_at": time(2, 30), "last_day": date(2027, 6, 1)}

    assert parse_rule(**night, skipped_days=[date(2027, 3, 28)]).starts_at == time(2, 30)


def test_parse_rule_finds_the_gap_of_a_later_year() -> None:
    # Every second Sunday misses the changes of 2027 to 2029 and meets that of 2030.
    refusal = refusal_of(
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", first_day=date(2027, 1, 4), starts_at=time(2, 30), ends_at=time(4)
    )

    assert refusal.details["day"] == date(2030, 3, 31)


def test_parse_rule_of_a_daily_rule_without_end_is_accepted() -> None:
    assert parse_rule(**(SOUND | {"rrule": " freq=daily "})).rrule == "freq=daily"


def test_parse_rule_at_the_most_sessions_is_accepted() -> None:
    rule = parse_rule(**(SOUND | {"rrule": "FREQ=DAILY;COUNT=1000"}))

    assert len(occurrences(rule, until=date(2080, 12, 31))) == 1000


@pytest.mark.parametrize("bad", [{"rrule": "FREQ=HOURLY"}, {"timezone": "Europe/Rotterdam"}, {"ends_at": time(9)}])
def test_schedule_rule_that_is_unsound_cannot_exist(bad: dict[str, Any]) -> None:
    with pytest.raises(ScheduleRefused):
        ScheduleRule(**(SOUND | bad))


def test_parse_rule_that_would_first_match_after_the_calendar_ends_yields_nothing() -> None:
    # Evaluated 7,916 years later, its first Saturday in January would be in the year 10000.
    refusal = refusal_of(rrule="FREQ=WEEKLY;INTERVAL=45;BYMONTH=1;BYDAY=SA", first_day=date(2080, 7, 15))

    assert refusal.code == "rrule_yields_nothing"


def test_parse_rule_with_week_numbers_and_the_defaults_written_out_is_accepted() -> None:
    rule = parse_rule(**(SOUND | {"rrule": "FREQ=YEARLY;INTERVAL=1;WKST=MO;BYWEEKNO=2;BYDAY=TU"}))

    assert [each.on for each in occurrences(rule, until=date(2027, 12, 31))] == [date(2027, 1, 12)]


names = st.sampled_from(
    [
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "BYDAY",
        "BYMONTH",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYSETPOS",
        "WKST",
    ]
)
values = st.one_of(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "MO", "-1FR", "53SU", "20270505", "20991231T000000Z"]),
    st.integers(-400, 400).map(str),
    st.text(max_size=5),
)
parts = st.tuples(names, st.lists(values, min_size=1, max_size=4).map(",".join)).map("=".join)


@given(
    frequency=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=X"]),
    rest=st.lists(parts, max_size=4),
)
@example(frequency="FREQ=WEEKLY", rest=["BYMONTH=1", "INTERVAL=52", "BYDAY=SA"])
def test_parse_rule_gives_sessions_or_a_named_refusal_for_any_text(frequency: str, rest: list[str]) -> None:
    text = ";".join([frequency, *rest])

    try:
        rule = parse_rule(**(SOUND | {"rrule": text}))
    except ScheduleRefused as refusal:
        assert refusal.field == "rrule"  # noqa: PT017  either way of ending is right
    else:
        assert occurrences(rule, until=date(2080, 12, 31))
