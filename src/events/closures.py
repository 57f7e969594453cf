"""Days on which a schedule rule can leave out its session: public holidays, school holidays, closed buildings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays

from events.recurrence_errors import UnknownHolidayCalendar

PUBLIC_HOLIDAYS = "public_holidays"
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, both included, on which schools or a place are closed.

    :ivar kind: `closed`, which holds for every rule, or a kind that a rule can name in its `skip`.
    :ivar region: the only school region it holds for, or None for everywhere.
    """

    kind: str
    first_day: date
    last_day: date
    name: str
    region: str | None = None


def public_holidays(country: str, years: Iterable[int], subdivision: str | None = None) -> dict[date, str]:
    """The public holidays of a country with their names in its own language, in order of date.

    They are those that the `holidays` package calls public. For the Netherlands: the days of the Algemene termijnenwet
    with Good Friday and the two Sundays, and Liberation Day (5 May) only in years divisible by five, as in most
    labour agreements; a library that closes on another 5 May plans that as a closure of its own.

    :param country: ISO 3166-1 alpha-2 code.
    :param subdivision: code of a part of the country as the package knows it.
    :raises UnknownHolidayCalendar: the package does not know the country or the subdivision.
    """
    found = {day: name for year in years for day, name in _holidays_of(country, year, subdivision).items()}
    return dict(sorted(found.items()))


def closed_days(
    rule_skip: Collection[str],
    closures: Iterable[Closure],
    country: str,
    from_: date,
    until: date,
    *,
    region: str | None = None,
) -> set[date]:
    """The days from `from_` to `until`, both included, on which a rule has no session.

    :param rule_skip: the `skip` of the rule: `public_holidays`, and kinds of closure.
    :param closures: those of the place and its organisation; what is `closed` counts for every rule.
    :param region: the school region of the place; closures of another region do not count, and all do when it is None.
    :raises UnknownHolidayCalendar: public holidays are skipped and nobody knows those of the country.
    """
    days = {
        day
        for closure in closures
        if closure.kind in {CLOSED, *rule_skip} and _holds_in(closure, region)
        for day in _days_between(max(closure.first_day, from_), min(closure.last_day, until))
    }
    if PUBLIC_HOLIDAYS in rule_skip:
        known = public_holidays(country, range(from_.year, until.year + 1))
        days.update(day for day in known if from_ <= day <= until)
    return days


def _holds_in(closure: Closure, region: str | None) -> bool:
    return region is None or closure.region is None or closure.region == region


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@lru_cache(maxsize=512)
def _holidays_of(country: str, year: int, subdivision: str | None) -> MappingProxyType[date, str]:
    try:
        calendar = holidays.country_holidays(country, subdiv=subdivision)
        # Without a language the package takes that of the machine's environment.
        named = holidays.country_holidays(country, subdiv=subdivision, years=year, language=calendar.default_language)
    except NotImplementedError as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise UnknownHolidayCalendar(country=place) from error
    return MappingProxyType(dict(named.items()))
