"""What staff see first: today and tomorrow, and what needs somebody's attention in the next two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from content_links.harvesting.dead_links import count_dead_links
from content_links.licensing.reading import ending_licences
from events.templates.reading import changed_templates
from identity.actors import Actor
from identity.guarding import staff_only
from identity.hosting import places_of
from identity.roles import Role
from notifications.dead_letters import count_dead_letters
from planner.board_page import HOME_TIMEZONE, SEES_BOARD
from planner.board_reading import BoardSession, read_places, read_sessions
from planner.board_view import SessionView, session_views
from planner.board_window import Window
from planner.operation_words import what_was_done
from planner.reach import may, organisations_of
from planner.staff_pages import staff_page
from planner.warning_words import sentences_of
from web.dates import day_in_words, near_day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner"
PLANS_LINKS: Final = "POST /planner/activities/{slug}/links"
MENDS_LINKS: Final = "GET /planner/content/dead-links"
SENDS_AGAIN: Final = "POST /planner/mail/resend"
TAKES_OVER: Final = "POST /planner/activities/{slug}/template"
DAYS_AHEAD: Final = 14
LISTED: Final = 12
FEW: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A session with its day and place in words."""

    view: SessionView
    day: str
    place: str


@get(PATH, guards=[staff_only])
async def overview_page(request: AnyRequest, done: FromQuery[UUID | None] = None) -> Response[bytes]:
    actor, words = request.user, translator_of(request)
    now = datetime.now(ZoneInfo(HOME_TIMEZONE)).replace(tzinfo=None)
    today = now.date()
    organisations = [each.id for each in await organisations_of(actor, f"GET {PATH}")]
    sees_board = may(actor, SEES_BOARD)
    sessions = await read_sessions(organisations, _ahead(today, DAYS_AHEAD if sees_board else 2))
    if not sees_board:
        sessions = await _of_host(actor, sessions)
    coming = [session for session in sessions if session.ends_at > now and not session.is_cancelled]
    warnings = await sentences_of([session.id for session in coming], words) if sees_board else {}
    places = {place.id: place.name for place in await read_places(organisations, sessions)}
    lines = _lines(session_views(sessions, warnings, (), words), places, today, words)
    warned = [line for line in lines if line.view.warnings]
    filling = _lines(session_views(_nearly_full(coming), {}, (), words), places, today, words)
    context = {
        "days": _days(lines, today, words),
        "warned": warned[:LISTED],
        "warned_total": len(warned),
        "filling": filling[:LISTED],
        "sees_board": sees_board,
        "ending": await _ending(actor, words, today),
        "changed_templates": await changed_templates(await _adopters(actor)),
        "dead_links": await _dead_links(actor),
        "dead_letters": await _dead_letters(actor),
        "done": await what_was_done(done, actor.account_id, words),
    }
    return staff_page(request, "planner/overview.html", context)


async def _ending(actor: Actor, words: Translator, today: date) -> list[dict[str, str]]:
    """Licences that end before the last meeting, or ended."""
    planners = [each.id for each in await organisations_of(actor, PLANS_LINKS)]
    lines = await ending_licences(planners, today) if planners else []
    return [
        {"title": each.title, "activity": each.activity_title, "day": day_in_words(each.ends_on, words.locale)}
        for each in lines[:LISTED]
    ]


async def _dead_links(actor: Actor) -> int:
    mended = [each.id for each in await organisations_of(actor, MENDS_LINKS)]
    return await count_dead_links(mended) if mended else 0


async def _dead_letters(actor: Actor) -> int:
    senders = [each.id for each in await organisations_of(actor, SENDS_AGAIN)]
    return await count_dead_letters(senders) if senders else 0


async def _adopters(actor: Actor) -> list[int]:
    return [each.id for each in await organisations_of(actor, TAKES_OVER)]


def _ahead(today: date, days: int) -> Window:
    return Window(first=today, last=today + timedelta(days=days - 1))


async def _of_host(actor: Actor, sessions: Sequence[BoardSession]) -> list[BoardSession]:
    own = await places_of(actor.account_id) if any(grant.role is Role.HOST for grant in actor.grants) else ()
    return [session for session in sessions if session.location in own]


def _nearly_full(sessions: Sequence[BoardSession]) -> list[BoardSession]:
    """Places for one or two are full as soon as somebody comes, which says nothing."""
    counted = [each for each in sessions if each.capacity is not None and each.capacity > FEW]
    return [each for each in counted if each.taken and (each.capacity or 0) - each.taken <= FEW]


def _lines(views: Sequence[SessionView], places: dict[int, str], today: date, words: Translator) -> list[Line]:
    return [
        Line(view, near_day_in_words(view.starts_at.date(), today, words.locale), places.get(view.row[0], ""))
        for view in views
    ]


def _days(lines: Sequence[Line], today: date, words: Translator) -> list[dict[str, Any]]:
    """Today and tomorrow, also when there is nothing."""
    found = {day: list(group) for day, group in groupby(lines, key=lambda line: line.view.starts_at.date())}
    return [
        {"name": near_day_in_words(day, today, words.locale), "lines": found.get(day, [])}
        for day in (today, today + timedelta(days=1))
    ]


ROUTES: Final[Sequence[ControllerRouterHandler]] = [overview_page]
