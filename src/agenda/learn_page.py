"""The catalogue of e-content: every package with how long it takes, how to get in and where to meet near you."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda.kept_readings import Readings, readings_of
from agenda.learn_choosing import chosen, fieldsets, orders
from agenda.learn_query import PATH, WHERE, LearnQuery, address, libraries_of, read_query
from agenda.package_meetings import Near, PackageMeeting, meetings_of_packages
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
    readings = await readings_of(request.app).at_now()
    context = await _context(asked, readings, translator_of(request), datetime.now(UTC))
    return page(request, "agenda/learn.html", context)


async def _context(asked: LearnQuery, readings: Readings, words: Translator, now: datetime) -> dict[str, Any]:
    libraries = await libraries_of(asked.organisation)
    filters = asked.filters(libraries, local_today(now))
    packages = await list_packages(filters, limit=PAGE_SIZE, cursor=asked.after)
    meetings = await _meetings([each.id for each in packages.items], asked.nearby(libraries), readings, now)
    return {
        "section": "learn",
        "q": asked.q,
        "cards": _cards(packages, meetings, asked, words),
        "fieldsets": fieldsets(await package_facets(filters), asked, words),
        "libraries": await readings.get("libraries", lambda: fetch(_LIBRARIES)),
        "library": asked.organisation[0] if asked.organisation else "",
        "place": asked.place[0] if asked.place else "",
        "orders": orders(asked, words),
        "kept": [pair for pair in asked.pairs() if pair[0] in {"near", "within_km"}],
        "chosen": chosen(asked, libraries, words),
        "next_href": address([*asked.pairs(), ("after", packages.next)]) if packages.next else "",
        "first_href": address(asked.pairs()) if asked.after else "",
    }


async def _meetings(
    ids: Sequence[int], near: Near, readings: Readings, now: datetime
) -> Mapping[int, Sequence[PackageMeeting]]:
    """Kept for a minute when they are those of anywhere, because finding them takes longer than all else here."""
    if not near.is_anywhere:
        return await meetings_of_packages(ids, now, limit=MEETINGS_ON_CARD, near=near)
    minute = now.replace(second=0, microsecond=0)
    return await readings.get_each(
        ids, ("meetings", minute), lambda missing: meetings_of_packages(missing, now, limit=MEETINGS_ON_CARD)
    )


def _cards(
    packages: PackagePage, meetings: Mapping[int, Sequence[PackageMeeting]], asked: LearnQuery, words: Translator
) -> list[dict[str, Any]]:
    where = urlencode([pair for pair in asked.pairs() if pair[0] in WHERE])
    return [card(package, meetings[package.id], words, where=where) for package in packages.items]


ROUTES: Final[Sequence[ControllerRouterHandler]] = [learn_page]
