"""Activities: what is offered, with its words. Planning them is on the board."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from agenda.labels import FORMS, KINDS, TARGET_GROUPS, THEMES
from database.transaction import fetch, fetch_value
from events.creating import change_activity, create_activity, set_aliases
from events.errors import Clashes
from events.publishing import publish
from events.reading_activities import ActivityRow, activity_by_slug
from events.staffing.words import EQUIPMENT, SKILLS
from events.vocabulary import ActivityState
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.activity_values import EMPTY, details_of, lines, sent_values, values_of
from planner.activity_words import POLICIES, STATES
from planner.changing import withdraw_activity
from planner.form_results import Shown
from planner.mail_plan_words import plan_sentences
from planner.obstacles import Obstacle, obstacles_of
from planner.operation_words import what_was_done
from planner.plans import timezone_of
from planner.reach import may, organisations_of
from planner.session_panel import may_for
from planner.staff_choices import Mistakes, mistakes_of, options, organisation_of
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.dates import short_day_in_words
from web.i18n import translator_of
from web.requests import AnyRequest
from web.validation import FieldError

_Answer = Response[bytes] | Redirect
PATH: Final = "/planner/activities"
CHANGE: Final = "POST /planner/activities/{slug}"
LISTED: Final = 500
_LIST: Final = """
SELECT activity.slug, activity.title, activity.kind, activity.form, activity.state, organisation.name AS organisation,
    coming.sessions, coming.next_day
FROM activity JOIN organisation ON organisation.id = activity.organisation
LEFT JOIN LATERAL (
    SELECT count(*)::int AS sessions, min(session.starts_at AT TIME ZONE location.timezone)::date AS next_day
    FROM edition JOIN session ON session.edition = edition.id JOIN location ON location.id = session.location
    WHERE edition.activity = activity.id AND session.state = 'scheduled' AND session.starts_at > now()
) AS coming ON true
WHERE activity.organisation = ANY($1::int[]) AND ($2::text IS NULL OR activity.state = $2)
ORDER BY lower(activity.title), activity.slug LIMIT $3
"""
_PROGRAMME: Final = "SELECT slug FROM programme WHERE id = $1"
_PROGRAMMES: Final = "SELECT slug, name FROM programme WHERE organisation = $1 ORDER BY name"


@get(PATH, guards=[staff_only])
async def activities_page(request: AnyRequest, status: FromQuery[ActivityState | None] = None) -> Response[bytes]:
    words = translator_of(request)
    organisations = await organisations_of(request.user, f"GET {PATH}")
    records = await fetch(_LIST, [each.id for each in organisations], status, LISTED)
    context = {
        "activities": [_line(dict(record), words.locale) for record in records],
        "many": len(organisations) > 1,
        "kinds": KINDS,
        "states": STATES,
        "status": status or "",
        "may_add": may(request.user, f"POST {PATH}"),
    }
    return staff_page(request, "planner/activities.html", context)


def _line(record: dict[str, Any], locale: Any) -> dict[str, Any]:
    return record | {"next": short_day_in_words(record["next_day"], locale) if record["next_day"] else ""}


@get(f"{PATH}/new", guards=[staff_only])
async def new_activity_form(request: AnyRequest) -> Response[bytes]:
    organisation = await organisation_of(request, f"POST {PATH}")
    return await _show(request, None, dict(EMPTY), organisation.id)


@post(PATH, guards=[staff_only])
async def add_activity(request: AnyRequest) -> _Answer:
    """Afterwards it can be planned at once; nobody sees it until it is published."""
    organisation = await organisation_of(request, f"POST {PATH}")
    await allow(request, organisation.id)
    values = sent_values(await request.form())
    try:
        details, aliases = details_of(values), lines(values["aliases"])
        async with operation(
            "activity.create", account=request.user.account_id, organisation=organisation.id, title=details.title
        ):
            made = await create_activity(organisation_slug=organisation.slug, details=details, aliases=aliases)
    except (ValidationError, Refusal) as error:
        return await _show(request, None, values, organisation.id, mistakes_of(request, error))
    return Redirect(f"/planner/editions/new?activity={made.slug}", status_code=303, headers=UNCACHED)


@get(f"{PATH}/{{slug:str}}", guards=[staff_only])
async def activity_form(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    row = await activity_by_slug(slug)
    await allow(request, row.organisation_id)
    return await _show(request, row, values_of(row, await _programme(row)), row.organisation_id)


@post(f"{PATH}/{{slug:str}}", guards=[staff_only])
async def save_activity(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await _allowed(request, slug)
    values = sent_values(await request.form())
    try:
        details, aliases = details_of(values, key=row.key), lines(values["aliases"])
        async with _operation(request, "activity.change", row) as this:
            await change_activity(slug=slug, details=details)
            await set_aliases(slug=slug, names=aliases)
    except Clashes as refusal:
        mistakes, clashes = mistakes_of(request, refusal), await _in_the_way(request, refusal)
        return await _show(request, row, values, row.organisation_id, mistakes, in_the_way=clashes)
    except (ValidationError, Refusal) as error:
        return await _show(request, row, values, row.organisation_id, mistakes_of(request, error))
    return _back(slug, this)


@post(f"{PATH}/{{slug:str}}/publish", guards=[staff_only])
async def publish_activity(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await _allowed(request, slug)
    async with _operation(request, "activity.publish", row) as this:
        await publish(slug=slug)
    return _back(slug, this)


@post(f"{PATH}/{{slug:str}}/withdraw", guards=[staff_only])
async def take_out_of_sight(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await _allowed(request, slug)
    try:
        async with _operation(request, "activity.withdraw", row) as this:
            await withdraw_activity(slug)
    except Refusal as refusal:
        values = values_of(row, await _programme(row))
        return await _show(request, row, values, row.organisation_id, mistakes_of(request, refusal))
    return _back(slug, this)


async def _allowed(request: AnyRequest, slug: str) -> ActivityRow:
    row = await activity_by_slug(slug)
    await allow(request, row.organisation_id)
    return row


def _operation(request: AnyRequest, action: str, row: ActivityRow) -> Any:
    return operation(action, account=request.user.account_id, organisation=row.organisation_id, title=row.title)


async def _in_the_way(request: AnyRequest, refusal: Clashes) -> list[Obstacle]:
    """In the time of the place of the first; nearly always there is one."""
    timezone = await timezone_of(f"{refusal.clashes[0].placement.location}:")
    return obstacles_of(refusal, timezone, translator_of(request))


def _back(slug: str, done: object) -> Redirect:
    return Redirect(f"{PATH}/{slug}?done={done}", status_code=303, headers=UNCACHED)


async def _programme(row: ActivityRow) -> str:
    return await fetch_value(_PROGRAMME, row.programme_id) or ""


async def _show(
    request: AnyRequest,
    row: ActivityRow | None,
    values: dict[str, Any],
    organisation: int,
    mistakes: Mistakes = ([], 200),
    *,
    in_the_way: Sequence[Obstacle] = (),
) -> Response[bytes]:
    """:param row: None for a new one.
    :param in_the_way: of its meetings, with the time around them that was filled in.
    """
    words, (errors, status) = translator_of(request), mistakes
    context = {
        "activity": row,
        "values": values,
        "filled": Shown(values, errors, in_the_way),
        "error_of": _error_of(errors),
        "kinds": options(KINDS, words),
        "forms": options(FORMS, words),
        "policies": options(POLICIES, words),
        "themes": options(THEMES, words, values["themes"]),
        "target_groups": options(TARGET_GROUPS, words, values["target_groups"]),
        "skills": options(SKILLS, words, values["skills"]),
        "equipment": options(EQUIPMENT, words, values["equipment"]),
        "mail_sentences": plan_sentences(row, words) if row else [],
        "programmes": await _programmes(organisation, words.gettext("None")),
        "states": STATES,
        "may_change": row is None or await may_for(request, CHANGE, organisation),
        "done": await _done(request),
    }
    return staff_page(request, "planner/activity_form.html", context, status_code=status)


def _error_of(errors: list[FieldError]) -> dict[str, str]:
    """By the names of the fields: a title that leaves no key behind, or one that is taken, is wrong as a title."""
    names = {"key": "title", "cost_cents": "cost"}
    return {names.get(error.field, error.field.split(".")[0]): error.text for error in errors}


async def _programmes(organisation: int, none: str) -> list[dict[str, str]]:
    rows = await fetch(_PROGRAMMES, organisation)
    return [{"value": "", "label": none}] + [{"value": row["slug"], "label": row["name"]} for row in rows]


async def _done(request: AnyRequest) -> Any:
    text = request.query_params.get("done", "")
    try:
        operation_id = UUID(text)
    except ValueError:
        return None
    return await what_was_done(operation_id, request.user.account_id, translator_of(request))


ROUTES: Final[list[ControllerRouterHandler]] = [
    activities_page,
    new_activity_form,
    add_activity,
    activity_form,
    save_activity,
    publish_activity,
    take_out_of_sight,
]
