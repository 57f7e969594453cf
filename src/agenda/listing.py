"""Sessions as the rows of a page, under the days on which they are. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agenda import labels
from agenda.seating import SeatsState, seats
from agenda.session_rows import ListedSession
from events.vocabulary import Theme
from places.vocabulary import HostKind, LocationKind
from places.words import place_kind
from web.dates import day_in_words, full_day_in_words, near_day_in_words, wording
from web.i18n import Locale, Translator


class Chip(NamedTuple):
    text: str
    theme: str


class RowView(NamedTuple):
    """A session as the macro `days_with_rows` takes it: by position, because by name takes longer than all else."""

    title: str
    href: str
    start: str
    until: str
    starts_at: str
    place: str
    place_kind: str
    chips: list[Chip]
    online: bool
    seats_state: SeatsState
    seats_left: int | None


class DayView(NamedTuple):
    """A heading and the rows below it; `relative` is "vandaag" or "morgen", else empty."""

    iso: str
    text: str
    relative: str
    rows: list[RowView]


def days_of(rows: Iterable[ListedSession], words: Translator, now: datetime) -> list[DayView]:
    """The rows under their local days, both in the order in which they came.

    :param now: aware; what is today and what has begun follows from it.
    """
    days: dict[date, DayView] = {}
    for row in rows:
        day = row.starts_at.date()
        if day not in days:
            days[day] = day_view(day, local_day(now, row.timezone), words.locale)
        days[day].rows.append(_row_view(row, words, now))
    return list(days.values())


def day_view(day: date, today: date, locale: Locale) -> DayView:
    say = day_in_words if day.year == today.year else full_day_in_words
    is_near = today <= day <= today + timedelta(days=1)
    relative = near_day_in_words(day, today, locale).capitalize() if is_near else ""
    return DayView(day.isoformat(), say(day, locale), relative, [])


def _row_view(row: ListedSession, words: Translator, now: datetime) -> RowView:
    return RowView(
        row.title,
        f"/activities/{row.activity_slug}?session={row.id}",
        clock(row.starts_at.time(), words.locale),
        _until(row.ends_at.time(), words),
        row.starts_at.isoformat(),
        row.location_name,
        _place_kind(row.location_name, row.location_kind, row.host_kind, words),
        [_theme_chip(theme, words) for theme in row.themes],
        row.has_content,
        *seats(row, now),
    )


def local_day(now: datetime, timezone: str) -> date:
    return now.astimezone(ZoneInfo(timezone)).date()


@lru_cache(maxsize=4096)
def clock(moment: time, locale: Locale) -> str:
    """As in "14.00", "14:00"; a column of times needs no unit."""
    return wording(locale).clock.format(hour=moment.hour, minute=moment.minute)


@lru_cache(maxsize=4096)
def _until(moment: time, words: Translator) -> str:
    return words.gettext("to %(time)s", time=clock(moment, words.locale))


@lru_cache(maxsize=4096)
def _place_kind(name: str, kind: LocationKind, host_kind: HostKind | None, words: Translator) -> str:
    """As in "bibliotheek"; empty where the name of the place says it already."""
    said = words.gettext(place_kind(kind, host_kind)).lower()
    return "" if said in name.lower() else said


@lru_cache(maxsize=256)
def _theme_chip(theme: str, words: Translator) -> Chip:
    return Chip(words.gettext(labels.THEMES[Theme(theme)]), theme)
