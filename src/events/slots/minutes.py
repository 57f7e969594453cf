"""Minutes of a local day as bits of a number, so that comparing a whole day is one operation. Pure."""

from collections.abc import Iterable, Sequence

from events.staffing.times import DAY_MINUTES, Stretch

ALL_DAY = (1 << DAY_MINUTES) - 1


def bits(first: int, last: int) -> int:
    """The minutes from `first` up to, not including, `last`; what lies outside the day is left out."""
    first, last = max(first, 0), min(last, DAY_MINUTES)
    return ((1 << (last - first)) - 1) << first if last > first else 0


def week_of(stretches: Sequence[Stretch]) -> dict[int, int]:
    """The minutes of each weekday (1 Monday - 7 Sunday) in these stretches; all of them when there are none."""
    if not stretches:
        return dict.fromkeys(range(1, 8), ALL_DAY)
    week = dict.fromkeys(range(1, 8), 0)
    for each in stretches:
        week[each.weekday] |= bits(each.first, each.last)
    return week


def union(parts: Iterable[tuple[int, int]]) -> int:
    """All minutes of these parts of a day, each from its first up to its last."""
    minutes = 0
    for first, last in parts:
        minutes |= bits(first, last)
    return minutes
