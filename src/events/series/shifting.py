"""Splits a schedule rule at one of its days, and moves it to other days. Pure."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from events.recurrence import ScheduleRule, pattern_days
from events.rrule import LATEST_DAY
from events.rrule_text import Frequency, RuleParts, read_parts
from events.series.errors import CannotShift

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Every month has a 28th day and a fourth Tuesday, and a fourth one from its end.
_SAFE_DAY: Final = 28
_SAFE_ORDINAL: Final = 4
_LONGEST_MONTH: Final = timedelta(days=31)

Values = dict[str, str]


def head_of(rule: ScheduleRule, day: date) -> ScheduleRule:
    """What the rule plans before a day."""
    return replace(rule, last_day=day - timedelta(days=1))


def tail_of(rule: ScheduleRule, day: date) -> ScheduleRule:
    """What the rule plans from one of its days on: the same days as before."""
    values = dict(read_parts(rule.rrule).values)
    if "COUNT" in values:
        before = len(pattern_days(rule, until=day - timedelta(days=1)))
        values["COUNT"] = str(int(values["COUNT"]) - before)
    return replace(rule, first_day=day, rrule=_text(values))


def without_end(rule: ScheduleRule) -> ScheduleRule:
    """The same rule, for ever."""
    values = {name: value for name, value in read_parts(rule.rrule).values.items() if name not in {"COUNT", "UNTIL"}}
    return replace(rule, rrule=_text(values), last_day=None)


def with_last_day(rule: ScheduleRule) -> ScheduleRule:
    """The same rule without UNTIL, whose day (or moment) would not move along with the others."""
    values = dict(read_parts(rule.rrule).values)
    last_day = _last_day(rule, values)
    return replace(rule, rrule=_text(values), last_day=last_day)


def moved_by(rule: ScheduleRule, *, days: int, pivot: date) -> ScheduleRule:
    """The rule with each of its days as many days later (or earlier) as the pivot, in the terms of the rule.

    Days of a week move along in the week. The second Tuesday of the month becomes the second or third Wednesday, as it
    is in the month of the pivot. The first of the rule's days becomes the first of the new rule's days, and so on;
    days that were left out stay left out.

    :param pivot: one of the rule's days.
    :raises CannotShift: no rule gives those days.
    """
    if days == 0:
        return rule
    parts = read_parts(rule.rrule)
    if parts.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        return _moved_in_week(rule, parts, days)
    if parts.frequency is Frequency.MONTHLY:
        return _moved_in_month(rule, dict(parts.values), days, pivot)
    raise CannotShift


def paired_days(rule: ScheduleRule, moved: ScheduleRule, *, until: date) -> dict[date, date]:
    """Each day of the rule up to `until` with the day that `moved_by` made of it."""
    return dict(
        zip(pattern_days(rule, until=until), pattern_days(moved, until=_later(until, _LONGEST_MONTH)), strict=False)
    )


def _moved_in_week(rule: ScheduleRule, parts: RuleParts, days: int) -> ScheduleRule:
    values, shift = dict(parts.values), timedelta(days=days)
    if values.keys() & {"BYMONTH", "BYMONTHDAY"}:
        raise CannotShift
    if "BYDAY" in values:
        values["BYDAY"] = ",".join(_rotated(day, days) for day in values["BYDAY"].split(","))
    if int(values.get("INTERVAL", "1")) > 1:
        # Weeks that are counted begin as much later: else a Sunday that became a Monday would be in another week.
        values["WKST"] = _rotated(values.get("WKST", "MO"), days)
    last_day = _last_day(rule, values)
    return replace(
        rule,
        rrule=_text(values),
        first_day=rule.first_day + shift,
        last_day=last_day and _later(last_day, shift),
        skipped_days=frozenset(_later(day, shift) for day in rule.skipped_days),
    )


def _moved_in_month(rule: ScheduleRule, values: Values, days: int, pivot: date) -> ScheduleRule:
    target = pivot + timedelta(days=days)
    if (target.year, target.month) != (pivot.year, pivot.month):
        raise CannotShift
    if not values.keys() & {"BYDAY", "BYMONTHDAY"}:
        values["BYMONTHDAY"] = str(rule.first_day.day)
    changed = values | (_other_weekdays(values, days, pivot) if "BYDAY" in values else _other_days(values, days))
    if "BYSETPOS" in values and "BYDAY" in values:
        del changed["BYSETPOS"]
    return _with_month_parts(rule, values, changed)


def _with_month_parts(rule: ScheduleRule, values: Values, changed: Values) -> ScheduleRule:
    first = next(iter(pattern_days(rule, until=LATEST_DAY)), None)
    if first is None:
        raise CannotShift
    last_day = _last_day(rule, changed)
    values.pop("UNTIL", None)
    moved = replace(
        rule,
        rrule=_text(changed),
        first_day=_same_in_month(rule, values, changed, first),
        last_day=last_day and _same_in_month(rule, values, changed, pattern_days(rule, until=last_day)[-1]),
    )
    pairs = paired_days(rule, moved, until=max(rule.skipped_days, default=rule.first_day))
    return replace(moved, skipped_days=frozenset(pairs.get(day, day) for day in rule.skipped_days))


def _same_in_month(rule: ScheduleRule, values: Values, changed: Values, day: date) -> date:
    """What the n-th day of the rule in the month of this day has become."""
    was, becomes = (_days_of_month(rule, each, day) for each in (values, changed))
    if len(was) != len(becomes):
        raise CannotShift
    return becomes[was.index(day)]


def _days_of_month(rule: ScheduleRule, values: Values, day: date) -> list[date]:
    endless = {name: value for name, value in values.items() if name not in {"COUNT", "UNTIL", "INTERVAL"}}
    last = day.replace(day=monthrange(day.year, day.month)[1])
    whole = replace(rule, rrule=_text(endless), first_day=day.replace(day=1), last_day=last)
    return pattern_days(whole, until=last)


def _other_days(values: Values, days: int) -> Values:
    if "BYSETPOS" in values:
        raise CannotShift
    return {"BYMONTHDAY": ",".join(str(_other_day(int(each), days)) for each in values["BYMONTHDAY"].split(","))}


def _other_day(day: int, days: int) -> int:
    other = day + days
    if day * other <= 0 or max(abs(day), abs(other)) > _SAFE_DAY:
        raise CannotShift
    return other


def _other_weekdays(values: Values, days: int, pivot: date) -> Values:
    ordinals = _ordinals(values)
    target = pivot + timedelta(days=days)
    mine = next(
        (each for each in ordinals if _nth(pivot, from_end=each[0] < 0) == each[0] and _is(pivot, each[1])), None
    )
    if mine is None:
        raise CannotShift
    shift = _nth(target, from_end=mine[0] < 0) - mine[0]
    alone = len(ordinals) == 1
    return {"BYDAY": ",".join(f"{_other_nth(n, shift, alone=alone)}{_rotated(day, days)}" for n, day in ordinals)}


def _ordinals(values: Values) -> list[tuple[int, str]]:
    """(ordinal, weekday) for each weekday of BYDAY; "the second of the Tuesdays" can be said by BYSETPOS too."""
    weekdays = values["BYDAY"].split(",")
    if "BYMONTHDAY" in values or ("BYSETPOS" in values and len(weekdays) > 1):
        raise CannotShift
    texts = [f"{values.get('BYSETPOS', '')}{each}" for each in weekdays]
    if any(text in _WEEKDAYS for text in texts) or ("BYSETPOS" in values and weekdays[0] not in _WEEKDAYS):
        raise CannotShift
    return [(int(text[:-2]), text[-2:]) for text in texts]


def _other_nth(nth: int, shift: int, *, alone: bool) -> int:
    other = nth + shift
    if alone and other > _SAFE_ORDINAL:
        # The fifth one is the last one, and every month has that.
        return -1
    if other * nth <= 0 or abs(other) > _SAFE_ORDINAL:
        raise CannotShift
    return other


def _nth(day: date, *, from_end: bool) -> int:
    """Which one of its weekday it is in its month: 1 for the first, -1 for the last."""
    if from_end:
        return -((monthrange(day.year, day.month)[1] - day.day) // 7 + 1)
    return (day.day - 1) // 7 + 1


def _is(day: date, weekday: str) -> bool:
    return _WEEKDAYS[day.weekday()] == weekday


def _rotated(weekday: str, days: int) -> str:
    return _WEEKDAYS[(_WEEKDAYS.index(weekday) + days) % 7]


def _last_day(rule: ScheduleRule, values: Values) -> date | None:
    """The rule's last day, in which UNTIL is taken up: that one could name a moment."""
    if values.pop("UNTIL", None) is None:
        return rule.last_day
    return next(reversed(pattern_days(rule, until=LATEST_DAY)), rule.last_day)


def _later(day: date, by: timedelta) -> date:
    return min(day + by, LATEST_DAY) if day <= LATEST_DAY else day


def _text(values: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in values.items())
