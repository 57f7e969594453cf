"""The start page: one sentence, three doors, today and tomorrow, one package, and whom to call."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda.filters import read_filters
from agenda.listing import days_of
from agenda.package_meetings import meetings_of_packages
from agenda.package_words import card
from agenda.search import listed
from agenda.session_rows import ListedSession
from agenda.signing_up import phone_href
from content_links.catalogue import PackageFilters, list_packages
from content_links.licensing.days import local_today
from database.transaction import fetch
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

HERE: Final = ZoneInfo("Europe/Amsterdam")
MOST_ROWS: Final = 8
_DESKS: Final = """
SELECT name, phone FROM organisation WHERE kind = 'library' AND phone IS NOT NULL ORDER BY searchable(name), id LIMIT 6
"""


@get("/")
async def home_page(request: AnyRequest) -> Response[bytes]:
    now = datetime.now(UTC)
    words = translator_of(request)
    rows = await soon(now.astimezone(HERE).date())
    context = {
        "section": "",
        "days": days_of(rows, words, now),
        "package": await _in_the_light(now, words),
        "desks": [
            {"name": record["name"], "phone": record["phone"], "href": phone_href(record["phone"])}
            for record in await fetch(_DESKS)
        ],
    }
    return page(request, "agenda/home.html", context)


async def soon(today: date) -> list[ListedSession]:
    """Today and tomorrow; when nothing is on then, what comes first."""
    tomorrow = today + timedelta(days=1)
    rows = await listed(read_filters([("from", str(today)), ("until", str(tomorrow))]), limit=4 * MOST_ROWS)
    coming = [row for row in rows if row.ends_at > datetime.now(UTC)]
    return (_of_both_days(coming) or await listed(read_filters([]), limit=MOST_ROWS))[:MOST_ROWS]


def _of_both_days(rows: Sequence[ListedSession]) -> list[ListedSession]:
    """So that a full day leaves room for the next one."""
    days = sorted({row.starts_at.date() for row in rows})
    a_day = MOST_ROWS // max(1, len(days))
    return [row for day in days for row in [each for each in rows if each.starts_at.date() == day][:a_day]]


async def _in_the_light(now: datetime, words: Translator) -> dict[str, Any] | None:
    """Another package each week, of those that one can meet about."""
    packages = (await list_packages(PackageFilters(offered_on=local_today(now)), limit=50)).items
    meetings = await meetings_of_packages([package.id for package in packages], now, limit=2)
    met = [package for package in packages if meetings[package.id]] or packages
    if not met:
        return None
    chosen = met[now.isocalendar().week % len(met)]
    return card(chosen, meetings[chosen.id], words)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [home_page]
