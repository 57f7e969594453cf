"""Asks the calendars with an address every hour whether something in them has changed."""

from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from database.transaction import execute, fetch
from events.calendars_in.errors import SourceWithoutAddress
from events.calendars_in.fetching import fetch_calendar
from events.calendars_in.importing import CalendarCount, import_calendar
from events.calendars_in.sources import SourceRow, source_by_id
from refusals import Refusal
from settings import get_settings
from tabular.errors import BadLines
from web.i18n import DEFAULT_LOCALE, translator

INTERVAL: Final = timedelta(hours=1)
MOST_BETWEEN: Final = timedelta(days=1)
_SHOWN_MISTAKES: Final = 3
_ERROR_LENGTH: Final = 500
_BATCH: Final = 20
# With every failure twice as long, a day at most; up to six minutes apart, so that not all ask at the same moment.
# Claimed by this update: another worker finds it asked just now.
_CLAIM: Final = """
UPDATE calendar_source SET polled_at = $1
WHERE id IN (
    SELECT id FROM calendar_source
    WHERE active AND url IS NOT NULL AND (polled_at IS NULL OR polled_at
        + least($2::interval * power(2, least(failures, 10)), $3::interval) + id * 37 % 360 * interval '1 second' <= $1)
    ORDER BY polled_at NULLS FIRST, id LIMIT $4 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
_WENT_WELL: Final = """
UPDATE calendar_source SET polled_at = $2, failures = 0, last_error = '', etag = $3, last_modified = $4 WHERE id = $1
"""
_WENT_WRONG: Final = """
UPDATE calendar_source SET polled_at = $2, failures = failures + 1, last_error = $3 WHERE id = $1
"""
_log = structlog.get_logger(__name__)


async def poll_due(*, now: datetime | None = None) -> int:
    """Asks the calendars whose turn it is, and returns how many. What goes wrong stands with the calendar.

    :param now: aware; the present unless given.
    """
    now, asked = now or datetime.now(UTC), 0
    while due := [row["id"] for row in await fetch(_CLAIM, now, INTERVAL, MOST_BETWEEN, _BATCH)]:
        for source in due:
            await _poll_quietly(source, now)
        asked += len(due)
    return asked


async def poll(source: int, *, account: int | None = None, now: datetime | None = None) -> CalendarCount:
    """Asks one calendar now and takes over what changed.

    :raises UnknownSource: there is no such calendar.
    :raises SourceWithoutAddress: it is a file.
    :raises Refusal: as `fetch_calendar` and `import_calendar`; it stands with the calendar as well.
    """
    now = now or datetime.now(UTC)
    row = await source_by_id(source)
    if row.url is None:
        raise SourceWithoutAddress
    try:
        return await _take_over(row, row.url, account, now)
    except Refusal as refusal:
        await execute(_WENT_WRONG, source, now, in_words(refusal))
        raise


async def _take_over(row: SourceRow, url: str, account: int | None, now: datetime) -> CalendarCount:
    fetched = await fetch_calendar(
        url, etag=row.etag, last_modified=row.last_modified, private=get_settings().private_calendars
    )
    if fetched.body is None:
        await execute(_WENT_WELL, row.id, now, row.etag, row.last_modified)
        return CalendarCount(unchanged=row.coming)
    count = await import_calendar(row.id, fetched.body, account=account, now=now)
    await execute(_WENT_WELL, row.id, now, fetched.etag, fetched.last_modified)
    return count


async def _poll_quietly(source: int, now: datetime) -> None:
    try:
        count = await poll(source, now=now)
    except Refusal as refusal:
        _log.warning("calendar_not_polled", source=source, reason=type(refusal).__name__)
    else:
        _log.info("calendar_polled", source=source, count=str(count))


def in_words(refusal: Refusal) -> str:
    """What went wrong, in the language of the site, with the first mistakes of a file."""
    words = translator(DEFAULT_LOCALE)
    text = words.gettext(refusal.message_id, **refusal.details)
    if isinstance(refusal, BadLines):
        shown = refusal.lines[:_SHOWN_MISTAKES]
        reasons = [words.gettext(bad.reason.message_id, **bad.reason.details) for bad in shown]
        said = [f"{bad.line}: {bad.column}: {reason}" for bad, reason in zip(shown, reasons, strict=True)]
        text = " ".join([text, *said, "…" if len(refusal.lines) > len(shown) else ""]).strip()
    return text if len(text) <= _ERROR_LENGTH else f"{text[: _ERROR_LENGTH - 1]}…"
