"""The agenda for programs: calendars, JSON-LD and RSS, all with ETags."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda import rss, structured
from agenda.conditions import Conditions
from agenda.feeds import agenda_feed, feed_of, single_event
from agenda.filters import AgendaFilters, read_filters
from agenda.search import cursor_of, sessions
from agenda.session_rows import SessionRow
from database.transaction import fetch_row
from events.errors import UnknownActivity, UnknownEdition, UnknownSession
from places.queries import location_by_slug
from refusals import Missing
from settings import get_settings
from web.conditional import conditional
from web.i18n import DEFAULT_LOCALE, translator
from web.requests import AnyRequest

CALENDAR: Final = "text/calendar"
CACHED: Final = "public, max-age=300"
SUFFIX: Final = ".ics"
MOST_ITEMS: Final = 200
CURSOR: Final = "cursor"
PUBLISHED: Final = "activity.state = 'published'"

_ACTIVITY: Final = "SELECT id, title FROM activity WHERE slug = $1 AND state = 'published'"
_EDITION: Final = """
SELECT activity.title FROM edition JOIN activity ON activity.id = edition.activity
WHERE edition.id = $1 AND activity.state = 'published'
"""


def base_url() -> str:
    return get_settings().public_url.rstrip("/")


def name_of(filters: AgendaFilters) -> str:
    """What a calendar application calls the subscription."""
    words = translator(DEFAULT_LOCALE)
    return words.gettext("Agenda of the library") if not filters.pairs() else words.gettext("My choice of the agenda")


def asked(request: AnyRequest) -> AgendaFilters:
    return read_filters(request.query_params.multi_items())


def calendar(request: AnyRequest, body: bytes) -> Response[bytes]:
    return conditional(request, body, media_type=CALENDAR, cache_control=CACHED)


@get("/agenda.ics")
async def agenda_calendar(request: AnyRequest) -> Response[bytes]:
    filters = asked(request)
    return calendar(request, await agenda_feed(filters, name_of(filters)))


@get("/agenda.json")
async def agenda_json(request: AnyRequest) -> Response[bytes]:
    part = await _part(request)
    body = json.dumps(structured.document(part.rows, base_url()), ensure_ascii=False).encode()
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


@get("/editions/{file:str}")
async def edition_file(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """/editions/{id}.ics: all sessions of one edition."""
    edition_id = _uuid(file, UnknownEdition())
    record = await fetch_row(_EDITION, edition_id)
    if record is None:
        raise UnknownEdition
    return calendar(request, await feed_of(_only("edition.id", edition_id, "uuid"), record["title"]))


@get("/sessions/{file:str}")
async def session_file(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """/sessions/{id}.ics: one session, to keep."""
    session_id = _uuid(file, UnknownSession())
    body = await single_event(session_id)
    if body is None:
        raise UnknownSession
    disposition = {"Content-Disposition": f'attachment; filename="{session_id}.ics"'}
    return conditional(request, body, media_type=CALENDAR, cache_control=CACHED, headers=disposition)


async def calendar_instead(request: AnyRequest) -> Response[bytes] | None:
    """For `before_request` of the pages /locations/{slug} and /activities/{slug}: the calendar at the same + .ics.

    The router reads a path parameter up to the next slash, so both addresses lead to the handler of the page.
    """
    folder, _, file = request.scope["path"].removeprefix("/").partition("/")
    if folder not in _CALENDARS or not file.endswith(SUFFIX) or "/" in file:
        return None
    return await _CALENDARS[folder](request, file.removesuffix(SUFFIX))


async def _location_calendar(request: AnyRequest, slug: str) -> Response[bytes]:
    location = await location_by_slug(slug)
    return calendar(request, await feed_of(_only("location.id", location.id, "int"), location.name))


async def _activity_calendar(request: AnyRequest, slug: str) -> Response[bytes]:
    record = await fetch_row(_ACTIVITY, slug)
    if record is None:
        raise UnknownActivity
    return calendar(request, await feed_of(_only("activity.id", record["id"], "int"), record["title"]))


_CALENDARS: Final = {"locations": _location_calendar, "activities": _activity_calendar}


def _only(column: str, value: object, cast: str) -> Conditions:
    conditions = Conditions(common=[PUBLISHED])
    conditions.common.append(f"{column} = {conditions.parameter(value, cast)}")
    return conditions


def _uuid(file: str, otherwise: Missing) -> UUID:
    name, suffix = file[: -len(SUFFIX)], file[-len(SUFFIX) :]
    try:
        session_id = UUID(name)
    except ValueError:
        raise otherwise from None
    if suffix != SUFFIX:
        raise otherwise
    return session_id


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    agenda_calendar,
    agenda_json,
    agenda_rss,
    edition_file,
    session_file,
]
