"""Which days licences cover together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """From a day until another one, both included; without an end for ever."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def first_day_without(terms: Iterable[Term], first: date, last: date) -> date | None:
    """The first day of these, both included, that none of the terms covers; None when there is none."""
    day = first
    for term in sorted(terms, key=lambda term: term.starts_on):
        if day > last or not term.covers(day):
            continue
        if term.ends_on is None:
            return None
        day = term.ends_on + _DAY
    return day if day <= last else None
