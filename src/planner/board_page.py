"""The board: rooms and places as rows, a week or a month as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from database.transaction import fetch
from identity.guarding import staff_only
from planner.board_reading import BoardPlace, BoardSession, read_places, read_sessions
from planner.board_view import columns_of, events_of, resources_of, rows_of, session_views
from planner.board_window import DATA_PATH, PATH, BoardAsked, Window
from planner.reach import Reachable, organisations_of
from planner.staff_pages import UNCACHED, staff_page
from planner.warning_words import sentences_of
from web.dates import full_day_in_words, month_in_words, short_day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

HOME_TIMEZONE: Final = "Europe/Amsterdam"
MIDNIGHT: Final = 24
SEES_BOARD: Final = f"GET {PATH}"
CHANGES_BOARD: Final = "POST /planner/sessions/{session}/move"
_PROGRAMMES: Final = """
SELECT DISTINCT programme.slug, programme.name FROM programme
WHERE programme.organisation = ANY($1::int[]) ORDER BY programme.name
"""


@dataclass(frozen=True, slots=True)
class Board:
    """What is on the board, and for which organisations the reader may see and change it."""

    asked: BoardAsked
    window: Window
    today: date
    organisations: Sequence[Reachable]
    editable: frozenset[int]
    places: Sequence[BoardPlace]
    sessions: Sequence[BoardSession]
    warnings: Mapping[UUID, Sequence[str]]


async def read_board(request: AnyRequest) -> Board:
    """:raises ValidationError: the address asks for something that does not exist."""
    asked = BoardAsked.read(request.query_params.multi_items())
    today = datetime.now(ZoneInfo(HOME_TIMEZONE)).date()
    window = asked.window(today)
    organisations = await organisations_of(request.user, SEES_BOARD)
    editable = await organisations_of(request.user, CHANGES_BOARD)
    shown = [each.id for each in organisations if asked.organisation in (None, each.slug)]
    sessions = await read_sessions(shown, window, location=asked.location, programme=asked.programme)
    return Board(
        asked=asked,
        window=window,
        today=today,
        organisations=organisations,
        editable=frozenset(each.id for each in editable),
        places=await read_places(shown, sessions, location=asked.location),
        sessions=sessions,
        warnings=await sentences_of(_coming(sessions), translator_of(request)),
    )


def _coming(sessions: Sequence[BoardSession]) -> list[UUID]:
    """Nothing can be done any more about what has been."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return [session.id for session in sessions if not session.is_cancelled and session.ends_at > now]


@get(PATH, guards=[staff_only])
async def board_page(request: AnyRequest) -> Response[bytes]:
    board, words = await read_board(request), translator_of(request)
    views = session_views(board.sessions, board.warnings, board.editable, words)
    columns = columns_of(board.window, board.asked.view, board.today, words)
    context = {
        "asked": board.asked,
        "columns": columns,
        "rows": rows_of(board.places, views, columns),
        "period": _period(board.window, board.asked.view, words),
        "total": len(views),
        "may_change": bool(board.editable),
        **_ways(board),
        "filters": await _filters(board, words),
        "script": _script(board, words),
    }
    return staff_page(request, "planner/board.html", context)


@get(DATA_PATH, guards=[staff_only])
async def board_data(request: AnyRequest) -> Response[dict[str, Any]]:
    """The same for the script of the page: `resources` and `events` as EventCalendar takes them."""
    board, words = await read_board(request), translator_of(request)
    views = session_views(board.sessions, board.warnings, board.editable, words)
    return Response(
        {"resources": resources_of(board.places, words), "events": events_of(views, board.places)}, headers=UNCACHED
    )


def _ways(board: Board) -> dict[str, Any]:
    asked, today = board.asked, board.today
    return {
        "earlier_href": asked.earlier(today),
        "later_href": asked.later(today),
        "today_href": asked.address(day=None),
        "is_now": board.window.first <= today <= board.window.last,
        "week_href": asked.address(view=None),
        "month_href": asked.address(view="month"),
        "timeline_href": asked.address(look=None),
        "table_href": asked.address(look="table"),
    }


def _period(window: Window, view: str, words: Translator) -> str:
    if view == "month":
        return month_in_words(window.first, words.locale)
    _, week, _ = window.first.isocalendar()
    first, last = window.first, window.last
    said = str(first.day) if first.month == last.month else short_day_in_words(first, words.locale)
    until = full_day_in_words(last, words.locale).split(" ", 1)[1]
    return words.gettext("Week %(week)s: %(first)s to %(last)s", week=week, first=said, last=until)


async def _filters(board: Board, words: Translator) -> list[dict[str, Any]]:
    asked = board.asked
    programmes = await fetch(_PROGRAMMES, [each.id for each in board.organisations])
    every = [
        ("organisation", words.gettext("Organisation"), [(each.slug, each.name) for each in board.organisations]),
        ("location", words.gettext("Place"), [(each.slug, each.name) for each in await _all_places(board)]),
        ("programme", words.gettext("Programme"), [(row["slug"], row["name"]) for row in programmes]),
    ]
    return [
        {
            "name": name,
            "label": label,
            "value": getattr(asked, name) or "",
            "options": [{"value": "", "label": words.gettext("All")}]
            + [{"value": slug, "label": text} for slug, text in options],
        }
        for name, label, options in every
        if len(options) > 1
    ]


async def _all_places(board: Board) -> Sequence[BoardPlace]:
    if board.asked.location is None:
        return board.places
    return await read_places([each.id for each in board.organisations], ())


def _script(board: Board, words: Translator) -> dict[str, str]:
    """Values of data attributes."""
    hours = [(session.starts_at.hour, min(session.ends_at.hour + 1, MIDNIGHT)) for session in board.sessions]
    earliest = min([9, *(start for start, _ in hours)])
    latest = max([21, *(end for _, end in hours)])
    return {
        "data-address": board.asked.address(DATA_PATH),
        "data-view": board.asked.view,
        "data-date": board.window.first.isoformat(),
        "data-from": f"{earliest:02}:00",
        "data-until": f"{latest:02}:00",
        "data-expand": words.gettext("Show the rooms"),
        "data-collapse": words.gettext("Hide the rooms"),
        "data-locale": words.locale,
    }


ROUTES: Final[Sequence[ControllerRouterHandler]] = [board_page, board_data]
