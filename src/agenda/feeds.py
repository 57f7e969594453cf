"""Calendars to subscribe to: which sessions are in them, and how many fit."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from agenda.conditions import TABLES, Conditions, conditions_of
from agenda.filters import AgendaFilters
from agenda.renderer import renderer
from agenda.rendering import render_sessions
from calendars.feed import Feed, assemble
from database.transaction import fetch_row
from web.dates import full_day_in_words
from web.i18n import DEFAULT_LOCALE, translator

MOST_BYTES: Final = 1_000_000
DAYS_BACK: Final = 30
DAYS_AHEAD: Final = 365
_ROOM_FOR_REST: Final = 20_000  # the header and the time zones
_MOST_EVENTS: Final = 3_000  # more than fit: without any text an event has 400 bytes
_USUAL_BYTES: Final = 500  # of an event, for those that are not rendered yet
_PATIENCE_SECONDS: Final = 20
# Days of the window change at this place's midnight, so that a feed stays the same for a day.
_WINDOW_ZONE: Final = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class BuiltFeed:
    """A calendar, and until when (aware) it says the same while nothing changes."""

    body: bytes
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class _Part:
    """What fits of the sessions that were asked for.

    `left_out_from` is the local day of the first that does not fit; `missing` are those without a kept VEVENT, and
    `leaves_at` is when the first cancelled one ends.
    """

    events: bytes
    timezones: Sequence[str]
    left_out_from: date | None
    missing: Sequence[UUID]
    leaves_at: datetime | None


# PostgreSQL joins the bytes, of those that fit only: a row for each event takes five times as long to hand over, and
# sorting them with their bytes three times as long.
_FEED: Final = """
WITH chosen AS (
    SELECT session.id, session.starts_at, location.timezone,
        CASE WHEN kept.sequence = session.sequence AND kept.renderer = {renderer} THEN octet_length(kept.vevent) END
            AS bytes,
        (session.starts_at AT TIME ZONE location.timezone)::date AS day,
        CASE WHEN session.state = 'cancelled' THEN session.ends_at END AS leaves_at
    {tables} LEFT JOIN rendered_event AS kept ON kept.session = session.id
    WHERE {where} ORDER BY session.starts_at, session.id LIMIT {limit}
), measured AS (
    SELECT *, sum(coalesce(bytes, {usual})) OVER (ORDER BY starts_at, id) <= {room} AS fits FROM chosen
)
SELECT coalesce(string_agg(kept.vevent, '' ORDER BY starts_at, id) FILTER (WHERE fits), '') AS events,
    coalesce(array_agg(DISTINCT timezone) FILTER (WHERE fits), '{{}}') AS timezones,
    min(day) FILTER (WHERE NOT fits) AS left_out_from,
    coalesce(array_agg(id) FILTER (WHERE fits AND bytes IS NULL), '{{}}') AS missing,
    min(leaves_at) FILTER (WHERE leaves_at > {now}) AS leaves_at
FROM measured LEFT JOIN rendered_event AS kept ON fits AND bytes IS NOT NULL AND kept.session = id
"""


async def agenda_feed(filters: AgendaFilters, *, now: datetime | None = None) -> BuiltFeed:
    """The calendar of what the filters ask for, as `feed_of` makes it.

    :raises UnknownValue: as `agenda.conditions.conditions_of`.
    """
    return await feed_of(await conditions_of(filters), name_of(filters), now=now)


def name_of(filters: AgendaFilters) -> str:
    """What a program calls the subscription."""
    words = translator(DEFAULT_LOCALE)
    return words.gettext("Agenda of the library") if not filters.pairs() else words.gettext("My choice of the agenda")


async def feed_of(conditions: Conditions, name: str, *, now: datetime | None = None) -> BuiltFeed:
    """The calendar of the sessions in those conditions, from 30 days back to 365 ahead, and under 1 MB.

    What does not fit is left out: first all that was before today, then what is furthest ahead, which comes in by
    itself later. A cancelled session stays until it would have ended.

    :param now: aware; the present when left out.
    :raises TimeoutError: sessions change faster than they can be rendered.
    """
    now = now or datetime.now(UTC)
    part = await _part(_within(conditions, now, days_back=DAYS_BACK), now)
    starts_today = part.left_out_from is not None
    if starts_today:
        part = await _part(_within(conditions, now, days_back=0), now)
    feed = Feed(name=name, description=_description(part, starts_today=starts_today))
    return BuiltFeed(assemble(feed, [part.events], part.timezones), _valid_until(part, now))


async def single_event(session_id: UUID) -> BuiltFeed | None:
    """A calendar of one session of a published activity, or None when there is none; for downloads."""
    now = datetime.now(UTC)
    conditions = Conditions(common=["activity.state = 'published'"])
    conditions.common.append(f"session.id = {conditions.parameter(session_id, 'uuid')}")
    part = await _part(conditions, now)
    if not part.events:
        return None
    feed = Feed(name=translator(DEFAULT_LOCALE).gettext("Agenda"))
    return BuiltFeed(assemble(feed, [part.events], part.timezones), _midnight(now, days=1))


def _within(conditions: Conditions, now: datetime, *, days_back: int) -> Conditions:
    """Those conditions, within the window."""
    windowed = _copied(conditions)
    first = windowed.parameter(_midnight(now, days=-days_back), "timestamptz")
    last = windowed.parameter(_midnight(now, days=DAYS_AHEAD + 1), "timestamptz")
    moment = windowed.parameter(now, "timestamptz")
    windowed.common += [
        f"session.starts_at >= {first} AND session.starts_at < {last}",
        f"session.ends_at > {moment} OR session.state = 'scheduled'",
    ]
    return windowed


def _midnight(now: datetime, *, days: int) -> datetime:
    day = now.astimezone(_WINDOW_ZONE).date() + timedelta(days=days)
    return datetime.combine(day, datetime.min.time(), tzinfo=_WINDOW_ZONE)


def _valid_until(part: _Part, now: datetime) -> datetime:
    midnight = _midnight(now, days=1)
    return min(part.leaves_at, midnight) if part.leaves_at else midnight


async def _part(conditions: Conditions, now: datetime) -> _Part:
    """What fits; those that changed, or were never asked for, are rendered first."""
    sql, values = _statement(conditions, now)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        part = await _read(sql, values)
        while part.missing:
            await render_sessions(part.missing)
            part = await _read(sql, values)
    return part


def _statement(conditions: Conditions, now: datetime) -> tuple[str, list[Any]]:
    asked = _copied(conditions)
    sql = _FEED.format(
        tables=TABLES,
        where=asked.where(),
        renderer=asked.parameter(renderer(), "text"),
        limit=asked.parameter(_MOST_EVENTS, "int"),
        usual=asked.parameter(_USUAL_BYTES, "int"),
        room=asked.parameter(MOST_BYTES - _ROOM_FOR_REST, "int"),
        now=asked.parameter(now, "timestamptz"),
    )
    return sql, asked.values


def _copied(conditions: Conditions) -> Conditions:
    return replace(conditions, values=list(conditions.values), common=list(conditions.common))


async def _read(sql: str, values: Sequence[Any]) -> _Part:
    row = await fetch_row(sql, *values)
    if row is None:
        raise RuntimeError("an aggregate of everything is always one row")
    return _Part(**row)


def _description(part: _Part, *, starts_today: bool) -> str:
    words = translator(DEFAULT_LOCALE)
    text = words.gettext("Courses, meetings and help at the library. This calendar keeps itself up to date.")
    if part.left_out_from:
        day = full_day_in_words(part.left_out_from, words.locale)
        return f"{text} " + words.gettext(
            "It is too large to show what was before today, and what comes from %(day)s on. Choose less.", day=day
        )
    if starts_today:
        return f"{text} " + words.gettext("It is too large to show what was before today.")
    return text
