"""The agenda as a month: how many sessions each day has, and the first of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from agenda.addresses import day_address
from agenda.conditions import TABLES, Known, conditions_of
from agenda.filters import AgendaFilters
from agenda.listing import clock
from agenda.search import add_time
from database.transaction import fetch
from events.vocabulary import SessionState
from web.dates import full_day_in_words
from web.i18n import Locale

SHOWN_A_DAY: Final = 3
DAYS_IN_WEEK: Final = 7

_DAYS: Final = """
WITH found AS (
    SELECT (session.starts_at AT TIME ZONE location.timezone) AS local_start, session.id, session.starts_at,
        session.state, coalesce(session.title, activity.title) AS title, activity.slug
    {tables} WHERE {where}
), counted AS (
    SELECT found.*, local_start::date AS day, count(*) OVER (PARTITION BY local_start::date) AS total,
        row_number() OVER (PARTITION BY local_start::date ORDER BY starts_at, id) AS position
    FROM found
)
SELECT day, total::int, local_start, id, state, title, slug FROM counted
WHERE position <= {shown} ORDER BY day, position
"""


@dataclass(frozen=True, slots=True)
class Item:
    time: str
    title: str
    href: str
    cancelled: bool


@dataclass(slots=True)
class MonthDay:
    """A day as the macro `month_grid` takes it."""

    number: int
    iso: str
    label: str
    href: str
    in_month: bool
    is_today: bool
    count: int = 0
    items: list[Item] = field(default_factory=list)


def in_grid(filters: AgendaFilters, first: date) -> AgendaFilters:
    """The same filters for the whole weeks (Monday to Sunday) that touch the month of `first`."""
    start, end = grid(first)
    return filters.model_copy(update={"first_day": start, "last_day": end})


def grid(first: date) -> tuple[date, date]:
    """The Monday and the Sunday between which a month lies."""
    last = next_month(first) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=DAYS_IN_WEEK - 1 - last.weekday())


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


async def weeks_of(
    filters: AgendaFilters, first: date, today: date, locale: Locale, *, now: datetime, known: Known
) -> list[list[MonthDay]]:
    """The weeks of a month, each of seven days, in one query.

    :param now: aware.
    :param known: what `agenda.conditions.look_up` said of the filters.
    """
    asked = in_grid(filters, first)
    conditions = await conditions_of(asked, known)
    add_time(conditions, asked, now)
    days = _empty_days(filters, first, today, locale)
    sql = _DAYS.format(tables=TABLES, where=conditions.where(), shown=SHOWN_A_DAY)
    for record in await fetch(sql, *conditions.values):
        day = days[record["day"]]
        day.count = record["total"]
        cancelled = record["state"] == SessionState.CANCELLED
        at = clock(record["local_start"].time(), locale)
        href = f"/activities/{record['slug']}?session={record['id']}"
        day.items.append(Item(at, record["title"], href, cancelled))
    row = list(days.values())
    return [row[start : start + DAYS_IN_WEEK] for start in range(0, len(row), DAYS_IN_WEEK)]


def _empty_days(filters: AgendaFilters, first: date, today: date, locale: Locale) -> dict[date, MonthDay]:
    start, end = grid(first)
    days = [start + timedelta(days=offset) for offset in range((end - start).days + 1)]
    return {day: _empty_day(filters, day, first, today, locale) for day in days}


def _empty_day(filters: AgendaFilters, day: date, first: date, today: date, locale: Locale) -> MonthDay:
    return MonthDay(
        number=day.day,
        iso=day.isoformat(),
        label=full_day_in_words(day, locale),
        href=day_address(filters, day),
        in_month=day.month == first.month,
        is_today=day == today,
    )
