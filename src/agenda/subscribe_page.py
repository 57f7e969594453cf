"""How to follow the agenda, or a part of it, in one's own calendar."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda import labels
from agenda.filters import read_filters
from events.vocabulary import Theme
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
    """
    words = translator_of(request)
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value.strip()]
    feed = feed_address(pairs)
    context = {
        "section": "subscribe",
        "choice": choice_in_words(pairs, words),
        "agenda_href": f"/agenda?{urlencode(pairs)}" if pairs and pairs[0][0] != "activity" else "/agenda",
        **addresses(feed),
    }
    return page(request, "agenda/subscribe.html", context)


def feed_address(pairs: Sequence[tuple[str, str]]) -> str:
    """The absolute address of the feed with this choice."""
    base = get_settings().public_url.rstrip("/")
    if len(pairs) == 1 and pairs[0][0] in _FEEDS:
        name, slug = pairs[0]
        return f"{base}/{_FEEDS[name]}/{quote(slug, safe='')}.ics"
    query = read_filters(pairs).query()
    return f"{base}/agenda.ics" + (f"?{query}" if query else "")


def addresses(feed: str) -> dict[str, str]:
    """The same feed for each kind of calendar."""
    webcal = "webcal:" + feed.removeprefix(f"{urlsplit(feed).scheme}:")
    return {
        "https_href": feed,
        "webcal_href": webcal,
        "google_href": "https://calendar.google.com/calendar/r?" + urlencode({"cid": webcal}),
        "outlook_href": "https://outlook.live.com/calendar/0/addfromweb?" + urlencode({"url": feed}),
        "office_href": "https://outlook.office.com/calendar/0/addfromweb?" + urlencode({"url": feed}),
    }


def choice_in_words(pairs: Sequence[tuple[str, str]], words: Translator) -> list[dict[str, Any]]:
    """A chip for each part of the choice."""
    return [{"text": _chip(name, value, words), "theme": value if name == "theme" else ""} for name, value in pairs]


def _chip(name: str, value: str, words: Translator) -> str:
    return words.gettext(labels.THEMES[Theme(value)]) if name == "theme" else value


ROUTES: Final[Sequence[ControllerRouterHandler]] = [subscribe_page]
