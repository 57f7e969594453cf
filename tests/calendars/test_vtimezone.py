from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.errors import IrregularTimezoneError, UnknownTimezoneError
from calendars.vtimezone import has_vtimezone, is_doubled, local_time, vtimezone
from tests.calendars.examples import amsterdam, properties

REGULAR = (
    "Europe/Amsterdam",
    "Europe/Dublin",
    "Europe/Istanbul",
    "America/Curacao",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "America/Nuuk",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Antarctica/Troll",
)
IRREGULAR = ("Africa/Casablanca", "Africa/Cairo", "Asia/Gaza")


def test_vtimezone_amsterdam_has_the_yearly_rules_of_1996() -> None:
    assert vtimezone("Europe/Amsterdam").decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Amsterdam",
        "BEGIN:DAYLIGHT",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "DTSTART:19960331T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_vtimezone_without_summer_time_is_one_standard() -> None:
    assert [tuple(each) for each in properties(vtimezone("America/Curacao"))[2:-1]] == [
        ("BEGIN", "", "STANDARD"),
        ("TZNAME", "", "AST"),
        ("TZOFFSETFROM", "", "-0400"),
        ("TZOFFSETTO", "", "-0400"),
        ("DTSTART", "", "19700101T000000"),
        ("END", "", "STANDARD"),
    ]


@pytest.mark.parametrize("tzid", REGULAR)
def test_vtimezone_never_lists_dates(tzid: str) -> None:
    assert [each for each in properties(vtimezone(tzid)) if each.name == "RDATE"] == []


@pytest.mark.parametrize("tzid", REGULAR)
def test_vtimezone_read_by_dateutil_gives_the_offsets_of_the_database(tzid: str) -> None:
    reader = tzical(StringIO(vtimezone(tzid).decode().replace("\r\n", "\n"))).get(tzid)
    moments = [datetime(2026, 1, 1, 12) + timedelta(days=day) for day in range(365 * 6)]  # noqa: DTZ001

    read = [moment.replace(tzinfo=reader).utcoffset() for moment in moments]

    assert read == [moment.replace(tzinfo=ZoneInfo(tzid)).utcoffset() for moment in moments]


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2060, 1, 1)), st.sampled_from(REGULAR))  # noqa: DTZ001
def test_vtimezone_read_by_icalendar_gives_the_offsets_of_the_database(moment: datetime, tzid: str) -> None:
    in_zone = local_time(moment.replace(tzinfo=UTC), tzid)
    reader = icalendar.Timezone.from_ical(vtimezone(tzid)).to_tz(lookup_tzid=False)

    read = in_zone.replace(tzinfo=None).replace(tzinfo=reader).utcoffset()

    either_pass = {in_zone.replace(fold=fold).utcoffset() for fold in (0, 1)}
    assert read in either_pass


@pytest.mark.parametrize("tzid", IRREGULAR)
def test_vtimezone_of_a_zone_without_yearly_rule_is_refused(tzid: str) -> None:
    with pytest.raises(IrregularTimezoneError, match=tzid):
        vtimezone(tzid)


@pytest.mark.parametrize(
    "tzid", ["Europe/Rotterdam", "Europe", "", "../../etc/passwd", "Europe/Amsterdam\r\nX:y", "a\0b"]
)
def test_vtimezone_of_an_unknown_name_is_refused(tzid: str) -> None:
    with pytest.raises(UnknownTimezoneError):
        vtimezone(tzid)


def test_has_vtimezone_only_for_zones_that_need_and_allow_one() -> None:
    names = ("Europe/Amsterdam", "Asia/Kolkata", "UTC", "Etc/UTC", "Africa/Casablanca")

    assert [has_vtimezone(name) for name in names] == [True, True, False, False, False]


def test_local_time_in_the_spring_gap_is_the_hour_after_it() -> None:
    assert local_time(amsterdam(2027, 3, 28, 2, 30), "Europe/Amsterdam").hour == 3


def test_is_doubled_in_both_passes_and_in_no_other_hour() -> None:
    moments = [datetime(2027, 10, 30, 23, 59, tzinfo=UTC) + timedelta(minutes=minutes) for minutes in (0, 1, 61, 121)]

    assert [is_doubled(each, "Europe/Amsterdam") for each in moments] == [False, True, True, False]


def test_is_doubled_is_false_around_the_spring_gap() -> None:
    moments = [datetime(2027, 3, 28, hour, 30, tzinfo=UTC) for hour in (0, 1)]

    assert [is_doubled(each, "Europe/Amsterdam") for each in moments] == [False, False]
