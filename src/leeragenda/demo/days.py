"""Days counted from the day of the first start, so that the world is about now. Pure; all days are local days."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FROM_TODAY = re.compile(rf"(-?\d+)(?: ({'|'.join(WEEKDAYS)}))?")


class FromToday(NamedTuple):
    """So many days from today, and from there the first such weekday (0 Monday) if one is named."""

    days: int
    weekday: int | None

    def on(self, today: date) -> date:
        day = today + timedelta(days=self.days)
        if self.weekday is None:
            return day
        return day + timedelta(days=(self.weekday - day.weekday()) % 7)


def parse_from_today(text: str) -> FromToday:
    """Reads "-84", or "-84 MO".

    :raises ValueError: it is something else.
    """
    found = _FROM_TODAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a number of days from today with perhaps a weekday")
    days, weekday = found.groups()
    return FromToday(int(days), WEEKDAYS.index(weekday) if weekday else None)


def parse_month_day(text: str) -> tuple[int, int]:
    """Reads "07-14" as (7, 14).

    :raises ValueError: there is no such day in every year.
    """
    day = date.fromisoformat(f"2001-{text}")
    return day.month, day.day


def next_season(today: date, first: tuple[int, int], last: tuple[int, int]) -> tuple[date, date]:
    """The first and last day of the season that is running, or else of the next one."""
    year = today.year if today <= date(today.year, *last) else today.year + 1
    return date(year, *first), date(year, *last)


def around(today: date, first: tuple[int, int], last: tuple[int, int]) -> list[tuple[date, date]]:
    """That part of the year, in the years that sessions of the demo can lie in."""
    return [(date(year, *first), date(year, *last)) for year in years_around(today)]


def years_around(today: date) -> Iterable[int]:
    return range(today.year - 1, today.year + 3)


def holiday_weeks(today: date, week: int, weeks: int) -> Iterator[tuple[date, date]]:
    """School holidays: from the Saturday before an ISO week to the Sunday that ends the last of `weeks`."""
    for year in years_around(today):
        monday = date.fromisocalendar(year, week, 1)
        yield monday - timedelta(days=2), monday + timedelta(days=7 * weeks - 1)
