"""The programme on paper: a poster to hang up, or a list to lay down."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda.session_rows import SessionRow
from identity.guarding import staff_only
from places.queries import location_by_slug, organisation_by_slug
from planner.export_errors import NothingToPrint, PdfNotMade, PdfNotPossible
from planner.print_asked import PrintAsked
from planner.print_pdf import pdf_of
from planner.print_view import MOST_LISTED, Source, code_of, held, places_of, poster_of, sentence
from planner.staff_pages import UNCACHED
from settings import get_settings
from web.dates import full_day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page, render

PATH: Final = "/planner/print"
HOME_TIMEZONE: Final = "Europe/Amsterdam"


@get(PATH, guards=[staff_only])
async def print_programme(request: AnyRequest) -> Response[bytes]:
    """GET /planner/print?as=poster|list&format=html|pdf with the filters of the agenda, and `activity` for one only.

    :raises NothingToPrint: nothing of it is to come.
    """
    asked = await PrintAsked.read(request.query_params.multi_items(), datetime.now(ZoneInfo(HOME_TIMEZONE)).date())
    rows = await _rows(asked)
    words = translator_of(request)
    is_poster = asked.options.shape == "poster"
    template, context = await (_poster(rows, words) if is_poster else _list(asked, rows, words))
    around = {"pdf_href": _address(asked, "pdf"), "message": "", "is_screen": True}
    if asked.options.format == "html":
        return page(request, template, {**around, **context}, headers=UNCACHED)
    try:
        document = render(template, words.locale, {**around, **context, "is_screen": False})
        return _download(await pdf_of(document), asked.options.shape)
    except (PdfNotPossible, PdfNotMade) as refusal:
        around["message"] = words.gettext(refusal.message_id)
        return page(request, template, {**around, **context}, headers=UNCACHED)


async def _rows(asked: PrintAsked) -> list[SessionRow]:
    rows: list[SessionRow] = []
    async for batch in asked.selection.batches():
        rows += held(batch)
        if len(rows) >= MOST_LISTED:
            break
    if not rows:
        raise NothingToPrint
    return rows[:MOST_LISTED]


async def _poster(rows: list[SessionRow], words: Translator) -> tuple[str, Mapping[str, Any]]:
    """Of an activity when there is only one, else of the place of the first session."""
    first = rows[0]
    is_one_activity = len({row.activity_id for row in rows}) == 1
    at_place = rows if is_one_activity else [row for row in rows if row.location_id == first.location_id]
    source = Source(
        rows=at_place,
        organisation=await organisation_by_slug(first.organisation_slug),
        location=await location_by_slug(first.location_slug),
        is_one_activity=is_one_activity,
        base=_base(),
        path=f"/activities/{first.activity_slug}" if is_one_activity else f"/locations/{first.location_slug}",
    )
    return "planner/print_poster.html", {"poster": poster_of(source, words)}


async def _list(asked: PrintAsked, rows: list[SessionRow], words: Translator) -> tuple[str, Mapping[str, Any]]:
    organisations = {row.organisation_slug for row in rows}
    one = await organisation_by_slug(rows[0].organisation_slug) if len(organisations) == 1 else None
    query = asked.selection.filters.query()
    there = f"{_base()}/agenda?{query}" if query else f"{_base()}/agenda"
    return "planner/print_list.html", {
        "library": one.name if one else words.gettext("Agenda of the library"),
        "phone": one.phone if one else None,
        "period": _period(rows, words),
        "places": places_of(rows, words),
        "code": code_of(there),
        "link": f"{_base()}/agenda".partition("://")[2],
        "left_out": len(rows) == MOST_LISTED,
    }


def _period(rows: list[SessionRow], words: Translator) -> str:
    first, last = (full_day_in_words(row.starts_at.date(), words.locale) for row in (rows[0], rows[-1]))
    return sentence(first if first == last else words.gettext("%(first)s until %(last)s", first=first, last=last))


def _base() -> str:
    return get_settings().public_url.rstrip("/")


def _address(asked: PrintAsked, format_: str) -> str:
    return f"{PATH}?{urlencode([*asked.query, ('format', format_)])}"


def _download(pdf: bytes, shape: str) -> Response[bytes]:
    headers = {**UNCACHED, "Content-Disposition": f'inline; filename="leeragenda-{shape}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [print_programme]
