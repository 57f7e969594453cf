"""Wall-clock time of a place and the UTC instants it stands for."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from events.recurrence_errors import TimeInGap, UnknownTimezone


def zone(timezone: str) -> ZoneInfo:
    """The IANA time zone of that name, for example `Europe/Amsterdam`.

    :raises UnknownTimezone: there is none; names are case-sensitive, and paths are not names.
    """
    if timezone not in _known_zones():
        raise UnknownTimezone(timezone=timezone)
    return ZoneInfo(timezone)


def to_utc(day: date, at: time, timezone: str, *, field: str = "starts_at") -> datetime:
    """The aware UTC instant at which the clocks of a zone show `at` on `day`.

    A time that the autumn change doubles is the first of the two (RFC 5545 section 3.3.5). A time that the spring
    change skips is refused, where that section would shift it: a session at another time than planned is a mistake.

    :param field: the name the error gives to the input that holds `at`.
    :raises TimeInGap: the time does not exist on that day.
    :raises UnknownTimezone: there is no such zone.
    """
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=zone(timezone))
    instant = wall.astimezone(UTC)
    if instant.astimezone(wall.tzinfo).replace(fold=0) != wall:
        raise TimeInGap(field=field, day=day, at=at, timezone=timezone)
    return instant


def local_day(instant: datetime, timezone: str) -> date:
    """The calendar day it is in a zone at an aware instant."""
    return instant.astimezone(zone(timezone)).date()


def day_start(day: date, timezone: str) -> datetime:
    """The first instant of a local day, in UTC. Where midnight is skipped, that is the moment of the clock change."""
    # With fold=0 a skipped midnight is read with the offset before the change (PEP 495): exactly the change itself.
    return datetime.combine(day, time.min, tzinfo=zone(timezone)).astimezone(UTC)


def day_bounds(day: date, timezone: str) -> tuple[datetime, datetime]:
    """The UTC instants between which a local day lies; the second one is no longer that day.

    They are 23 or 25 hours apart on the days of a one-hour clock change.
    """
    return day_start(day, timezone), day_start(day + timedelta(days=1), timezone)


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())
