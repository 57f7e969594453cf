"""How to follow the agenda, or a part of it, in one's own calendar."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda.activity_reading import activity_by_slug
from agenda.addresses import AgendaView, list_address
from agenda.calendar_ways import CalendarWays, code_of
from agenda.choosing import chosen_of
from agenda.conditions import look_up
from agenda.facets import facets
from agenda.filters import read_filters
from settings import get_settings
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

_FEEDS: Final = {"activity": "activities", "location": "locations"}
"""What has a feed of its own, by its parameter: that one keeps what is cancelled and needs no query."""


@get("/subscribe")
async def subscribe_page(request: AnyRequest) -> Response[bytes]:
    """Takes the filters of the agenda, or `activity`.

    :raises pydantic.ValidationError: an unknown parameter or value.
    :raises UnknownActivity: no such activity.
    """
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value.strip()]
    feed = feed_address(pairs)
    choice, change_href = await _choice(pairs, translator_of(request))
    here = f"{_base()}/subscribe" + (f"?{urlencode(pairs)}" if pairs else "")
    context = {
        "section": "subscribe",
        "choice": choice,
        "change_href": change_href,
        "ways": CalendarWays(feed),
        "code": code_of(here),
    }
    return page(request, "agenda/subscribe.html", context)


def feed_address(pairs: Sequence[tuple[str, str]]) -> str:
    """The absolute address of the feed with this choice."""
    base = _base()
    if len(pairs) == 1 and pairs[0][0] in _FEEDS:
        name, slug = pairs[0]
        return f"{base}/{_FEEDS[name]}/{quote(slug, safe='')}.ics"
    query = read_filters(pairs).query()
    return f"{base}/agenda.ics" + (f"?{query}" if query else "")


def _base() -> str:
    return get_settings().public_url.rstrip("/")


async def _choice(pairs: Sequence[tuple[str, str]], words: Translator) -> tuple[list[str], str]:
    """What is followed, in words, and where to change it."""
    if len(pairs) == 1 and pairs[0][0] == "activity":
        activity = await activity_by_slug(pairs[0][1])
        return [activity.title], "/agenda"
    filters = read_filters(pairs)
    counts = await facets(filters, known=await look_up(filters))
    said = [each.label for each in chosen_of(filters, AgendaView(), counts, words)]
    return said, list_address(filters)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [subscribe_page]
