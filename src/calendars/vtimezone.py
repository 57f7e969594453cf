"""VTIMEZONE components: constant per zone, with yearly RRULEs derived from the IANA database.

Never RDATE: ical.js, so Thunderbird, applies an RDATE observance of the past wrongly and shows summer an hour late.
A zone is described by the rule that holds now and from the first year on in which it held without interruption;
older dates, which no feed carries, can be an hour off.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from calendars.content import line
from calendars.errors import IrregularTimezoneError, UnknownTimezoneError

# 28 years hold every pairing of weekday, date and leap year once, so a rule that fits them fits always.
_PROBED = range(2026, 2054)
_EARLIEST = 1970
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UTC = frozenset({"UTC", "Etc/UTC"})


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of offset; `at` is the naive local time that the clock shows just before it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


@cache
def zone(tzid: str) -> ZoneInfo:
    """Return the zone of an IANA name. Raises UnknownTimezoneError."""
    try:
        return ZoneInfo(tzid)
    except (KeyError, ValueError, OSError) as error:  # OSError: "Europe" is a directory of the database
        raise UnknownTimezoneError(tzid) from error


def local_time(moment: datetime, tzid: str) -> datetime:
    """Return an aware datetime in the zone; fold is 1 in the second pass of a doubled hour, and nowhere else.

    Raises UnknownTimezoneError.
    """
    # By way of UTC: within one zone astimezone() keeps a time from the spring gap, and a fold that means nothing.
    return moment.astimezone(UTC).astimezone(zone(tzid))


def is_doubled(moment: datetime, tzid: str) -> bool:
    """Say whether the clock of the zone shows this time twice, before and after it goes back. Raises as local_time."""
    local = local_time(moment, tzid)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@cache
def has_vtimezone(tzid: str) -> bool:
    """Say whether times can be written with this TZID; UTC needs none, and irregular zones are written in UTC.

    Raises UnknownTimezoneError.
    """
    if tzid in _UTC:
        return False
    try:
        vtimezone(tzid)
    except IrregularTimezoneError:
        return False
    return True


@cache
def vtimezone(tzid: str) -> bytes:
    """Return the VTIMEZONE of an IANA name (RFC 5545, section 3.6.5), the same bytes on every call and every day.

    Raises UnknownTimezoneError, and IrregularTimezoneError for a zone without a yearly rule.
    """
    observances = _yearly_observances(tzid) or [_constant_observance(tzid)]
    return b"".join([line("BEGIN", "VTIMEZONE"), line("TZID", tzid), *observances, line("END", "VTIMEZONE")])


def _constant_observance(tzid: str) -> bytes:
    moment = datetime(_PROBED.start, 1, 1, tzinfo=zone(tzid))
    offset = moment.utcoffset() or timedelta()
    return _observance(_Change(datetime(_EARLIEST, 1, 1), offset, offset, moment.tzname() or tzid), None)  # noqa: DTZ001


def _yearly_observances(tzid: str) -> list[bytes]:
    """Return the observances in the order of the year, none for a zone that keeps one offset."""
    years = [_changes(tzid, year) for year in _PROBED]
    if not any(years):
        return []
    rules = _rules(years)
    if rules is None:
        raise IrregularTimezoneError(tzid)
    for year in range(_PROBED.start - 1, _EARLIEST - 1, -1):
        earlier = [_changes(tzid, year), *years]
        if _rules(earlier) != rules:
            break
        years = earlier
    return [_observance(change, rule) for change, rule in zip(years[0], rules, strict=True)]


def _changes(tzid: str, year: int) -> list[_Change]:
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = (datetime(year + 1, 1, 1, tzinfo=UTC) - start).days
    return list(_changes_between(zone(tzid), start, days))


def _changes_between(tz: ZoneInfo, start: datetime, days: int) -> Iterator[_Change]:
    before = start.astimezone(tz).utcoffset() or timedelta()
    for day in range(days):
        after = (start + timedelta(days=day + 1)).astimezone(tz).utcoffset() or timedelta()
        if after != before:
            moment = _first_moment(tz, start + timedelta(days=day), after)
            local = (moment + before).replace(tzinfo=None)
            yield _Change(local, before, after, moment.astimezone(tz).tzname() or tz.key)
        before = after


def _first_moment(tz: ZoneInfo, low: datetime, offset: timedelta) -> datetime:
    """Return the first second of the day from `low` (UTC) that has the offset, by bisection."""
    without, with_offset = 0, 24 * 60 * 60
    while with_offset - without > 1:
        middle = (without + with_offset) // 2
        if (low + timedelta(seconds=middle)).astimezone(tz).utcoffset() == offset:
            with_offset = middle
        else:
            without = middle
    return low + timedelta(seconds=with_offset)


def _rules(years: list[list[_Change]]) -> list[str] | None:
    """Return one RRULE for each change of the year, or None when the years do not follow one rule."""
    if len({len(changes) for changes in years}) != 1:
        return None
    rules = [_rule(list(changes)) for changes in zip(*years, strict=True)]
    found = [rule for rule in rules if rule is not None]
    return found if len(found) == len(rules) else None


def _rule(changes: list[_Change]) -> str | None:
    alike = {(c.before, c.after, c.name, c.at.time(), c.at.month, c.at.weekday()) for c in changes}
    if len(alike) != 1:
        return None
    first = changes[0].at
    day = _day_rule([change.at for change in changes], _WEEKDAYS[first.weekday()])
    return f"FREQ=YEARLY;BYMONTH={first.month};{day}" if day else None


def _day_rule(days: list[datetime], weekday: str) -> str | None:
    """Say which of these weekdays in the month it is: the last, the nth, or the first on or after a date."""
    if all(day.day + 7 > calendar.monthrange(day.year, day.month)[1] for day in days):
        return f"BYDAY=-1{weekday}"
    if len({(day.day - 1) // 7 for day in days}) == 1:
        return f"BYDAY={(days[0].day - 1) // 7 + 1}{weekday}"
    dates = range(min(day.day for day in days), max(day.day for day in days) + 1)
    if len(dates) > len(_WEEKDAYS):
        return None
    return f"BYDAY={weekday};BYMONTHDAY={','.join(str(date) for date in dates)}"


def _observance(change: _Change, rule: str | None) -> bytes:
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    return b"".join(
        [
            line("BEGIN", kind),
            line("TZNAME", change.name),
            line("TZOFFSETFROM", _offset(change.before)),
            line("TZOFFSETTO", _offset(change.after)),
            line("DTSTART", f"{change.at:%Y%m%dT%H%M%S}"),
            line("RRULE", rule) if rule else b"",
            line("END", kind),
        ]
    )


def _offset(offset: timedelta) -> str:
    sign = "-" if offset < timedelta() else "+"
    minutes, seconds = divmod(abs(offset) // timedelta(seconds=1), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
