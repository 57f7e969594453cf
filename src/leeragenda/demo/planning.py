"""Puts the demo world on the calendar: days counted from the first start become schedule rules. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from events.closures import CLOSED, Closure, closed_days
from events.recurrence import ScheduleRule, occurrences
from events.vocabulary import Skip
from leeragenda.demo.days import around, holiday_weeks, next_season
from leeragenda.demo.model import EditionShape, LocationShape, RuleShape, World, closed_days_of
from places.vocabulary import ClosureKind

TIMEZONE = "Europe/Amsterdam"
COUNTRY = "NL"
_MOST_WEEKS_MOVED = 40
_LONGEST_COURSE = timedelta(days=200)


def local_day(moment: datetime) -> date:
    """The day it is in the demo world at an aware moment."""
    return moment.astimezone(ZoneInfo(TIMEZONE)).date()


@dataclass(frozen=True, slots=True)
class PlannedEdition:
    """An edition with real days; `rules` are in the order in which they were written."""

    shape: EditionShape
    first_day: date
    last_day: date | None
    rules: tuple[ScheduleRule, ...]


def plan_edition(world: World, shape: EditionShape, today: date) -> PlannedEdition:
    """The edition as it is when the demo starts today; one that must be free of holidays moves by whole weeks.

    :raises ValueError: there is no time free of holidays.
    """
    if shape.season is not None:
        first_day, last_day = next_season(today, *shape.season)
        return PlannedEdition(shape, first_day, last_day, _rules(shape, first_day, last_day, today))
    assert shape.first is not None  # noqa: S101  the shape has one of the two
    first_day = shape.first.on(today)
    if shape.free_of_holidays:
        first_day = _free_first_day(world, shape, first_day, today)
    return PlannedEdition(shape, first_day, None, _rules(shape, first_day, None, today))


def closures_of(world: World, location: LocationShape, today: date) -> list[Closure]:
    """The school holidays of the region and the days on which the place itself is closed."""
    closed = [(each.name, *closed_days_of(each, today)) for each in location.closures]
    own = [Closure(CLOSED, first, last, name) for name, first, last in closed]
    return [*school_holidays(world, location.organisation, today), *own]


def school_holidays(world: World, organisation: str, today: date) -> list[Closure]:
    region = world.organisation(organisation).school_region
    if region is None:
        return []
    return [
        Closure(ClosureKind.SCHOOL_HOLIDAYS, first, last, holiday.name)
        for holiday in world.school_holidays
        for first, last in holiday_weeks(today, holiday.first_week(region), holiday.weeks)
    ]


def _rules(shape: EditionShape, first_day: date, last_day: date | None, today: date) -> tuple[ScheduleRule, ...]:
    periods = tuple(around(today, *shape.not_between)) if shape.not_between else ()
    return tuple(_rule(shape, rule, first_day, last_day, periods) for rule in shape.when)


def _rule(
    shape: EditionShape,
    rule: RuleShape,
    first_day: date,
    last_day: date | None,
    periods: tuple[tuple[date, date], ...],
) -> ScheduleRule:
    return ScheduleRule(
        first_day=first_day + timedelta(days=rule.later),
        last_day=last_day,
        starts_at=rule.starts_at,
        ends_at=rule.ends_at,
        timezone=TIMEZONE,
        rrule=rule.rrule,
        skip=frozenset(shape.skip),
        skipped_periods=periods,
    )


def _free_first_day(world: World, shape: EditionShape, wanted: date, today: date) -> date:
    location = world.location(shape.location)
    until = wanted + timedelta(weeks=_MOST_WEEKS_MOVED) + _LONGEST_COURSE
    skip = {Skip.PUBLIC_HOLIDAYS, *shape.skip}
    closed = closed_days(skip, closures_of(world, location, today), COUNTRY, wanted, until)
    for weeks in range(_MOST_WEEKS_MOVED):
        first_day = wanted + timedelta(weeks=weeks)
        days = {each.on for rule in _rules(shape, first_day, None, today) for each in occurrences(rule, until=until)}
        if not days & closed:
            return first_day
    raise ValueError(f"{shape.at}: no time free of holidays")
