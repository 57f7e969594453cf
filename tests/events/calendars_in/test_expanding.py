"""One calendar habit, one test: what an .ics of another system means for the meetings to come."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from tabular.errors import BadLines
from tests.events.calendars_in.examples import AMSTERDAM, NOW, calendar, event, expanded, local_starts

TUESDAY = "DTSTART;TZID=Europe/Amsterdam:20270105T100000"


def mistakes(body: bytes) -> list[str]:
    with pytest.raises(BadLines) as caught:
        expanded(body)
    return [f"{bad.line} {bad.column}: {type(bad.reason).__name__}" for bad in caught.value.lines]


def test_single_event_has_its_utc_times_and_no_recurrence_id() -> None:
    (one,) = expanded(calendar(event("a", TUESDAY, "DTEND;TZID=Europe/Amsterdam:20270105T113000"))).wanted
    assert (one.starts_at, one.ends_at, one.recurrence_id) == (
        datetime(2027, 1, 5, 9, tzinfo=UTC),
        datetime(2027, 1, 5, 10, 30, tzinfo=UTC),
        "",
    )


def test_weekly_event_keeps_its_local_time_over_the_change_of_the_clock() -> None:
    body = calendar(event("a", "DTSTART;TZID=Europe/Amsterdam:20270323T100000", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert local_starts(body) == ["2027-03-23 10:00", "2027-03-30 10:00"]


def test_exception_extra_date_and_moved_occurrence_are_followed() -> None:
    body = calendar(
        event(
            "a",
            TUESDAY,
            "RRULE:FREQ=WEEKLY;UNTIL=20270126T235959Z",
            "EXDATE;TZID=Europe/Amsterdam:20270112T100000",
            "RDATE;TZID=Europe/Amsterdam:20270203T150000",
        ),
        event("a", "RECURRENCE-ID:20270119T090000Z", "DTSTART:20270120T130000Z", "DTEND:20270120T140000Z"),
    )
    assert local_starts(body) == ["2027-01-05 10:00", "2027-01-20 14:00", "2027-01-26 10:00", "2027-02-03 15:00"]
    assert [each.recurrence_id for each in expanded(body).wanted][1] == "20270119T090000Z"


def test_cancelled_event_and_cancelled_occurrence_are_not_wanted() -> None:
    body = calendar(
        event("a", TUESDAY, "STATUS:CANCELLED"),
        event("b", TUESDAY, "RRULE:FREQ=DAILY;COUNT=2"),
        event("b", "RECURRENCE-ID:20270105T090000Z", TUESDAY, "STATUS:CANCELLED"),
    )
    assert local_starts(body) == ["2027-01-06 10:00"]


@pytest.mark.parametrize(
    "tzid",
    [
        "W. Europe Standard Time",
        "/freeassociation.sourceforge.net/Europe/Amsterdam",
        '"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
        "Europe/Amsterdam",
    ],
)
def test_zone_is_recognised_under_the_names_that_other_systems_have_for_it(tzid: str) -> None:
    assert local_starts(calendar(event("a", f"DTSTART;TZID={tzid}:20270705T100000"))) == ["2027-07-05 10:00"]


def test_floating_time_is_that_of_the_place() -> None:
    assert local_starts(calendar(event("a", "DTSTART:20270705T100000", "DURATION:PT45M"))) == ["2027-07-05 10:00"]


def test_event_without_an_end_lasts_an_hour_and_says_so() -> None:
    found = expanded(calendar(event("a", TUESDAY)))
    assert found.wanted[0].ends_at - found.wanted[0].starts_at == timedelta(hours=1)
    assert [each.message for each in found.remarks] == ["has no end: it lasts one hour here"]


def test_whole_day_gets_the_opening_hours_and_says_so() -> None:
    found = expanded(calendar(event("a", "DTSTART;VALUE=DATE:20270105")))
    assert found.wanted[0].ends_at - found.wanted[0].starts_at == timedelta(hours=8)
    assert [each.message for each in found.remarks] == ["lasts the whole day: it has the opening hours here"]


def test_every_event_that_cannot_be_used_is_named_with_its_line() -> None:
    body = calendar(
        event("sunday", "DTSTART;VALUE=DATE:20270103"),
        event("holiday", "DTSTART;VALUE=DATE:20270105", "DTEND;VALUE=DATE:20270112"),
        event("often", TUESDAY, "RRULE:FREQ=SECONDLY"),
    )
    assert mistakes(body) == [
        "4 sunday DTSTART: LastsWholeDay",
        "10 holiday DTEND: LastsWholeDays",
        "17 often RRULE: FrequencyUnsupported",
    ]


def test_what_is_wrong_with_an_event_that_is_over_does_not_matter() -> None:
    assert expanded(calendar(event("old", "DTSTART;VALUE=DATE:20260103"))).wanted == []


def test_endless_rule_ends_at_the_horizon() -> None:
    wanted = expanded(calendar(event("a", TUESDAY, "RRULE:FREQ=WEEKLY"))).wanted
    assert (wanted[-1].day, len(wanted)) == (date(2028, 2, 29), 61)


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 4),
    st.sampled_from(["", ";COUNT=9", ";UNTIL=20270601T120000Z"]),
    st.sets(st.integers(0, 12), max_size=3),
    st.sampled_from(["20270105T100000", "20270131T233000", "20261229T083000"]),
)
def test_repetitions_are_those_of_another_implementation(
    frequency: str, interval: int, end: str, excluded: set[int], start: str
) -> None:
    rule = f"RRULE:FREQ={frequency};INTERVAL={interval}{end}"
    first = datetime.fromisoformat(start)
    out = [f"EXDATE;TZID=Europe/Amsterdam:{first + timedelta(weeks=each):%Y%m%dT%H%M%S}" for each in excluded]
    body = calendar(event("a", f"DTSTART;TZID=Europe/Amsterdam:{start}", "DURATION:PT1H", rule, *out))
    theirs = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(NOW, date(2028, 3, 2))
    starts = sorted(each["DTSTART"].dt.astimezone(UTC) for each in theirs)
    expected = [each for each in starts if each > NOW and each.astimezone(AMSTERDAM).date() <= date(2028, 3, 1)]
    assert [each.starts_at for each in expanded(body).wanted] == expected
