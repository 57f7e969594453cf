"""A selection of sessions as one calendar file, without the limits of a subscription."""

from collections.abc import AsyncIterator
from typing import Final

from agenda.rendering import render_sessions
from agenda.session_rows import SessionRow
from calendars.feed import Feed, around, assemble

_CALENDAR_NAME: Final = "Leeragenda"


async def as_ics(batches: AsyncIterator[list[SessionRow]], timezones: list[str]) -> AsyncIterator[bytes]:
    """iCalendar (RFC 5545), batch by batch; the events are those of the feeds, so a program recognises them."""
    feed = Feed(name=_CALENDAR_NAME)
    if not timezones:
        yield assemble(feed, [], [])
        return
    opening, closing = around(feed, timezones)
    yield opening
    async for rows in batches:
        rendered = await render_sessions([row.id for row in rows])
        yield b"".join(rendered.get(row.id, b"") for row in rows)
    yield closing
