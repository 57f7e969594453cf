"""The page of one e-content package: what it is, how to get in, and where to meet people about it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda import labels
from agenda.activity_facts import Fact
from agenda.learn_query import WHERE, Library, libraries_of, read_query
from agenda.package_meetings import PackageMeeting, meetings_of_packages
from agenda.package_words import package_facts
from agenda.signing_up import phone_href
from agenda.structured_package import package_script
from content_links.catalogue import PackageFilters, list_packages
from content_links.licensing.days import local_today
from content_links.licensing.reading import is_offered
from content_links.linked import LinkedActivity, activities_of_package
from content_links.providers import ProviderRow, provider_named
from content_links.queries import PackageRow, UnitRow, package_by_slug, units_of_package
from content_links.vocabulary import PackageState, Phase
from content_links.words import ACCESS_STEPS
from events.vocabulary import TargetGroup
from settings import get_settings
from web.dates import day_in_words, period_in_words, times_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

MOST_MEETINGS: Final = 12
ON_PATH: Final = 3
MOST_INSTEAD: Final = 3


@get("/learn/{slug:str}")
async def package_page(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    """The parameters are those of the catalogue that say where somebody wants to meet.

    :raises UnknownPackage: there is none.
    :raises UnknownValue: no such library.
    """
    words, now = translator_of(request), datetime.now(UTC)
    asked = read_query(pair for pair in request.query_params.multi_items() if pair[0] in WHERE)
    libraries = await libraries_of(asked.organisation)
    package = await package_by_slug(slug)
    units = await units_of_package(package.id)
    near = asked.nearby(libraries)
    meetings = (await meetings_of_packages([package.id], now, limit=MOST_MEETINGS, near=near))[package.id]
    activities = await activities_of_package(package.id)
    offered = package.state is PackageState.AVAILABLE and await is_offered(
        package.id, local_today(now), near.organisations
    )
    context = {
        "section": "learn",
        "package": package,
        "is_available": offered,
        "has_ended": package.state is PackageState.ENDED,
        "library": ", ".join(library.name for library in libraries.values()),
        "cover": f"/learn/{package.slug}/cover?{package.cover_key}" if package.cover_key else "",
        "instead": [] if offered else await _instead(package, libraries, now),
        "structured": package_script(package, meetings, get_settings().public_url.rstrip("/")),
        "everywhere": f"/learn/{package.slug}" if asked.pairs() else "",
        "paragraphs": package.description.split("\n\n"),
        "themes": [{"text": words.gettext(labels.THEMES[theme]), "theme": theme} for theme in package.themes],
        "facts": facts(package, await provider_named(package.provider), words),
        "units": units,
        "stops": path_of_package(package, units, meetings[:ON_PATH], words) if meetings else [],
        "meetings": [_date_row(meeting, words) for meeting in meetings],
        "elsewhere": without_dates(activities, meetings),
    }
    return page(request, "agenda/package.html", context)


async def _instead(package: PackageRow, libraries: Mapping[str, Library], now: datetime) -> list[PackageRow]:
    """What is like it, and offered."""
    organisations = [library.id for library in libraries.values()]
    filters = PackageFilters(
        themes=package.themes,
        languages=(package.language,),
        organisations=organisations,
        offered_on=local_today(now),
    )
    found = (await list_packages(filters, limit=MOST_INSTEAD + 1)).items if package.themes else []
    return [each for each in found if each.id != package.id][:MOST_INSTEAD]


def facts(package: PackageRow, provider: ProviderRow, words: Translator) -> list[Fact]:
    """For the macro `activity_box`: what must be done to get in comes first."""
    steps = [words.gettext(ACCESS_STEPS[package.access]), package.access_note]
    get_in = {
        "icon": "key-round",
        "label": words.gettext("How to get in"),
        "value": words.gettext(labels.ACCESS[package.access]),
        "details": [step for step in steps if step],
    }
    groups = package.target_groups or (TargetGroup.IEDEREEN,)
    whom = ", ".join(words.gettext(labels.TARGET_GROUPS[group]) for group in groups)
    kind, *effort, _ = (fact["text"] for fact in package_facts(package, words))
    return [
        get_in,
        {"icon": "clock", "label": words.gettext("What it takes"), "value": kind, "details": effort},
        {"icon": "users-round", "label": words.gettext("For whom"), "value": whom},
        {
            "icon": "globe",
            "label": words.gettext("Made by"),
            "value": package.provider,
            "detail": words.gettext(
                "In this language: %(language)s", language=words.gettext(labels.language(package.language))
            ),
            "links": reach(provider, words),
        },
    ]


def reach(provider: ProviderRow, words: Translator) -> list[dict[str, str]]:
    """How to reach who makes it, as far as that is known."""
    links = []
    if provider.url:
        links.append({"text": words.gettext("Their website"), "href": provider.url, "icon": "globe"})
    if provider.email:
        links.append({"text": provider.email, "href": f"mailto:{quote(provider.email, safe='@')}", "icon": "mail"})
    if provider.phone:
        links.append({"text": provider.phone, "href": phone_href(provider.phone), "icon": "phone"})
    return links


def path_of_package(
    package: PackageRow, units: Sequence[UnitRow], meetings: Sequence[PackageMeeting], words: Translator
) -> list[dict[str, Any]]:
    """The path with the package in its place among the next meetings, for the macro `learning_path`."""
    stops = [_meeting_stop(meeting, words) for meeting in meetings]
    parts = words.ngettext("%(num)s part", "%(num)s parts", len(units)) if units else ""
    online = {"phase": "online", "title": package.title, "state": "current", "detail": parts}
    stops.insert(1 if meetings[0].phase is Phase.FOLLOW_UP else 0, online)
    return stops


def without_dates(activities: Sequence[LinkedActivity], meetings: Sequence[PackageMeeting]) -> list[LinkedActivity]:
    """The activities that use it too, and have no coming meeting."""
    met = {meeting.activity_slug for meeting in meetings}
    return [activity for activity in activities if activity.slug not in met]


def _meeting_stop(meeting: PackageMeeting, words: Translator) -> dict[str, Any]:
    times = times_in_words(meeting.starts_at.time(), meeting.ends_at.time(), words.locale)
    return {
        "phase": "meeting",
        "state": "coming",
        "title": day_in_words(meeting.starts_at.date(), words.locale),
        "href": _href(meeting),
        "when": f"{meeting.activity_title}, {times}",
        "where": meeting.location_name,
    }


def _date_row(meeting: PackageMeeting, words: Translator) -> dict[str, str]:
    period = period_in_words(meeting.starts_at, meeting.ends_at, words.locale)
    return {
        "text": meeting.activity_title,
        "href": _href(meeting),
        "place": f"{period} · {meeting.location_name}",
    }


def _href(meeting: PackageMeeting) -> str:
    return f"/activities/{meeting.activity_slug}?session={meeting.session_id}"


ROUTES: Final[Sequence[ControllerRouterHandler]] = [package_page]
