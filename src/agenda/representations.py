"""The agenda for programs as JSON-LD and RSS, both with ETags."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda import rss, structured
from agenda.feeds import name_of
from agenda.filters import AgendaFilters, read_filters
from agenda.search import cursor_of, sessions
from agenda.session_rows import SessionRow
from content_links.linked import packages_of_sessions
from settings import get_settings
from web.conditional import conditional
from web.i18n import DEFAULT_LOCALE, translator
from web.requests import AnyRequest

CACHED: Final = "public, max-age=300"
MOST_ITEMS: Final = 200
CURSOR: Final = "cursor"


def base_url() -> str:
    return get_settings().public_url.rstrip("/")


@get("/agenda.json")
async def agenda_json(request: AnyRequest) -> Response[bytes]:
    part = await _part(request)
    offering = [row.id for row in part.rows if row.has_content]
    packages = await packages_of_sessions(offering) if offering else {}
    body = json.dumps(structured.document(part.rows, packages, base_url()), ensure_ascii=False).encode()
    media_type = "application/ld+json"
    return conditional(request, body, media_type=media_type, cache_control=CACHED, headers=part.headers)


@get("/agenda.rss")
async def agenda_rss(request: AnyRequest) -> Response[bytes]:
    part = await _part(request)
    words = translator(DEFAULT_LOCALE)
    title, query = name_of(part.filters), part.filters.query()
    body = rss.document(part.rows, title=title, base=base_url(), query=query, words=words, following=part.following)
    return conditional(request, body, media_type=rss.MEDIA_TYPE, cache_control=CACHED, headers=part.headers)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the agenda; `following` is the address of the part after it, "" on the last."""

    filters: AgendaFilters
    rows: Sequence[SessionRow]
    following: str

    @property
    def headers(self) -> dict[str, str]:
        """RFC 8288."""
        return {"Link": f'<{self.following}>; rel="next"'} if self.following else {}


async def _part(request: AnyRequest) -> _Part:
    """At most MOST_ITEMS sessions from the `cursor` on, which programs find in the address of the next part."""
    pairs = request.query_params.multi_items()
    filters = read_filters(pair for pair in pairs if pair[0] != CURSOR)
    rows = await sessions(filters, limit=MOST_ITEMS + 1, after=request.query_params.get(CURSOR))
    shown = rows[:MOST_ITEMS]
    if len(rows) == len(shown):
        return _Part(filters, shown, "")
    query = urlencode([*filters.pairs(), (CURSOR, cursor_of(shown[-1]))])
    return _Part(filters, shown, f"{base_url()}{request.url.path}?{query}")


ROUTES: Final[Sequence[ControllerRouterHandler]] = [agenda_json, agenda_rss]
