"""The catalogue of e-content: every package with how long it takes, how to get in and where to meet near you."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda.learn_choosing import chosen, fieldsets, orders
from agenda.learn_query import PATH, WHERE, LearnQuery, Library, address, libraries_of, read_query
from agenda.package_meetings import meetings_of_packages
from agenda.package_words import MEETINGS_ON_CARD, card
from content_links.catalogue import PackagePage, list_packages, package_facets
from content_links.licensing.days import local_today
from database.transaction import fetch
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

PAGE_SIZE: Final = 24
# Those with something to go to; who has nothing to offer yet is no choice.
_LIBRARIES: Final = """
SELECT organisation.slug AS value, organisation.name AS label FROM organisation
WHERE EXISTS (SELECT FROM activity WHERE activity.organisation = organisation.id AND activity.state = 'published')
ORDER BY searchable(organisation.name), organisation.id
"""


@get(PATH)
async def learn_page(request: AnyRequest) -> Response[bytes]:
    """:raises pydantic.ValidationError: an unknown parameter or value.
    :raises UnknownValue: no such library.
    """
    asked = read_query(request.query_params.multi_items())
    return page(request, "agenda/learn.html", await _context(asked, translator_of(request), datetime.now(UTC)))


async def _context(asked: LearnQuery, words: Translator, now: datetime) -> dict[str, Any]:
    libraries = await libraries_of(asked.organisation)
    filters = asked.filters(libraries, local_today(now))
    packages = await list_packages(filters, limit=PAGE_SIZE, cursor=asked.after)
    return {
        "section": "learn",
        "q": asked.q,
        "cards": await _cards(packages, asked, libraries, words, now),
        "fieldsets": fieldsets(await package_facets(filters), asked, words),
        "libraries": await fetch(_LIBRARIES),
        "library": asked.organisation[0] if asked.organisation else "",
        "place": asked.place[0] if asked.place else "",
        "orders": orders(asked, words),
        "kept": [pair for pair in asked.pairs() if pair[0] in {"near", "within_km"}],
        "chosen": chosen(asked, libraries, words),
        "next_href": address([*asked.pairs(), ("after", packages.next)]) if packages.next else "",
        "first_href": address(asked.pairs()) if asked.after else "",
    }


async def _cards(
    packages: PackagePage, asked: LearnQuery, libraries: Mapping[str, Library], words: Translator, now: datetime
) -> list[dict[str, Any]]:
    ids = [each.id for each in packages.items]
    meetings = await meetings_of_packages(ids, now, limit=MEETINGS_ON_CARD, near=asked.nearby(libraries))
    where = urlencode([pair for pair in asked.pairs() if pair[0] in WHERE])
    return [card(package, meetings[package.id], words, where=where) for package in packages.items]


ROUTES: Final[Sequence[ControllerRouterHandler]] = [learn_page]
