"""Stretches of weekdays, such as opening hours and when somebody can be asked, beside moments. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from events.local_time import zone

DAY_MINUTES = 24 * 60
# Nobody can write 24:00, so the last minute that a clock shows stands for midnight.
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A part of a weekday (1 Monday - 7 Sunday), in minutes after local midnight; the last is no longer in it."""

    weekday: int
    first: int
    last: int

    @classmethod
    def between(cls, weekday: int, start: time, end: time) -> "Stretch":
        return cls(weekday, minutes(start), DAY_MINUTES if end >= _LAST_MINUTE else minutes(end))


@dataclass(frozen=True, slots=True, order=True)
class DayPart:
    """A part of a local day, in minutes after midnight; the last is no longer in it."""

    day: date
    first: int
    last: int


def minutes(at: time) -> int:
    """After midnight."""
    return at.hour * 60 + at.minute


def day_parts(starts_at: datetime, ends_at: datetime, timezone: str) -> list[DayPart]:
    """The local days that a period touches, with what it takes of each; a begun minute counts as a whole one.

    :param starts_at: aware, as is `ends_at`.
    """
    start = starts_at.astimezone(zone(timezone)).replace(tzinfo=None)
    end = ends_at.astimezone(zone(timezone)).replace(tzinfo=None)
    # Within the hour that the autumn change repeats, clocks can show an end before the start.
    end = max(start, end) + timedelta(seconds=59, microseconds=999_999)
    parts, day = [], start.date()
    while day <= end.date():
        first = minutes(start.time()) if day == start.date() else 0
        last = minutes(end.time()) if day == end.date() else DAY_MINUTES
        if last > first:
            parts.append(DayPart(day, first, last))
        day += timedelta(days=1)
    return parts


def is_covered(parts: Iterable[DayPart], stretches: Iterable[Stretch]) -> bool:
    """Whether every minute of these parts lies in a stretch of its weekday; stretches that touch are as one."""
    whole = joined(stretches)
    return all(
        any(
            each.weekday == part.day.isoweekday() and each.first <= part.first and part.last <= each.last
            for each in whole
        )
        for part in parts
    )


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same stretches in order of time, of which none touch."""
    whole: list[Stretch] = []
    for each in sorted(stretches):
        before = whole[-1] if whole else None
        if before is not None and before.weekday == each.weekday and each.first <= before.last:
            whole[-1] = Stretch(each.weekday, before.first, max(before.last, each.last))
        else:
            whole.append(each)
    return whole
