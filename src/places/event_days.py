"""Which local days an event of a calendar covers (RFC 5545 section 3.6.1)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event
from icalendar.error import BrokenCalendarProperty

from places.errors import ClosureTooLong, DateMissing, DateOutOfRange, EndsBeforeStart, UnreadableDate

MAX_DAYS = 366
FIRST_YEAR, LAST_YEAR = 1970, 2200


def first_value(event: Event, name: str) -> Any:
    """The value of a property, the first when the event has it more than once, or None."""
    value = event.get(name)
    return value[0] if isinstance(value, list) else value


def event_days(event: Event, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day, both included.

    :param zone: in which a moment in UTC or in a named zone gets its day; one without a known zone is local already.
    :raises Invalid: there is no date, it cannot be read, or it is unlikely; `field` is the property.
    """
    start = _moment(event, "DTSTART", zone)
    if start is None:
        raise DateMissing(field="DTSTART")
    end = _moment(event, "DTEND", zone) or _after(start, _duration(event))
    if end < start if isinstance(end, datetime) == isinstance(start, datetime) else _day(end) < _day(start):
        raise EndsBeforeStart(field="DTEND")
    first_day, last_day = _day(start), _last_day(end)
    if (last_day - first_day).days >= MAX_DAYS:
        raise ClosureTooLong(limit=MAX_DAYS, field="DTEND")
    return first_day, max(first_day, last_day)


def _moment(event: Event, name: str, zone: ZoneInfo) -> date | None:
    """A date, or a local date-time without zone; None when the event does not say."""
    value = _property(event, name)
    if value is None:
        return None
    if not isinstance(value, date):
        raise UnreadableDate(field=name)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise DateOutOfRange(first=FIRST_YEAR, last=LAST_YEAR, field=name)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone).replace(tzinfo=None)
    return value


def _duration(event: Event) -> timedelta | None:
    value = _property(event, "DURATION")
    if value is None:
        return None
    if not isinstance(value, timedelta):
        raise UnreadableDate(field="DURATION")
    if value < timedelta(0):
        raise EndsBeforeStart(field="DURATION")
    if value > timedelta(days=MAX_DAYS):
        raise ClosureTooLong(limit=MAX_DAYS, field="DURATION")
    return value


def _property(event: Event, name: str) -> Any:
    value = first_value(event, name)
    if value is None:
        return None
    try:
        return value.dt
    except (BrokenCalendarProperty, AttributeError) as error:
        raise UnreadableDate(field=name) from error


def _after(start: date, duration: timedelta | None) -> date:
    """RFC 5545 section 3.6.1: without an end, a day lasts that day and a moment no time at all."""
    if duration is not None:
        return start + duration
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last_day(end: date) -> date:
    if isinstance(end, datetime):
        return (end - timedelta(microseconds=1)).date()
    return end - timedelta(days=1)
