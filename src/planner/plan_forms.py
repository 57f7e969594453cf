"""Planning something new: a run of an activity, or one more meeting of a group."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from database.transaction import fetch, fetch_row, fetch_value
from events.errors import UnknownEdition
from events.staffing.belonging import names_of_people
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.form_pages import Form
from planner.form_results import Shown, refused
from planner.owners import owner_of_activity
from planner.place_options import place_options
from planner.plans import MeetingForm, PlanForm, add_meeting, plan, timezone_of
from planner.previews import preview_of, seal
from planner.reach import organisations_of
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

_Answer = Response[bytes] | Redirect
PLAN: Final = "POST /planner/editions/new"
ADD: Final = "POST /planner/editions/{edition}/sessions/new"
_ACTIVITIES: Final = """
SELECT slug, title FROM activity WHERE organisation = ANY($1::int[]) AND state <> 'archived'
ORDER BY lower(title), slug
"""
_EDITION: Final = """
SELECT edition.id, edition.location, edition.room, activity.title, activity.organisation, location.timezone,
    latest.starts_at AT TIME ZONE location.timezone AS starts_at,
    latest.ends_at AT TIME ZONE location.timezone AS ends_at
FROM edition JOIN activity ON activity.id = edition.activity JOIN location ON location.id = edition.location
LEFT JOIN LATERAL (
    SELECT starts_at, ends_at FROM session WHERE session.edition = edition.id ORDER BY starts_at DESC LIMIT 1
) AS latest ON true
WHERE edition.id = $1
"""
MOST_DIGITS: Final = 10
_EMPTY_PLAN: Final[Mapping[str, Any]] = {
    "activity": "",
    "first_day": "",
    "starts_at": "",
    "ends_at": "",
    "place": "",
    "repeat": "once",
    "every": 1,
    "lessons": "",
    "last_day": "",
    "capacity": "",
    "facilitators": "",
    "skip_public": "true",
    "skip_school": "",
    "outside_hours": "",
}
_EMPTY_MEETING: Final[Mapping[str, Any]] = {
    "date": "",
    "starts_at": "",
    "ends_at": "",
    "place": "",
    "title": "",
    "note": "",
    "outside_hours": "",
}


@get("/planner/editions/new", guards=[staff_only])
async def plan_form(request: AnyRequest) -> _Answer:
    """What the address says is filled in already, as after a click on an empty place of the board."""
    asked = {name: value for name, value in request.query_params.items() if name in _EMPTY_PLAN}
    return await _show_plan(request, Shown({**_EMPTY_PLAN, **asked}))


@post("/planner/editions/new", guards=[staff_only])
async def plan_edition(request: AnyRequest, data: URLEncodedBody[Form]) -> _Answer:
    values = {**_EMPTY_PLAN, "skip_public": "", **data}
    try:
        form = PlanForm.model_validate(data)
        organisation = await owner_of_activity(form.activity)
        await allow(request, organisation)
        await _allow_place(request, form.location)
        seen = seal(form.model_dump(exclude={"sure", "seen"}))
        if form.repeat != "once" and not (form.sure and form.seen in {"", seen}):
            preview = await preview_of(lambda: plan(form), request, seen=seen)
            return await _show_plan(request, Shown(values, preview=preview))
        when = f"{form.first_day}T{form.starts_at}"
        action = "session.create" if form.repeat == "once" else "series.create"
        return await _done(request, action, organisation, lambda: plan(form), when)
    except (ValidationError, Refusal) as error:
        timezone = await timezone_of(values["place"])
        return await _show_plan(request, await refused(request, values, error, timezone=timezone))


@get("/planner/editions/{edition:uuid}/sessions/new", guards=[staff_only])
async def meeting_form(request: AnyRequest, edition: FromPath[UUID]) -> _Answer:
    row = await _edition(request, edition)
    place = f"{row['location']}:{row['room'] or ''}"
    times = {name: f"{row[name]:%H:%M}" for name in ("starts_at", "ends_at") if row[name]}
    return await _show_meeting(request, row, Shown({**_EMPTY_MEETING, "place": place, **times}))


@post("/planner/editions/{edition:uuid}/sessions/new", guards=[staff_only])
async def plan_meeting(request: AnyRequest, edition: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    row = await _edition(request, edition)
    values = {**_EMPTY_MEETING, **data}
    try:
        form = MeetingForm.model_validate(data)
        await _allow_place(request, form.location)
        when = f"{form.day}T{form.starts_at}"
        return await _done(request, "session.create", row["organisation"], lambda: add_meeting(edition, form), when)
    except (ValidationError, Refusal) as error:
        return await _show_meeting(request, row, await refused(request, values, error, timezone=row["timezone"]))


async def _done(
    request: AnyRequest, action: str, organisation: int, act: Callable[[], Awaitable[list[UUID]]], when: str
) -> Redirect:
    """To the first session that was made, or to the board when all of them have been."""
    account = request.user.account_id
    async with operation(action, account=account, organisation=organisation, when=when) as this:
        sessions = await act()
    address = f"/planner/sessions/{sessions[0]}" if sessions else "/planner"
    return Redirect(f"{address}?done={this}", status_code=303, headers=UNCACHED)


async def _edition(request: AnyRequest, edition: UUID) -> Any:
    row = await fetch_row(_EDITION, edition)
    if row is None:
        raise UnknownEdition
    await allow(request, row["organisation"])
    return row


async def _allow_place(request: AnyRequest, location: int) -> None:
    organisation = await fetch_value("SELECT organisation FROM location WHERE id = $1", location)
    if organisation is not None:
        await allow(request, organisation)


async def _show_plan(request: AnyRequest, shown: Shown) -> Response[bytes]:
    words = translator_of(request)
    organisations = await organisations_of(request.user, PLAN)
    activities = await fetch(_ACTIVITIES, [each.id for each in organisations])
    context = {
        **_around(shown),
        "places": await place_options(organisations, words),
        "activities": [{"value": row["slug"], "label": row["title"]} for row in activities],
        "repeats": _repeats(shown, words),
        "leaders": await _leaders(shown.values["facilitators"], [each.id for each in organisations]),
    }
    return staff_page(request, "planner/plan.html", context, status_code=shown.status)


async def _show_meeting(request: AnyRequest, row: Any, shown: Shown) -> Response[bytes]:
    organisations = await organisations_of(request.user, ADD)
    places = await place_options(organisations, translator_of(request))
    context = {**_around(shown), "places": places, "edition": row["id"], "group": row["title"]}
    return staff_page(request, "planner/meeting.html", context, status_code=shown.status)


async def _leaders(ids: str, organisations: list[int]) -> str:
    """The names of who leads it, by their ids; nobody of other organisations is named."""
    known = [int(part) for part in ids.split(",") if part.isdecimal() and len(part) < MOST_DIGITS]
    return ", ".join(await names_of_people(known, organisations)) if known else ""


def _around(shown: Shown) -> dict[str, Any]:
    return {
        "filled": shown,
        "values": shown.values,
        "error_of": shown.error_of,
        "asks_outside_hours": bool(shown.values["outside_hours"]) or "outside_hours" in shown.error_of,
    }


def _repeats(shown: Shown, words: Translator) -> list[dict[str, Any]]:
    texts = {
        "once": words.gettext("Once"),
        "weekly": words.gettext("A series, every week or every so many weeks"),
        "monthly": words.gettext("A series, every month on the same day of the week"),
        "course": words.gettext("A course of a fixed number of meetings"),
    }
    return [{"value": value, "label": text, "chosen": shown.values["repeat"] == value} for value, text in texts.items()]


ROUTES: Final[list[ControllerRouterHandler]] = [plan_form, plan_edition, meeting_form, plan_meeting]
