"""Dates and times as people say them.

All functions take wall-clock values: convert a moment to the zone of its place first. They are pure and cached, because
a page with fifty rows says the same days and hours again and again, and babel needs some 20 microseconds for each.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from babel import Locale as BabelLocale

from web.i18n import Locale


@dataclass(frozen=True)
class Wording:
    """How one language says dates; names are indexed from 0, Monday and January first."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    clock: str
    to: str
    oclock: str
    today: str
    tomorrow: str
    yesterday: str
    hour: str
    hours: str
    minute: str
    minutes: str


_OWN_WORDS: dict[Locale, dict[str, str]] = {
    "nl": {
        "clock": "{hour}.{minute:02}",
        "to": "tot",
        "oclock": " uur",
        "today": "vandaag",
        "tomorrow": "morgen",
        "yesterday": "gisteren",
        "hour": "uur",
        "hours": "uur",
        "minute": "minuut",
        "minutes": "minuten",
    },
    "en": {
        "clock": "{hour:02}:{minute:02}",
        "to": "to",
        "oclock": "",
        "today": "today",
        "tomorrow": "tomorrow",
        "yesterday": "yesterday",
        "hour": "hour",
        "hours": "hours",
        "minute": "minute",
        "minutes": "minutes",
    },
}


@cache
def wording(locale: Locale) -> Wording:
    names = BabelLocale.parse(locale)
    days, months = names.days["format"], names.months["format"]
    return Wording(
        weekdays=tuple(days["wide"][index] for index in range(7)),
        short_weekdays=tuple(days["abbreviated"][index] for index in range(7)),
        months=tuple(months["wide"][index] for index in range(1, 13)),
        short_months=tuple(months["abbreviated"][index].rstrip(".") for index in range(1, 13)),
        **_OWN_WORDS[locale],
    )


@lru_cache(maxsize=4096)
def day_in_words(day: date, locale: Locale) -> str:
    """As in "dinsdag 12 januari"."""
    words = wording(locale)
    return f"{words.weekdays[day.weekday()]} {day.day} {words.months[day.month - 1]}"


def full_day_in_words(day: date, locale: Locale) -> str:
    """As in "dinsdag 12 januari 2027"."""
    return f"{day_in_words(day, locale)} {day.year}"


@lru_cache(maxsize=4096)
def short_day_in_words(day: date, locale: Locale) -> str:
    """As in "di 12 jan"."""
    words = wording(locale)
    return f"{words.short_weekdays[day.weekday()]} {day.day} {words.short_months[day.month - 1]}"


def near_day_in_words(day: date, today: date, locale: Locale) -> str:
    """As in "vandaag", "morgen" or "gisteren"; the year is only said when it is not this one."""
    words = wording(locale)
    near = {0: words.today, 1: words.tomorrow, -1: words.yesterday}.get((day - today).days)
    if near:
        return near
    return day_in_words(day, locale) if day.year == today.year else full_day_in_words(day, locale)


def month_in_words(month: date, locale: Locale) -> str:
    """As in "januari 2027", for any day of that month."""
    return f"{wording(locale).months[month.month - 1]} {month.year}"


@lru_cache(maxsize=2048)
def time_in_words(moment: time, locale: Locale) -> str:
    """As in "14.00 uur", "14:00"."""
    return _clock(moment, locale) + wording(locale).oclock


@lru_cache(maxsize=4096)
def times_in_words(start: time, end: time, locale: Locale) -> str:
    """As in "14.00 tot 16.00 uur", "14:00 to 16:00"."""
    words = wording(locale)
    return f"{_clock(start, locale)} {words.to} {_clock(end, locale)}{words.oclock}"


def period_in_words(start: datetime, end: datetime, locale: Locale) -> str:
    """As in "dinsdag 12 januari, 14.00 tot 16.00 uur"; both days are named when it ends on another one.

    An end at midnight belongs to the day that it closes.
    """
    first_day = day_in_words(start.date(), locale)
    if (end - timedelta(microseconds=1)).date() <= start.date():
        return f"{first_day}, {times_in_words(start.time(), end.time(), locale)}"
    last_day = day_in_words(end.date(), locale)
    first, last = time_in_words(start.time(), locale), time_in_words(end.time(), locale)
    return f"{first_day}, {first} {wording(locale).to} {last_day}, {last}"


@lru_cache(maxsize=1024)
def duration_in_words(minutes: int, locale: Locale) -> str:
    """As in "1 uur 30 minuten"."""
    words = wording(locale)
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} {words.hour if whole == 1 else words.hours}"] if whole else []
    if rest or not whole:
        parts.append(f"{rest} {words.minute if rest == 1 else words.minutes}")
    return " ".join(parts)


def _clock(moment: time, locale: Locale) -> str:
    return wording(locale).clock.format(hour=moment.hour, minute=moment.minute)
