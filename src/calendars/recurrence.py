"""Series of events that one RRULE can carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from calendars.vtimezone import has_vtimezone, is_doubled, local_time

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One meeting of a series: aware start and end, and the IANA name of the zone in which it repeats."""

    starts_at: datetime
    ends_at: datetime
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """Every `interval` weeks on the weekday and local time of the first one, `count` times in all."""

    interval: int
    count: int

    @property
    def rrule(self) -> str:
        """The RECUR value (RFC 5545, section 3.3.10)."""
        every = f";INTERVAL={self.interval}" if self.interval > 1 else ""
        return f"FREQ=WEEKLY{every};COUNT={self.count}"


def evenly_spaced(spans: Sequence[Span]) -> Weekly | None:
    """Return the rule that gives exactly these spans, in any order, or None when there is none.

    They must lie the same number of whole weeks apart, in one zone, with the same local start, end and duration. A
    skipped week (a holiday) makes them uneven: EXDATE and RDATE get lost in too many clients.
    """
    ordered = sorted(spans, key=lambda span: span.starts_at)
    if len(ordered) < 2 or not _are_alike(ordered):  # noqa: PLR2004
        return None
    days = {(_local(after)[0].date() - _local(before)[0].date()).days for before, after in pairwise(ordered)}
    apart = days.pop()
    if days or apart == 0 or apart % _WEEK:
        return None
    return Weekly(interval=apart // _WEEK, count=len(ordered))


def _are_alike(spans: Sequence[Span]) -> bool:
    """Say whether all have one zone that can be written with TZID, one local start and end, and one duration.

    Local time and duration differ where a span holds a change of the clock; in the doubled hour local time is unclear.
    """
    if not has_vtimezone(spans[0].timezone) or any(_is_doubled(span) for span in spans):
        return False
    return len({_shape(span) for span in spans}) == 1


def _is_doubled(span: Span) -> bool:
    return any(is_doubled(moment, span.timezone) for moment in (span.starts_at, span.ends_at))


def _shape(span: Span) -> tuple[object, ...]:
    starts_at, ends_at = _local(span)
    days: timedelta = ends_at.date() - starts_at.date()
    return (span.timezone, starts_at.time(), days, ends_at.time(), span.ends_at - span.starts_at)


def _local(span: Span) -> tuple[datetime, datetime]:
    return local_time(span.starts_at, span.timezone), local_time(span.ends_at, span.timezone)
