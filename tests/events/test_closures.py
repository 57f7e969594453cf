from datetime import date, timedelta

import pytest

from events.closures import Closure, closed_days, public_holidays
from events.recurrence_errors import UnknownHolidayCalendar

AUTUMN_SOUTH = Closure("school_holidays", date(2027, 10, 23), date(2027, 10, 31), "Herfstvakantie", "zuid")
STOCKTAKING = Closure("closed", date(2027, 11, 3), date(2027, 11, 4), "Inventarisatie")
AUTUMN = (date(2027, 10, 1), date(2027, 11, 30))
DAYS_OF_STOCKTAKING = {date(2027, 11, 3), date(2027, 11, 4)}


def days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def test_public_holidays_of_the_netherlands_have_dutch_names() -> None:
    assert public_holidays("NL", [2027]) == {
        date(2027, 1, 1): "Nieuwjaarsdag",
        date(2027, 3, 26): "Goede vrijdag",
        date(2027, 3, 28): "Eerste paasdag",
        date(2027, 3, 29): "Tweede paasdag",
        date(2027, 4, 27): "Koningsdag",
        date(2027, 5, 6): "Hemelvaartsdag",
        date(2027, 5, 16): "Eerste pinksterdag",
        date(2027, 5, 17): "Tweede pinksterdag",
        date(2027, 12, 25): "Eerste kerstdag",
        date(2027, 12, 26): "Tweede kerstdag",
    }


def test_public_holidays_with_liberation_day_only_every_fifth_year() -> None:
    found = public_holidays("NL", range(2026, 2031))

    assert [day.year for day, name in found.items() if name == "Bevrijdingsdag"] == [2030]


def test_public_holidays_move_kings_day_from_a_sunday_to_the_saturday_before() -> None:
    assert public_holidays("NL", [2031])[date(2031, 4, 26)] == "Koningsdag"


def test_public_holidays_of_a_subdivision_are_added() -> None:
    catholic = date(2027, 11, 1)

    assert catholic not in public_holidays("DE", [2027])
    assert public_holidays("DE", [2027], "BY")[catholic] == "Allerheiligen"


@pytest.mark.parametrize(("country", "subdivision"), [("QQ", None), ("NL", "ZZ")])
def test_public_holidays_of_an_unknown_place_are_refused(country: str, subdivision: str | None) -> None:
    with pytest.raises(UnknownHolidayCalendar) as refusal:
        public_holidays(country, [2027], subdivision)

    assert refusal.value.code == "holiday_calendar_unknown"


def test_closed_days_without_skips_are_the_days_the_place_is_closed() -> None:
    assert closed_days((), [AUTUMN_SOUTH, STOCKTAKING], "NL", *AUTUMN) == DAYS_OF_STOCKTAKING


def test_closed_days_with_school_holidays_have_both_ends_of_the_period() -> None:
    found = closed_days({"school_holidays"}, [AUTUMN_SOUTH], "NL", *AUTUMN)

    assert found == days(date(2027, 10, 23), date(2027, 10, 31))


@pytest.mark.parametrize(("region", "counts"), [("zuid", True), ("noord", False), (None, True)])
def test_closed_days_count_a_school_region(region: str | None, counts: bool) -> None:
    found = closed_days({"school_holidays"}, [AUTUMN_SOUTH], "NL", *AUTUMN, region=region)

    assert bool(found) is counts


def test_closed_days_without_region_hold_in_every_region() -> None:
    assert closed_days((), [STOCKTAKING], "NL", *AUTUMN, region="noord") == DAYS_OF_STOCKTAKING


def test_closed_days_outside_the_asked_period_are_left_out() -> None:
    for_ever = Closure("closed", date.min, date.max, "Afgebrand")

    assert closed_days((), [for_ever], "NL", *AUTUMN) == days(*AUTUMN)
    assert closed_days((), [STOCKTAKING], "NL", date(2027, 11, 4), date(2027, 11, 9)) == {date(2027, 11, 4)}
    assert closed_days((), [STOCKTAKING], "NL", date(2027, 12, 1), date(2027, 12, 9)) == set()


def test_closed_days_with_public_holidays_cross_the_year() -> None:
    found = closed_days({"public_holidays"}, [], "NL", date(2026, 12, 26), date(2027, 1, 1))

    assert found == {date(2026, 12, 26), date(2027, 1, 1)}


def test_closed_days_of_an_unknown_country_matter_only_when_public_holidays_are_skipped() -> None:
    assert closed_days((), [], "QQ", *AUTUMN) == set()
    with pytest.raises(UnknownHolidayCalendar):
        closed_days({"public_holidays"}, [], "QQ", *AUTUMN)
