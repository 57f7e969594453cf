from datetime import date, datetime, time, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from web.dates import (
    day_in_words,
    duration_in_words,
    full_day_in_words,
    month_in_words,
    near_day_in_words,
    period_in_words,
    short_day_in_words,
    time_in_words,
    times_in_words,
)
from web.i18n import LOCALES, Locale

JANUARY_12 = date(2027, 1, 12)


def test_day_in_dutch() -> None:
    assert day_in_words(JANUARY_12, "nl") == "dinsdag 12 januari"


def test_day_in_english() -> None:
    assert day_in_words(JANUARY_12, "en") == "Tuesday 12 January"


@given(day=st.dates(), locale=st.sampled_from(LOCALES))
def test_full_day_uses_the_names_of_cldr(day: date, locale: Locale) -> None:
    assert full_day_in_words(day, locale) == format_date(day, "EEEE d MMMM", locale=locale) + f" {day.year}"


@pytest.mark.parametrize(("locale", "words"), [("nl", "di 12 jan"), ("en", "Tue 12 Jan")])
def test_short_day(locale: Locale, words: str) -> None:
    assert short_day_in_words(JANUARY_12, locale) == words


@pytest.mark.parametrize(
    ("days_ahead", "words"),
    [(0, "vandaag"), (1, "morgen"), (-1, "gisteren"), (2, "donderdag 14 januari"), (365, "woensdag 12 januari 2028")],
)
def test_near_day_in_dutch(days_ahead: int, words: str) -> None:
    assert near_day_in_words(JANUARY_12 + timedelta(days=days_ahead), JANUARY_12, "nl") == words


def test_near_day_across_the_year_is_still_tomorrow() -> None:
    assert near_day_in_words(date(2027, 1, 1), date(2026, 12, 31), "en") == "tomorrow"


@pytest.mark.parametrize(("locale", "words"), [("nl", "januari 2027"), ("en", "January 2027")])
def test_month(locale: Locale, words: str) -> None:
    assert month_in_words(JANUARY_12, locale) == words


@pytest.mark.parametrize(
    ("moment", "locale", "words"),
    [(time(14), "nl", "14.00 uur"), (time(9, 5), "nl", "9.05 uur"), (time(9, 5), "en", "09:05")],
)
def test_time(moment: time, locale: Locale, words: str) -> None:
    assert time_in_words(moment, locale) == words


@pytest.mark.parametrize(("locale", "words"), [("nl", "14.00 tot 16.00 uur"), ("en", "14:00 to 16:00")])
def test_times(locale: Locale, words: str) -> None:
    assert times_in_words(time(14), time(16), locale) == words


def test_period_within_a_day() -> None:
    start = datetime(2027, 1, 12, 14)  # noqa: DTZ001  a wall clock
    assert period_in_words(start, start + timedelta(hours=2), "nl") == "dinsdag 12 januari, 14.00 tot 16.00 uur"


def test_period_until_midnight_names_one_day() -> None:
    start = datetime(2027, 1, 12, 20)  # noqa: DTZ001
    assert period_in_words(start, start + timedelta(hours=4), "nl") == "dinsdag 12 januari, 20.00 tot 0.00 uur"


def test_period_over_days_names_both() -> None:
    start = datetime(2027, 1, 12, 20)  # noqa: DTZ001
    words = "dinsdag 12 januari, 20.00 uur tot woensdag 13 januari, 2.00 uur"
    assert period_in_words(start, start + timedelta(hours=6), "nl") == words


@pytest.mark.parametrize(
    ("minutes", "locale", "words"),
    [
        (0, "nl", "0 minuten"),
        (1, "nl", "1 minuut"),
        (45, "nl", "45 minuten"),
        (60, "nl", "1 uur"),
        (90, "nl", "1 uur 30 minuten"),
        (120, "en", "2 hours"),
        (61, "en", "1 hour 1 minute"),
    ],
)
def test_duration(minutes: int, locale: Locale, words: str) -> None:
    assert duration_in_words(minutes, locale) == words
