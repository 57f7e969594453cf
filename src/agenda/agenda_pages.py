"""The agenda as a page: a list under days or a month, with the filters beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda import addresses
from agenda.addresses import AgendaView
from agenda.choosing import chosen_of, groups_of
from agenda.conditions import Known, look_up
from agenda.facets import facets
from agenda.filters import AgendaFilters
from agenda.listing import days_of, local_day
from agenda.month import in_grid, next_month, previous_month, weeks_of
from agenda.search import PAGE_SIZE, cursor_of, listed
from web.dates import month_in_words, wording
from web.i18n import Locale, Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

HOME_TIMEZONE: Final = "Europe/Amsterdam"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for, and when (aware)."""

    filters: AgendaFilters
    view: AgendaView
    known: Known
    words: Translator
    now: datetime


@get(addresses.PATH)
async def agenda_page(request: AnyRequest) -> Response[bytes]:
    filters, view = addresses.read_page(list(request.query_params.multi_items()))
    asked = Asked(filters, view, await look_up(filters), translator_of(request), datetime.now(UTC))
    show = _month if view.view == "month" else _list
    return page(request, "agenda/agenda.html", await show(asked))


async def _list(asked: Asked) -> dict[str, Any]:
    filters, now = asked.filters, asked.now
    # One more than is shown, to know whether there is more.
    rows = await listed(filters, limit=PAGE_SIZE + 1, after=asked.view.cursor, known=asked.known)
    shown = rows[:PAGE_SIZE]
    more = addresses.list_address(filters, cursor_of(shown[-1])) if len(rows) > PAGE_SIZE else ""
    return {
        **await _around(asked, filters),
        "days": days_of(shown, asked.words, now),
        "next_href": more,
        "first_href": addresses.list_address(filters) if asked.view.cursor else "",
        "month": None,
    }


async def _month(asked: Asked) -> dict[str, Any]:
    filters, words, now = asked.filters, asked.words, asked.now
    today = local_day(now, HOME_TIMEZONE)
    first = asked.view.first_day(today)
    return {
        **await _around(asked, in_grid(filters, first)),
        "days": [],
        "next_href": "",
        "first_href": "",
        "month": {
            "title": month_in_words(first, words.locale),
            "weekdays": weekdays(words.locale),
            "weeks": await weeks_of(filters, first, today, words.locale, now=now, known=asked.known),
            "previous_href": addresses.month_address(filters, previous_month(first)),
            "next_href": addresses.month_address(filters, next_month(first)),
        },
    }


def weekdays(locale: Locale) -> list[dict[str, str]]:
    names = wording(locale)
    return [{"short": s, "long": name} for s, name in zip(names.short_weekdays, names.weekdays, strict=True)]


async def _around(asked: Asked, counted: AgendaFilters) -> dict[str, Any]:
    """What stands around the sessions; `counted` says over which time the counts are."""
    filters, view, words = asked.filters, asked.view, asked.words
    counts = await facets(counted, known=asked.known)
    return {
        "section": "agenda",
        "filters": filters,
        "view": view,
        "total": counts.total,
        "groups": groups_of(filters, counts, words),
        "chosen": chosen_of(filters, view, counts, words),
        "clear_href": addresses.same_view(AgendaFilters(), view),
        "list_href": addresses.list_address(filters),
        "kept": addresses.kept_pairs(filters, view),
        "month_href": addresses.month_address(filters),
        "subscribe_href": addresses.subscribe_address(filters),
        "alternates": [(suffix, addresses.feed_address(filters, suffix)) for suffix in ("ics", "json", "rss")],
    }


ROUTES: Final[Sequence[ControllerRouterHandler]] = [agenda_page]
