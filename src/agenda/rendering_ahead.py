"""Renders sessions soon after they change, so that the calendar that is asked for next only joins bytes."""

import asyncio
from typing import Final

from agenda.content_version import read_version
from agenda.feeds import DAYS_AHEAD, DAYS_BACK
from agenda.renderer import renderer
from agenda.rendering import render_sessions
from database.transaction import fetch

# Finding them looks at all sessions of the window, so many at a time; after each batch others get their turn.
_MOST: Final = 10_000
_BATCH: Final = 250
_CHANGED: Final = """
SELECT session.id FROM session JOIN edition ON edition.id = session.edition
    JOIN activity ON activity.id = edition.activity AND activity.state = 'published'
    LEFT JOIN rendered_event AS kept ON kept.session = session.id
WHERE session.starts_at >= now() - $2 * interval '1 day' AND session.starts_at < now() + $3 * interval '1 day'
    AND (kept.sequence, kept.renderer) IS DISTINCT FROM (session.sequence, $1::varchar)
ORDER BY session.starts_at < now(), session.starts_at LIMIT $4
"""


class Ahead:
    """Remembers up to which version everything is rendered, so that a round without changes is one small query."""

    def __init__(self) -> None:
        self._done: int | None = None
        self._busy = asyncio.Lock()

    async def render(self) -> int:
        """Renders what has changed and feeds can show, what comes next first; says how many sessions that were."""
        if self._busy.locked():
            return 0  # the round before this one is still at it
        async with self._busy:
            version = await read_version()
            rendered = await _render_changed() if version != self._done else 0
            self._done = version
            return rendered


async def _render_changed() -> int:
    rendered = 0
    while changed := await fetch(_CHANGED, renderer(), DAYS_BACK, DAYS_AHEAD, _MOST):
        for first in range(0, len(changed), _BATCH):
            rendered += len(await render_sessions([each["id"] for each in changed[first : first + _BATCH]]))
    return rendered
