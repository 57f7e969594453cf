"""Finding a place and time for a series: a form whose address can be kept, and the plans that fit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from events.slots.finding import find_plans
from events.slots.searching import Found, Plan
from events.slots.words import in_words
from events.staffing.words import EQUIPMENT, SKILLS
from events.vocabulary import Skip
from identity.guarding import staff_only
from places.queries import locations_of_organisation
from planner.reach import Reachable, organisations_of
from planner.slot_wishes import WishForm
from planner.staff_choices import Mistakes, mistakes_of, options, organisation_of, said
from planner.staff_pages import staff_page
from web.dates import day_in_words, short_day_in_words, times_in_words, wording
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

SLOTS_PATH: Final = "/planner/find-slot"
SKIPS: Final[Mapping[Skip, str]] = {
    Skip.SCHOOL_HOLIDAYS: "Not in school holidays",
    Skip.PUBLIC_HOLIDAYS: "Not on public holidays",
}
MANY: Final = ("weekdays", "locations", "equipment", "skills", "skip")


@get(SLOTS_PATH, guards=[staff_only])
async def slots_page(request: AnyRequest) -> Response[bytes]:
    organisation = await organisation_of(request, f"GET {SLOTS_PATH}")
    asked = _asked(request)
    if "sessions" not in asked:
        return await _show(request, organisation, _usual())
    try:
        wish = WishForm.model_validate(asked).wish(organisation.slug)
    except ValidationError as error:
        return await _show(request, organisation, asked, mistakes_of(request, error))
    return await _show(request, organisation, asked, found=await find_plans(wish))


def _asked(request: AnyRequest) -> dict[str, Any]:
    """What the address says, without what is empty."""
    given = request.query_params
    one = {name: given[name].strip() for name in WishForm.model_fields if name not in MANY and name in given}
    many = {name: given.getall(name) for name in MANY if name in given}
    return {name: value for name, value in {**one, **many}.items() if value}


def _usual() -> dict[str, Any]:
    """What the form begins with: eight weekly meetings of two hours in the next half year."""
    first = date.today() + timedelta(days=14)  # noqa: DTZ011  where the server is, is near enough
    return {
        "minutes": 120,
        "sessions": 8,
        "every_weeks": 1,
        "from_time": "09:00",
        "until_time": "21:00",
        "first_day": first.isoformat(),
        "last_day": (first + timedelta(weeks=26)).isoformat(),
        "weekdays": ["1", "2", "3", "4", "5"],
        "skip": [str(each) for each in Skip],
        "facilitators": 0,
    }


async def _show(
    request: AnyRequest,
    organisation: Reachable,
    values: Mapping[str, Any],
    mistakes: Mistakes = ([], 200),
    *,
    found: Found | None = None,
) -> Response[bytes]:
    words = translator_of(request)
    places = await locations_of_organisation(organisation.id)
    names = {str(place.id): place.name for place in places if place.retired_at is None}
    context = {
        "organisation_of_page": organisation,
        "organisations": await organisations_of(request.user, f"GET {SLOTS_PATH}"),
        "values": {**dict.fromkeys(WishForm.model_fields, ""), **values},
        "weekdays": _weekdays(values.get("weekdays", ()), words),
        "places": [
            {"value": place, "label": name, "chosen": place in values.get("locations", ())}
            for place, name in sorted(names.items(), key=lambda each: each[1])
        ],
        "equipment": options(EQUIPMENT, words, values.get("equipment", ())),
        "skills": options(SKILLS, words, values.get("skills", ())),
        "skips": options(SKIPS, words, values.get("skip", ())),
        "found": found is not None,
        "plans": [_plan(plan, values, words) for plan in found.plans] if found else [],
        "misses": [in_words(miss, words) for miss in found.near_misses] if found else [],
        **said(mistakes),
    }
    return staff_page(request, "planner/find_slot.html", context, status_code=mistakes[1])


def _weekdays(chosen: Sequence[str], words: Translator) -> list[dict[str, Any]]:
    names = wording(words.locale).weekdays
    return [
        {"value": str(day), "label": names[day - 1].capitalize(), "chosen": str(day) in chosen} for day in range(1, 8)
    ]


def _plan(plan: Plan, values: Mapping[str, Any], words: Translator) -> dict[str, Any]:
    name = wording(words.locale).weekdays[plan.weekday - 1].capitalize()
    return {
        "when": f"{name}, {times_in_words(plan.starts_at, plan.ends_at, words.locale)}",
        "where": plan.spot.name,
        "capacity": plan.spot.capacity,
        "first": day_in_words(plan.days[0], words.locale),
        "last": day_in_words(plan.days[-1], words.locale),
        "days": _list(plan.days, words),
        "people": ", ".join(person.name for person in plan.people),
        "left_out": plan.score.weeks_left_out,
        "href": f"/planner/editions/new?{urlencode(_filled_in(plan, values))}",
    }


def _list(days: Iterable[date], words: Translator) -> str:
    return ", ".join(short_day_in_words(day, words.locale) for day in days)


def _filled_in(plan: Plan, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of the form that plans a series, for its address."""
    skips = values.get("skip", ())
    fields: list[tuple[str, Any]] = [
        ("repeat", "course"),
        ("lessons", len(plan.days)),
        ("first_day", plan.days[0].isoformat()),
        ("starts_at", f"{plan.starts_at:%H:%M}"),
        ("ends_at", f"{plan.ends_at:%H:%M}"),
        ("place", f"{plan.spot.location}:{plan.spot.room or ''}"),
        ("every", values.get("every_weeks", 1)),
        ("capacity", values.get("seats", "")),
        ("skip_school", "true" if Skip.SCHOOL_HOLIDAYS in skips else None),
        ("facilitators", ",".join(str(person.id) for person in plan.people)),
    ]
    # Said even when empty: the form begins with this tick, and would plan other days than were found.
    public = ("skip_public", "true" if Skip.PUBLIC_HOLIDAYS in skips else "")
    return [public, *((name, str(value)) for name, value in fields if value not in ("", None))]


ROUTES: Final[list[ControllerRouterHandler]] = [slots_page]
