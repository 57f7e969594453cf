"""Calendars to subscribe to: which sessions are in them, and how many fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from agenda.conditions import TABLES, Conditions, conditions_of
from agenda.filters import AgendaFilters
from agenda.rendering import render_sessions
from calendars.feed import Feed, assemble
from database.transaction import fetch
from web.dates import full_day_in_words
from web.i18n import DEFAULT_LOCALE, translator

MOST_BYTES: Final = 1_000_000
DAYS_BACK: Final = 30
DAYS_AHEAD: Final = 365
_ROOM_FOR_REST: Final = 20_000  # the header and the time zones
_MOST_EVENTS: Final = 5_000
# Days of the window change at this place's midnight, so that a feed stays the same for a day.
_WINDOW_ZONE: Final = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Entry:
    """A session in a feed: its local day, and its VEVENT when the one that was kept is still right."""

    id: UUID
    day: date
    timezone: str
    vevent: bytes | None


_ENTRIES: Final = f"""
SELECT session.id, (session.starts_at AT TIME ZONE location.timezone)::date AS day, location.timezone, kept.vevent
{TABLES} LEFT JOIN rendered_event AS kept ON kept.session = session.id AND kept.sequence = session.sequence
"""


async def agenda_feed(filters: AgendaFilters, name: str, *, now: datetime | None = None) -> bytes:
    """The calendar of what the filters ask for, from 30 days back to 365 ahead at most, and under 1 MB.

    :param now: aware; the present when left out.
    :raises UnknownValue: as `agenda.conditions.conditions_of`.
    """
    return await feed_of(await conditions_of(filters), name, now=now)


async def feed_of(conditions: Conditions, name: str, *, now: datetime | None = None) -> bytes:
    """The calendar of the sessions in those conditions; a cancelled one stays until it would have ended."""
    add_window(conditions, now or datetime.now(UTC))
    entries = await _entries(conditions)
    vevents = await _vevents(entries)
    fitting = _fitting(vevents)
    feed = Feed(name=name, description=_description(entries, fitting))
    return assemble(feed, vevents[:fitting], {entry.timezone for entry in entries[:fitting]})


async def single_event(session_id: UUID) -> bytes | None:
    """A calendar of one session of a published activity, or None when there is none; for downloads."""
    conditions = Conditions(common=["activity.state = 'published'"])
    conditions.common.append(f"session.id = {conditions.parameter(session_id, 'uuid')}")
    entries = await _entries(conditions)
    vevents = await _vevents(entries)
    if not vevents:
        return None
    return assemble(Feed(name=translator(DEFAULT_LOCALE).gettext("Agenda")), vevents, [entries[0].timezone])


def add_window(conditions: Conditions, now: datetime) -> None:
    today = datetime.combine(now.astimezone(_WINDOW_ZONE).date(), datetime.min.time(), tzinfo=_WINDOW_ZONE)
    first = conditions.parameter(today - timedelta(days=DAYS_BACK), "timestamptz")
    last = conditions.parameter(today + timedelta(days=DAYS_AHEAD + 1), "timestamptz")
    moment = conditions.parameter(now, "timestamptz")
    conditions.common += [
        f"session.starts_at >= {first} AND session.starts_at < {last}",
        f"session.ends_at > {moment} OR session.state = 'scheduled'",
    ]


async def _entries(conditions: Conditions) -> list[Entry]:
    limit = conditions.parameter(_MOST_EVENTS, "int")
    sql = f"{_ENTRIES} WHERE {conditions.where()} ORDER BY session.starts_at, session.id LIMIT {limit}"
    return [_entry(record) for record in await fetch(sql, *conditions.values)]


def _entry(record: asyncpg.Record) -> Entry:
    return Entry(record["id"], record["day"], record["timezone"], record["vevent"])


async def _vevents(entries: Sequence[Entry]) -> list[bytes]:
    """The events in the order of the entries; those that changed, or were never asked for, are rendered now."""
    missing = [entry.id for entry in entries if entry.vevent is None]
    rendered = await render_sessions(missing) if missing else {}
    # A session that was deleted in between leaves nothing behind.
    return [entry.vevent if entry.vevent is not None else rendered.get(entry.id, b"") for entry in entries]


def _fitting(vevents: Sequence[bytes]) -> int:
    """How many of the events fit; those far ahead are left out first, because they come in by themselves later."""
    total = _ROOM_FOR_REST
    for count, vevent in enumerate(vevents):
        total += len(vevent)
        if total > MOST_BYTES:
            return count
    return len(vevents)


def _description(entries: Sequence[Entry], fitting: int) -> str:
    words = translator(DEFAULT_LOCALE)
    text = words.gettext("Courses, meetings and help at the library. This calendar keeps itself up to date.")
    if fitting == len(entries):
        return text
    day = full_day_in_words(entries[fitting].day, words.locale)
    return f"{text} " + words.gettext("It is too large to show what comes from %(day)s on. Choose less.", day=day)
