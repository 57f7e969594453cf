"""What comes next somewhere, as rows of the macro `agenda_row` under their days."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, Final

from agenda import labels
from agenda.filters import read_filters
from agenda.search import listed, upcoming_of_location
from agenda.seating import seats
from agenda.session_rows import ListedSession
from events.vocabulary import Theme
from web.dates import day_in_words, time_in_words, wording
from web.i18n import Translator

A_FEW: Final = 6
Row = dict[str, Any]


async def coming_at(location_id: int | None, limit: int = A_FEW) -> list[ListedSession]:
    """What comes next at a location; anywhere when there is none, or nothing there."""
    rows = await upcoming_of_location(location_id, limit) if location_id is not None else []
    return rows or await listed(read_filters([]), limit=limit)


def coming_days(rows: Iterable[ListedSession], words: Translator) -> list[Row]:
    """For each day what the macro `day` needs, with its `rows`."""
    days = groupby(rows, key=lambda row: row.starts_at.date())
    return [_day(day, coming_rows(of_day, words), words) for day, of_day in days]


def coming_rows(rows: Iterable[ListedSession], words: Translator) -> list[Row]:
    """What the macro `agenda_row` needs for each, with its `day` in words beside it."""
    now = datetime.now(UTC)
    return [_row(row, words, now) for row in rows]


def _day(day: date, rows: Sequence[Row], words: Translator) -> Row:
    said = wording(words.locale)
    near = {0: said.today, 1: said.tomorrow}.get((day - datetime.now(UTC).date()).days, "")
    return {
        "text": day_in_words(day, words.locale),
        "iso": day.isoformat(),
        "relative": near.capitalize(),
        "rows": rows,
    }


def _row(row: ListedSession, words: Translator, now: datetime) -> Row:
    state, left = seats(row, now)
    return {
        "title": row.title,
        "href": f"/activities/{row.activity_slug}?session={row.id}",
        "day": row.starts_at.date(),
        "start": _clock(row.starts_at, words),
        "end": _clock(row.ends_at, words),
        "starts_at": row.starts_at.isoformat(),
        "place": row.location_name,
        "place_kind": words.gettext(labels.place_kind(row.location_kind, row.host_kind)).lower(),
        "themes": [{"text": words.gettext(labels.THEMES[Theme(theme)]), "theme": theme} for theme in row.themes],
        "online": row.has_content,
        "seats_state": state,
        "seats_left": left,
    }


def _clock(moment: datetime, words: Translator) -> str:
    """As in "14.00"; a column of times needs no unit."""
    return time_in_words(moment.time(), words.locale).removesuffix(wording(words.locale).oclock)
