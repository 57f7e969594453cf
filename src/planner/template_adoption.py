"""Adopting a building block: the form with a library's own place, days and number of people."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import Field, ValidationError

from database.transaction import fetch, fetch_value
from events.schemas import Capacity, LocalTime
from events.templates.adopting import Adoption, usual_key
from events.templates.errors import NotPublished
from events.templates.reading import Revision, TemplateRow, revision
from events.vocabulary import Form as TakingPart
from events.vocabulary import Skip, TemplateState
from identity.guarding import allow, staff_only
from places.queries import location_by_id
from planner.adoptions import adopt, visible_template
from planner.board_window import Day
from planner.form_pages import Form
from planner.form_results import Shown, refused
from planner.form_values import EMPTY_IS_NONE, Sent
from planner.place_options import place_options
from planner.plans import PlaceAndTime, timezone_of
from planner.reach import organisations_of
from planner.staff_pages import UNCACHED, staff_page
from planner.template_pages import ADOPTS, PATH, titles_of
from planner.template_words import facts_of
from refusals import Refusal
from tabular.fields import Slug
from web.i18n import translator_of
from web.requests import AnyRequest

_Answer = Response[bytes] | Redirect
_FIRST: Final = "SELECT id FROM session WHERE edition = $1 ORDER BY starts_at LIMIT 1"
_THERE: Final = """
SELECT slug, title FROM activity WHERE template = $1 AND organisation = ANY($2::int[]) AND state <> 'archived'
ORDER BY lower(title), slug
"""
_SHOWN: Final = frozenset(
    {
        "planned_sessions",
        "session_minutes",
        "capacity",
        "links",
        "reminder_days",
        "reminder_hours",
        "prepare_days",
        "follow_up_days",
        "asks_how_it_was",
        "skills",
        "equipment",
        "staff_min",
    }
)


class AdoptForm(PlaceAndTime):
    """What a library fills in; empty is as the template says."""

    ends_at: Annotated[LocalTime | None, EMPTY_IS_NONE] = None  # type: ignore[assignment]
    first_day: Day
    every: Annotated[int, Field(ge=1, le=8)] = 1
    lessons: Annotated[int | None, Field(ge=1, le=200), EMPTY_IS_NONE] = None
    last_day: Annotated[Day | None, EMPTY_IS_NONE] = None
    capacity: Annotated[Capacity | None, EMPTY_IS_NONE] = None
    key: Annotated[Slug | None, EMPTY_IS_NONE] = None
    skip_public: Sent = False
    skip_school: Sent = False
    is_shown: Sent = False

    def adoption(self, organisation: str, location: str) -> Adoption:
        """:param organisation: slug; `location` too."""
        names = ("room", "first_day", "starts_at", "ends_at", "every", "lessons", "last_day", "capacity", "key")
        chosen = ((Skip.PUBLIC_HOLIDAYS, self.skip_public), (Skip.SCHOOL_HOLIDAYS, self.skip_school))
        return Adoption(
            organisation=organisation,
            location=location,
            skip=[kind for kind, is_chosen in chosen if is_chosen],
            is_shown=self.is_shown,
            **{name: getattr(self, name) for name in names},
        )


@get(f"{PATH}/{{slug:str}}/adopt", guards=[staff_only])
async def adopt_form(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row, published = await _offered(request, slug)
    return await _show(request, row, published, Shown(_usual(published)))


@post(f"{PATH}/{{slug:str}}/adopt", guards=[staff_only])
async def adopt_here(request: AnyRequest, slug: FromPath[str], data: URLEncodedBody[Form]) -> _Answer:
    """Afterwards the first meeting is shown."""
    row, published = await _offered(request, slug)
    values = {**_usual(published), "skip_public": "", "skip_school": "", "is_shown": "", **data}
    try:
        form = AdoptForm.model_validate(data)
        place = await location_by_id(form.location)
        await allow(request, place.organisation_id)
        adoption = form.adoption(place.organisation_slug, place.slug)
        adopted, done = await adopt(request, slug, adoption, place, outside_hours=form.outside_hours)
    except (ValidationError, Refusal) as error:
        timezone = await timezone_of(str(values["place"]))
        return await _show(request, row, published, await refused(request, values, error, timezone=timezone))
    first = await fetch_value(_FIRST, adopted.edition)
    address = f"/planner/sessions/{first}" if first else f"/planner/activities/{adopted.activity.slug}"
    return Redirect(f"{address}?done={done}", status_code=303, headers=UNCACHED)


async def _offered(request: AnyRequest, slug: str) -> tuple[TemplateRow, Revision]:
    """:raises UnknownTemplate, NotPublished: there is nothing to adopt."""
    row = await visible_template(request.user, slug)
    if row.state != TemplateState.PUBLISHED:
        raise NotPublished
    return row, await revision(row.id)


def _usual(published: Revision) -> dict[str, Any]:
    """What the form begins with."""
    content = published.content
    empty = dict.fromkeys(("first_day", "starts_at", "ends_at", "place", "last_day", "key", "outside_hours"), "")
    return {
        **empty,
        "every": 1,
        "lessons": content.planned_sessions or "",
        "capacity": content.capacity or "",
        "skip_public": "true",
        "skip_school": "",
        "is_shown": "",
    }


async def _show(request: AnyRequest, row: TemplateRow, published: Revision, shown: Shown) -> Response[bytes]:
    words = translator_of(request)
    organisations = await organisations_of(request.user, ADOPTS)
    there = await fetch(_THERE, row.id, [each.id for each in organisations])
    facts = facts_of(published.content, words, await titles_of([published.content]))
    next_key = f"{usual_key(row.slug)}-{len(there) + 1}" if there else ""
    context: Mapping[str, Any] = {
        "template": row,
        "content": published.content,
        "facts": [fact for fact in facts if fact.field in _SHOWN],
        "filled": shown,
        "values": {**shown.values, "key": shown.values["key"] or next_key},
        "error_of": shown.error_of,
        "places": await place_options(organisations, words),
        "there": there,
        "usual_key": usual_key(row.slug),
        "asks_key": bool(there) or "key" in shown.error_of,
        "asks_length": published.content.session_minutes is None,
        "is_single": published.content.form in (TakingPart.SINGLE, TakingPart.SELF_PACED),
        "asks_outside_hours": bool(shown.values["outside_hours"]) or "outside_hours" in shown.error_of,
    }
    return staff_page(request, "planner/template_adopt.html", context, status_code=shown.status)


ROUTES: Final[list[ControllerRouterHandler]] = [adopt_form, adopt_here]
