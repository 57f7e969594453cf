"""Schedule rules: which days an edition meets, and from when until when."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from events.local_time import to_utc, zone
from events.recurrence_errors import (
    DayOutOfRange,
    EndNotAfterStart,
    LastDayBeforeFirst,
    SkippedPeriodReversed,
    SkipUnknown,
    TooManyExceptions,
    YieldsNothing,
    YieldsTooMany,
)
from events.rrule import EARLIEST_DAY, LATEST_DAY, Recurrence, parse_recurrence
from events.rrule_text import MOST_SESSIONS

SKIPPABLE = frozenset({"public_holidays", "school_holidays"})
MOST_EXCEPTIONS = 400
# How far ahead a rule without an end is tried before it is accepted.
_TRIED_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRule:
    """When an edition meets, in the local time of its place.

    :ivar first_day: DTSTART of the rule: weeks of an INTERVAL count from it, and a missing BYDAY is its weekday.
        It is itself a session only when it matches the rule.
    :ivar last_day: the last day on which a session can be, or None for no end.
    :ivar starts_at: wall-clock time; it stays the same in summer and winter.
    :ivar ends_at: wall-clock time later on the same day.
    :ivar timezone: IANA name.
    :ivar rrule: RFC 5545 RRULE value in local time, without DTSTART.
    :ivar skip: kinds of closure on which there is no session, out of SKIPPABLE.
    :ivar skipped_days: single days without a session.
    :ivar skipped_periods: (first, last) days, both included, without a session.
    :raises ScheduleRefused: one subclass per reason.
    """

    first_day: date
    last_day: date | None
    starts_at: time
    ends_at: time
    timezone: str
    rrule: str
    skip: frozenset[str] = frozenset()
    skipped_days: frozenset[date] = frozenset()
    skipped_periods: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        _refuse_days(self)
        if self.ends_at <= self.starts_at:
            raise EndNotAfterStart(starts_at=self.starts_at, ends_at=self.ends_at)
        zone(self.timezone)
        parse_recurrence(self.rrule)
        _refuse_exceptions(self)

    def leaves_out(self, day: date) -> bool:
        """Whether the rule's own exceptions name this day."""
        return day in self.skipped_days or any(first <= day <= last for first, last in self.skipped_periods)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting that a rule plans.

    :ivar on: the local day, which identifies it within its rule.
    :ivar starts_at: aware, UTC.
    :ivar ends_at: aware, UTC.
    """

    on: date
    starts_at: datetime
    ends_at: datetime


def parse_rule(
    *,
    first_day: date,
    last_day: date | None,
    starts_at: time,
    ends_at: time,
    timezone: str,
    rrule: str,
    skip: Iterable[str] = (),
    skipped_days: Iterable[date] = (),
    skipped_periods: Iterable[tuple[date, date]] = (),
) -> ScheduleRule:
    """A rule that has been tried out as well: it gives sessions, not thousands, and each at a time that exists.

    A rule with an end is tried to its end, one without for five years. Takes well under a second for any text.

    :raises ScheduleRefused: one subclass per reason, with a stable `code` and the name of the `field`.
    """
    rule = ScheduleRule(
        first_day=first_day,
        last_day=last_day,
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=timezone,
        rrule=rrule.strip(),
        skip=frozenset(skip),
        skipped_days=frozenset(skipped_days),
        skipped_periods=tuple(skipped_periods),
    )
    _refuse_unusable(rule)
    return rule


def occurrences(rule: ScheduleRule, *, until: date, closed_days: Container[date] = frozenset()) -> list[Occurrence]:
    """The sessions that a rule plans from its first day to its last or `until`, both included, in order.

    COUNT counts what the rule generates before anything is left out, as with EXDATE (RFC 5545 section 3.8.5.1):
    four weekly lessons of which one falls on a holiday are three sessions, and the course does not run on unasked.

    :param closed_days: days to leave out besides the rule's own exceptions; closures.closed_days makes them.
    :raises TimeInGap: a session would start or end at a time that the spring clock change skips.
    """
    return [_occurrence(rule, day) for day in _days(rule, until) if day not in closed_days]


def pattern_days(rule: ScheduleRule, *, until: date) -> list[date]:
    """The days that a rule names up to `until`, in order, its own exceptions and closed days among them."""
    return list(_generated(rule, until))


def _occurrence(rule: ScheduleRule, day: date) -> Occurrence:
    return Occurrence(
        on=day,
        starts_at=to_utc(day, rule.starts_at, rule.timezone, field="starts_at"),
        ends_at=to_utc(day, rule.ends_at, rule.timezone, field="ends_at"),
    )


def _days(rule: ScheduleRule, until: date) -> Iterator[date]:
    return (day for day in _generated(rule, until) if not rule.leaves_out(day))


def _generated(rule: ScheduleRule, until: date) -> Iterator[date]:
    recurrence = parse_recurrence(rule.rrule)
    generated = recurrence.days(rule.first_day, min(until, rule.last_day or LATEST_DAY, LATEST_DAY))
    return takewhile(lambda day: not _is_past(recurrence, rule, day), generated)


def _is_past(recurrence: Recurrence, rule: ScheduleRule, day: date) -> bool:
    """Whether a session on this day would start after UNTIL, which bounds inclusively (RFC 5545 section 3.3.10)."""
    until = recurrence.until
    if until is None:
        return False
    if not isinstance(until, datetime):
        return day > until
    local = zone(rule.timezone) if until.tzinfo else None
    return datetime.combine(day, rule.starts_at, tzinfo=local) > until


def _refuse_days(rule: ScheduleRule) -> None:
    if not EARLIEST_DAY <= rule.first_day <= LATEST_DAY:
        raise DayOutOfRange(field="first_day", earliest=EARLIEST_DAY, latest=LATEST_DAY)
    if rule.last_day is None:
        return
    if rule.last_day < rule.first_day:
        raise LastDayBeforeFirst(first_day=rule.first_day, last_day=rule.last_day)
    if rule.last_day > LATEST_DAY:
        raise DayOutOfRange(field="last_day", earliest=EARLIEST_DAY, latest=LATEST_DAY)


def _refuse_exceptions(rule: ScheduleRule) -> None:
    if unknown := rule.skip - SKIPPABLE:
        raise SkipUnknown(skip=min(unknown))
    if len(rule.skipped_days) + len(rule.skipped_periods) > MOST_EXCEPTIONS:
        raise TooManyExceptions(limit=MOST_EXCEPTIONS)
    for first, last in rule.skipped_periods:
        if last < first:
            raise SkippedPeriodReversed(first_day=first, last_day=last)


def _refuse_unusable(rule: ScheduleRule) -> None:
    is_open_ended = rule.last_day is None and parse_recurrence(rule.rrule).is_open_ended
    until = min(rule.first_day + _TRIED_AHEAD, LATEST_DAY) if is_open_ended else LATEST_DAY
    days = list(islice(_days(rule, until), None if is_open_ended else MOST_SESSIONS + 1))
    if not days:
        raise YieldsNothing
    if len(days) > MOST_SESSIONS and not is_open_ended:
        raise YieldsTooMany(limit=MOST_SESSIONS)
    for day in days:
        _occurrence(rule, day)
