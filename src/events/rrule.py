"""RFC 5545 recurrence rules (sections 3.3.10 and 3.8.5.3) over whole days, evaluated by python-dateutil.

A library plans days; the time of day is not the rule's. Accepted is what people plan with (DAILY, WEEKLY, MONTHLY,
YEARLY), and of that what every calendar program reads in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile

from dateutil import rrule as dateutil_rrule
from dateutil.rrule import MONTHLY, weekday

from events.rrule_text import Frequency, read_parts

EARLIEST_DAY = date(2000, 1, 1)
LATEST_DAY = date(2080, 12, 31)

# python-dateutil looks for the next match until the year 9999, so a rule that never matches costs 8,000 years of
# looking. The Gregorian calendar repeats every 400 years, and between 1901 and 2099 every 28 years too, weekdays
# included: 2000-2082 is day for day 9916-9998. Evaluated there, the search ends after a few dozen years.
_TO_CALENDAR_END = timedelta(days=20 * 146_097 - 3 * 10_227)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A recurrence rule that has been read and found sound.

    :ivar until: the last day, or the last start: naive in local time, or aware in UTC.
    :ivar weeks: ISO 8601 week numbers; negative ones count from the last week of the ISO year.
    """

    frequency: Frequency
    interval: int
    count: int | None
    until: date | datetime | None
    week_start: int
    months: tuple[int, ...] | None
    month_days: tuple[int, ...] | None
    year_days: tuple[int, ...] | None
    weeks: tuple[int, ...] | None
    weekdays: tuple[tuple[int, int | None], ...] | None
    positions: tuple[int, ...] | None

    @property
    def is_open_ended(self) -> bool:
        return self.count is None and self.until is None

    def days(self, first_day: date, last_day: date) -> Iterator[date]:
        """The matching days from `first_day` (DTSTART) to `last_day`, both included, in order.

        `first_day` itself is only one of them when it matches. COUNT is applied, UNTIL is not: whether a day is past
        it can depend on a time of day and a time zone.
        """
        matching = (day for day in self._dateutil_days(first_day) if self._in_weeks(day))
        return takewhile(lambda day: day <= last_day, islice(matching, self.count))

    def _dateutil_days(self, first_day: date) -> Iterator[date]:
        evaluated = dateutil_rrule.rrule(
            self.frequency.value,
            dtstart=datetime.combine(first_day + _TO_CALENDAR_END, time.min),
            interval=self.interval,
            wkst=self.week_start,
            bymonth=self.months,
            bymonthday=self.month_days,
            byyearday=self.year_days,
            byweekday=self._dateutil_weekdays(),
            bysetpos=self.positions,
        )
        try:
            for moment in evaluated:
                yield moment.date() - _TO_CALENDAR_END
        except (ValueError, OverflowError):
            # dateutil runs off the calendar when the week after 9999-12-31 matches; nothing comes after that anyway.
            return

    def _dateutil_weekdays(self) -> list[weekday] | None:
        """With an ordinal for all or for none: dateutil reads `MO,-1TH` as days that are both."""
        if self.weekdays is None:
            return None
        if all(ordinal is None for _, ordinal in self.weekdays):
            return [weekday(day) for day, _ in self.weekdays]
        most = 5 if self.frequency == MONTHLY or self.months else 53
        every = range(1, most + 1)
        return [weekday(day, n) for day, ordinal in self.weekdays for n in ([ordinal] if ordinal else every)]

    def _in_weeks(self, day: date) -> bool:
        """BYWEEKNO, which dateutil gets wrong in the first days of January after some years."""
        if self.weeks is None:
            return True
        year, week, _ = day.isocalendar()
        weeks_in_year = date(year, 12, 28).isocalendar().week
        return week in self.weeks or week - weeks_in_year - 1 in self.weeks


@lru_cache(maxsize=4096)
def parse_recurrence(text: str) -> Recurrence:
    """Reads the value of an RRULE property, without DTSTART.

    :raises ScheduleRefused: one subclass per reason; the field is always `rrule`.
    """
    parts = read_parts(text)
    return Recurrence(
        frequency=parts.frequency,
        interval=parts.number("INTERVAL", default=1, highest=52),
        count=parts.count(),
        until=parts.until(),
        week_start=parts.week_start(),
        months=parts.numbers("BYMONTH", highest=12),
        month_days=parts.numbers("BYMONTHDAY", highest=31, signed=True),
        year_days=parts.numbers("BYYEARDAY", highest=366, signed=True),
        weeks=parts.numbers("BYWEEKNO", highest=53, signed=True),
        weekdays=parts.weekdays(),
        positions=parts.numbers("BYSETPOS", highest=366, signed=True),
    )
