"""The agenda for calendar programs: every choice of it, every place, activity and edition, and each session."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda.conditions import Conditions
from agenda.feed_answers import calendar
from agenda.feeds import BuiltFeed, agenda_feed, feed_of, single_event
from agenda.filters import AgendaFilters, read_filters
from agenda.kept_feeds import Wanted
from database.transaction import fetch_row
from events.errors import UnknownActivity, UnknownEdition, UnknownSession
from places.queries import location_by_slug
from refusals import Missing
from web.conditional import digest_of
from web.requests import AnyRequest

SUFFIX: Final = ".ics"
PUBLISHED: Final = "activity.state = 'published'"

_ACTIVITY: Final = "SELECT id, title FROM activity WHERE slug = $1 AND state = 'published'"
_EDITION: Final = """
SELECT activity.title FROM edition JOIN activity ON activity.id = edition.activity
WHERE edition.id = $1 AND activity.state = 'published'
"""


@get("/agenda.ics")
async def agenda_calendar(request: AnyRequest) -> Response[bytes]:
    return await calendar(request, _chosen(request.scope["query_string"]))


@lru_cache(maxsize=1024)
def _chosen(query: bytes) -> Wanted:
    """:raises pydantic.ValidationError: as `read_filters`."""
    filters = read_filters(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    key = f"agenda {digest_of(filters.query().encode())}"
    return Wanted(key, partial(agenda_feed, filters), shared=_is_common(filters), kept=not filters.open)


def _is_common(filters: AgendaFilters) -> bool:
    """Others may well ask for the same: not so with words that somebody typed, or the place where they are."""
    return not filters.q and filters.near is None


@get("/editions/{file:str}")
async def edition_file(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """/editions/{id}.ics: all sessions of one edition."""
    edition = _uuid(file, UnknownEdition())
    return await calendar(request, Wanted(f"edition {edition}", partial(_edition_feed, edition)))


@get("/sessions/{file:str}")
async def session_file(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """/sessions/{id}.ics: one session, to keep."""
    session = _uuid(file, UnknownSession())
    disposition = f'attachment; filename="{session}.ics"'.encode()
    headers = ((b"content-disposition", disposition),)
    return await calendar(request, Wanted(f"session {session}", partial(_session_feed, session), headers=headers))


async def calendar_instead(request: AnyRequest) -> Response[bytes] | None:
    """For `before_request` of the pages /locations/{slug} and /activities/{slug}: the calendar at the same + .ics.

    The router reads a path parameter up to the next slash, so both addresses lead to the handler of the page.
    """
    folder, _, file = request.scope["path"].removeprefix("/").partition("/")
    if folder not in _FEEDS or not file.endswith(SUFFIX) or "/" in file:
        return None
    slug = file.removesuffix(SUFFIX)
    return await calendar(request, Wanted(f"{folder} {slug}", partial(_FEEDS[folder], slug)))


async def _edition_feed(edition: UUID) -> BuiltFeed:
    record = await fetch_row(_EDITION, edition)
    if record is None:
        raise UnknownEdition
    return await feed_of(_only("edition.id", edition, "uuid"), record["title"])


async def _session_feed(session: UUID) -> BuiltFeed:
    built = await single_event(session)
    if built is None:
        raise UnknownSession
    return built


async def _location_feed(slug: str) -> BuiltFeed:
    location = await location_by_slug(slug)
    return await feed_of(_only("location.id", location.id, "int"), location.name)


async def _activity_feed(slug: str) -> BuiltFeed:
    record = await fetch_row(_ACTIVITY, slug)
    if record is None:
        raise UnknownActivity
    return await feed_of(_only("activity.id", record["id"], "int"), record["title"])


_FEEDS: Final = {"locations": _location_feed, "activities": _activity_feed}


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


ROUTES: Final[Sequence[ControllerRouterHandler]] = [agenda_calendar, edition_file, session_file]
