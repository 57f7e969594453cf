"""What the rules of an edition are a season later. Pure."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from events.recurrence import ScheduleRule, occurrences, pattern_days
from events.rrule import LATEST_DAY
from events.rrule_text import Frequency, read_parts
from events.series.errors import TooFewMeetings
from events.series.shifting import tail_of, with_last_day, without_end

_LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Season:
    """The days of a season, both included, and how much later the next one is: whole weeks."""

    first: date
    last: date
    shift: timedelta

    @classmethod
    def before(cls, first: date, last: date, next_first: date) -> "Season":
        """:param next_first: nothing is planned before it; it begins on the first such day with the same weekday."""
        weeks = -((first - next_first).days // 7)
        return cls(first, last, timedelta(days=7 * weeks))

    def days_of(self, rule: ScheduleRule) -> list[date]:
        """The days of a rule in the season, without those that it leaves out itself."""
        known = pattern_days(rule, until=self.last)
        return [day for day in known if day >= self.first and not rule.leaves_out(day)]

    def runs_on(self, rule: ScheduleRule) -> bool:
        """Whether the rule has days in the next season by itself."""
        first, last = self.first + self.shift, self.last + self.shift
        return any(day >= first and not rule.leaves_out(day) for day in pattern_days(rule, until=last))

    def next(self, rule: ScheduleRule) -> ScheduleRule:
        """The part of the rule that is in the season, in the next one. Its single exceptions were of this season."""
        begins_on = self.days_of(rule)[0]
        part = with_last_day(rule)
        if pattern_days(part, until=begins_on)[0] < begins_on:
            part = tail_of(part, begins_on)
        first = begins_on + self.shift
        if read_parts(rule.rrule).frequency is Frequency.MONTHLY:
            # The second Tuesday can be earlier in that month.
            first = max(first.replace(day=1), self.first + self.shift)
        last = min(part.last_day or self.last, self.last) + self.shift
        return replace(part, first_day=first, last_day=last, skipped_days=frozenset(), skipped_periods=())


def with_lessons(rules: Sequence[ScheduleRule], lessons: int, closed: Sequence[Container[date]]) -> list[ScheduleRule]:
    """Lets rules of one course go on until it has so many lessons together; a rule without any keeps its last day.

    :param closed: for each rule the days on which it is not held.
    :raises TooFewMeetings: that takes years.
    """
    endless = [without_end(rule) for rule in rules]
    until = min(min(rule.first_day for rule in rules) + _LONGEST, LATEST_DAY)
    found = sorted(
        (each.starts_at, n, each.on)
        for n, rule in enumerate(endless)
        for each in occurrences(rule, until=until, closed_days=closed[n])
    )[:lessons]
    if len(found) < lessons:
        raise TooFewMeetings(found=len(found), lessons=lessons)
    return [
        replace(rule, last_day=max((day for _, which, day in found if which == n), default=rule.first_day))
        for n, rule in enumerate(endless)
    ]
