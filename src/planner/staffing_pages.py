"""Who leads sessions: the list, and somebody's own page with what they can do and when they can be asked."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from events.local_time import zone
from events.staffing.facilitators import (
    add_absence,
    change_facilitator,
    create_facilitator,
    reinstate_facilitator,
    remove_absence,
    retire_facilitator,
    set_hours,
)
from events.staffing.reading import FacilitatorRow, LedSession, facilitator_by_id, facilitators_of, sessions_led_by
from events.staffing.schemas import AbsenceDetails, FacilitatorDetails, HoursDetails
from events.staffing.words import FACILITATOR_KINDS, SKILLS
from events.vocabulary import Skill
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.hours_text import WEEKDAYS, parse_week, week_text
from planner.operation_words import what_was_done
from planner.reach import Reachable, organisations_of
from planner.staff_choices import (
    Mistakes,
    PathId,
    filled_in,
    mistakes_of,
    numbers,
    options,
    organisation_of,
    said,
    ticked,
    week_fields,
)
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.dates import period_in_words, short_day_in_words, wording
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

STAFF_PATH: Final = "/planner/staff"
PERSON_PATH: Final = STAFF_PATH + "/{facilitator:int}"
FIELDS: Final = ("name", "kind", "email", "phone", "account")
LISTED: Final = 15
NO_MISTAKES: Final[Mistakes] = ([], 200)
_Answer = Response[bytes] | Redirect


@get(STAFF_PATH, guards=[staff_only])
async def staff_list(request: AnyRequest) -> Response[bytes]:
    return await _show_list(request, await organisation_of(request, f"GET {STAFF_PATH}"), {})


@post(STAFF_PATH, guards=[staff_only])
async def add_person(request: AnyRequest) -> _Answer:
    organisation = await organisation_of(request, f"POST {STAFF_PATH}")
    form = await request.form()
    values = {**filled_in(form, *FIELDS), "skills": ticked(form, "skills", Skill)}
    try:
        details = FacilitatorDetails.model_validate(values)
        async with operation(
            "staffing.create", account=request.user.account_id, organisation=organisation.id, person=details.name
        ) as done:
            person = await create_facilitator(organisation_slug=organisation.slug, details=details)
    except (ValidationError, Refusal) as error:
        return await _show_list(request, organisation, values, mistakes_of(request, error))
    return _to_person(person, done)


@get(PERSON_PATH, guards=[staff_only])
async def person_page(request: AnyRequest, facilitator: PathId, done: FromQuery[UUID | None] = None) -> Response[bytes]:
    return await _show_person(request, await _allowed(request, facilitator), {}, done=done)


@post(PERSON_PATH, guards=[staff_only])
async def change_person(request: AnyRequest, facilitator: PathId) -> _Answer:
    form = await request.form()
    values = {**dict.fromkeys(FIELDS, ""), **filled_in(form, *FIELDS), "skills": ticked(form, "skills", Skill)}

    async def change() -> None:
        given = {name: value for name, value in values.items() if value}
        await change_facilitator(facilitator=facilitator, details=FacilitatorDetails.model_validate(given))

    return await _do(request, facilitator, "staffing.change", change, values)


@post(PERSON_PATH + "/hours", guards=[staff_only])
async def change_hours(request: AnyRequest, facilitator: PathId) -> _Answer:
    values = {name: str(value) for name, value in (await request.form()).items()}

    async def change() -> None:
        week = parse_week(values)
        hours = [HoursDetails(weekday=day, starts_at=first, ends_at=last) for day, first, last in week]
        await set_hours(facilitator=facilitator, hours=hours)

    return await _do(request, facilitator, "staffing.hours", change, values)


@post(PERSON_PATH + "/absences", guards=[staff_only])
async def change_absences(request: AnyRequest, facilitator: PathId) -> _Answer:
    """Fields: `first_day` and `last_day` (one day when it is empty), or `remove` with the id of an absence."""
    form = await request.form()
    values = filled_in(form, "first_day", "last_day")

    async def change() -> None:
        for absence in numbers([form["remove"]] if "remove" in form else []):
            await remove_absence(facilitator=facilitator, absence=absence)
            return
        days = {"last_day": values.get("first_day", ""), **values}
        await add_absence(facilitator=facilitator, details=AbsenceDetails.model_validate(days))

    return await _do(request, facilitator, "staffing.absence", change, values)


@post(PERSON_PATH + "/active", guards=[staff_only])
async def change_active(request: AnyRequest, facilitator: PathId) -> _Answer:
    """Field: `active`, empty for somebody who stops."""
    active = bool((await request.form()).get("active"))

    async def change() -> None:
        if active:
            await reinstate_facilitator(facilitator=facilitator)
        else:
            await retire_facilitator(facilitator=facilitator)

    return await _do(request, facilitator, "staffing.reinstate" if active else "staffing.retire", change, {})


async def _allowed(request: AnyRequest, facilitator: int) -> FacilitatorRow:
    person = await facilitator_by_id(facilitator)
    await allow(request, person.organisation_id)
    return person


async def _do(
    request: AnyRequest,
    facilitator: int,
    action: str,
    change: Callable[[], Awaitable[None]],
    values: Mapping[str, Any],
) -> _Answer:
    person = await _allowed(request, facilitator)
    try:
        async with operation(
            action, account=request.user.account_id, organisation=person.organisation_id, person=person.name
        ) as done:
            await change()
    except (ValidationError, Refusal) as error:
        return await _show_person(request, person, values, mistakes_of(request, error))
    return _to_person(facilitator, done)


def _to_person(facilitator: int, done: UUID) -> Redirect:
    return Redirect(f"{STAFF_PATH}/{facilitator}?done={done}", status_code=303, headers=UNCACHED)


async def _show_list(
    request: AnyRequest, organisation: Reachable, values: Mapping[str, Any], mistakes: Mistakes = NO_MISTAKES
) -> Response[bytes]:
    words = translator_of(request)
    people = await facilitators_of([organisation.id])
    context = {
        "organisation_of_page": organisation,
        "organisations": await organisations_of(request.user, f"GET {STAFF_PATH}"),
        "people": [_line(person, words) for person in people],
        **_form(values, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/staff.html", context, status_code=mistakes[1])


async def _show_person(
    request: AnyRequest,
    person: FacilitatorRow,
    values: Mapping[str, Any],
    mistakes: Mistakes = NO_MISTAKES,
    *,
    done: UUID | None = None,
) -> Response[bytes]:
    words = translator_of(request)
    known = {name: getattr(person, name) or "" for name in FIELDS} | {"skills": list(person.skills)}
    context = {
        "person": person,
        "line": _line(person, words),
        "week": week_fields({**week_text(person.hours), **values}, words),
        "absence": {"first_day": "", "last_day": "", **values},
        "absences": [{"id": each.id, "days": _days(each.first_day, each.last_day, words)} for each in person.absences],
        "sessions": [_session(each, words) for each in await sessions_led_by(person.id, limit=LISTED)],
        "done": await what_was_done(done, request.user.account_id, words),
        **_form({**known, **values}, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/staff_person.html", context, status_code=mistakes[1])


def _line(person: FacilitatorRow, words: Translator) -> dict[str, Any]:
    """Somebody as a row of the list says them."""
    week = week_text(person.hours)
    names = wording(words.locale).short_weekdays
    hours = [f"{names[day - 1]} {week[f'day{day}']}" for day in WEEKDAYS if week[f"day{day}"]]
    return {
        "id": person.id,
        "name": person.name,
        "active": person.active,
        "kind": words.gettext(FACILITATOR_KINDS[person.kind]),
        "skills": ", ".join(words.gettext(SKILLS[skill]) for skill in person.skills),
        "hours": "; ".join(hours),
        "coming": person.coming,
        "next": short_day_in_words(person.next.date(), words.locale) if person.next else "",
        "reached_at": " · ".join(each for each in (person.email, person.phone) if each),
    }


def _form(values: Mapping[str, Any], words: Translator) -> dict[str, Any]:
    chosen = [str(skill) for skill in values.get("skills", ())]
    return {
        "values": {**dict.fromkeys(FIELDS, ""), "kind": "volunteer", **values},
        "kinds": options(FACILITATOR_KINDS, words),
        "skills": options(SKILLS, words, chosen),
    }


def _days(first: date, last: date, words: Translator) -> str:
    begin = short_day_in_words(first, words.locale)
    return begin if first == last else f"{begin} – {short_day_in_words(last, words.locale)}"


def _session(session: LedSession, words: Translator) -> dict[str, str]:
    local = zone(session.timezone)
    starts_at, ends_at = session.starts_at.astimezone(local), session.ends_at.astimezone(local)
    return {
        "href": f"/planner/sessions/{session.id}",
        "title": session.title,
        "location": session.location,
        "when": period_in_words(starts_at, ends_at, words.locale),
    }


ROUTES: Final[list[ControllerRouterHandler]] = [
    staff_list,
    add_person,
    person_page,
    change_person,
    change_hours,
    change_absences,
    change_active,
]
