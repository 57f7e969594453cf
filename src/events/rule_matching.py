"""Finds which known schedule rule each line of a programme file is about. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Timing:
    """What tells one rule of an edition from another."""

    rrule: str
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRule:
    """A rule as it is stored; `skip` is sorted."""

    id: int
    first_day: date
    last_day: date | None
    timing: Timing
    skip: tuple[str, ...]


def match_rules(
    items: Sequence[Item], timing_of: Callable[[Item], Timing], rules: Iterable[KnownRule]
) -> list[KnownRule | None]:
    """For each line of an edition its rule, or None when the line is a new rule.

    A line whose timing is that of a rule is about that rule. When no rule of the edition lacks a line, the other lines
    are the other rules as they are from now on, the most alike first. With fewer lines than rules nobody can tell a
    changed rule from a new one, and the other lines are new rules.
    """
    left = list(rules)
    found: dict[int, KnownRule] = {}
    for least in (3, 2, 1, 0) if len(items) >= len(left) else (3,):
        for position, item in enumerate(items):
            if position not in found and left:
                best = max(left, key=lambda rule: _likeness(timing_of(item), rule.timing))
                if _likeness(timing_of(item), best.timing) >= least:
                    found[position] = best
                    left.remove(best)
    return [found.get(position) for position in range(len(items))]


def _likeness(timing: Timing, known: Timing) -> int:
    if timing == known:
        return 3
    if timing.rrule == known.rrule:
        return 2
    return int((timing.starts_at, timing.ends_at) == (known.starts_at, known.ends_at))
