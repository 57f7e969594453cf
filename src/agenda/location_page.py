"""The page of one location: where it is, when it is open and what is on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda.activity_facts import Fact, address, map_links, reachable
from agenda.listing import days_of, local_day
from agenda.search import upcoming_of_location
from agenda.signing_up import phone_href
from places.queries import (
    ClosureRow,
    LocationRow,
    OpeningHoursRow,
    closures_of_location,
    location_by_slug,
    opening_hours_of_location,
)
from places.vocabulary import ClosureKind
from places.words import place_kind
from web.dates import day_in_words, times_in_words, wording
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

MOST_ROWS: Final = 30
DAYS_OF_CLOSURES: Final = 60


@get("/locations/{slug:str}")
async def location_page(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    """:raises UnknownLocation: there is none."""
    words = translator_of(request)
    location = await location_by_slug(slug)
    now = datetime.now(UTC)
    today = local_day(now, location.timezone)
    hours = await opening_hours_of_location(location.id)
    closures = await closures_of_location(location.id, today, today + timedelta(days=DAYS_OF_CLOSURES))
    context = {
        "section": "agenda",
        "location": location,
        "kind": words.gettext(place_kind(location.kind, location.host_kind)),
        "facts": location_facts(location, words),
        "hours": opening_rows(hours, today, words) if hours else [],
        "closures": [_closure(closure, words) for closure in closures if closure.kind is ClosureKind.CLOSED],
        "days": days_of(await upcoming_of_location(location.id, MOST_ROWS), words, now),
    }
    return page(request, "agenda/location.html", context)


def location_facts(location: LocationRow, words: Translator) -> list[Fact]:
    """For the macro `activity_box`."""
    where = address(location.street, location.postcode, location.place) or location.name
    facts: list[Fact] = [
        {
            "icon": "map-pin",
            "label": words.gettext("Address"),
            "value": where,
            "links": map_links(location.latitude, location.longitude, words),
        }
    ]
    if lines := reachable(location.wheelchair, location.hearing_loop, words):
        facts.append(
            {
                "icon": "accessibility",
                "label": words.gettext("Accessibility"),
                "value": lines[0],
                "details": lines[1:],
            }
        )
    if location.phone:
        link = {"text": location.phone, "href": phone_href(location.phone), "icon": "phone"}
        call = words.gettext("Call or come by")
        facts.append({"icon": "info", "label": words.gettext("Questions"), "value": call, "links": [link]})
    return facts


def opening_rows(hours: Sequence[OpeningHoursRow], today: date, words: Translator) -> list[dict[str, Any]]:
    """Seven for the macro `opening_hours`, Monday first."""
    return [
        {
            "day": wording(words.locale).weekdays[weekday - 1].capitalize(),
            "text": _open(weekday, hours, words),
            "is_today": weekday == today.isoweekday(),
        }
        for weekday in range(1, 8)
    ]


def _open(weekday: int, hours: Sequence[OpeningHoursRow], words: Translator) -> str:
    stretches: list[tuple[time, time]] = [(row.opens_at, row.closes_at) for row in hours if row.weekday == weekday]
    said = [times_in_words(opens_at, closes_at, words.locale) for opens_at, closes_at in stretches]
    return ", ".join(said) or words.gettext("closed")


def _closure(closure: ClosureRow, words: Translator) -> str:
    first, last = (day_in_words(day, words.locale) for day in (closure.first_day, closure.last_day))
    if closure.first_day == closure.last_day:
        return f"{first}: {closure.name}"
    return words.gettext("%(first)s until %(last)s: %(name)s", first=first, last=last, name=closure.name)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [location_page]
