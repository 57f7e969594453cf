"""The e-content of an activity, and of one meeting: what it inherits, what it has itself, and the order of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from content_links.catalogue import PackageFilters, list_packages
from content_links.errors import UnknownLink
from content_links.hanging import Around, HangingLink, links_around_activity, links_around_session
from content_links.linking import change_link, licence_warning, link_package, order_links, unlink_package
from content_links.nearest import Level
from content_links.schemas import LinkChange, LinkDetails
from content_links.vocabulary import Phase
from database.transaction import fetch_row
from events.errors import UnknownActivity, UnknownSession
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.link_words import facts_of_link, origin_of, warning_in_words
from planner.operation_words import what_was_done
from planner.staff_choices import Mistakes, PathId, mistakes_of, options, said
from planner.staff_pages import UNCACHED, staff_page
from planner.suggestions import SuggestionLine, suggested_packages
from planner.template_words import PHASES
from refusals import Refusal
from web.dates import period_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

_Answer = Response[bytes] | Redirect
MOST_FOUND: Final = 12
_EMPTY: Final[dict[str, Any]] = dict.fromkeys(("package", "unit", "release_days", "required", "lesson", "note"), "") | {
    "phase": Phase.PREPARE
}
ACTIVITY: Final = "/planner/activities/{slug:str}/links"
SESSION: Final = "/planner/sessions/{session:uuid}/links"
_ACTIVITY: Final = "SELECT id, slug, title, organisation, NULL::uuid AS session FROM activity WHERE slug = $1"
_SESSION: Final = """
SELECT activity.id, activity.slug, activity.title, activity.organisation, session.id AS session,
    session.starts_at AT TIME ZONE location.timezone AS starts_at,
    session.ends_at AT TIME ZONE location.timezone AS ends_at
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = session.location
WHERE session.id = $1
"""


class Do(StrEnum):
    """What a button beside a link does."""

    SAVE = "save"
    REMOVE = "remove"
    HIDE = "hide"
    UP = "up"
    DOWN = "down"


Number = Annotated[int | None, BeforeValidator(lambda value: value or None)]


class LinkForm(BaseModel):
    """What somebody says about a link; empty is none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    phase: Phase
    unit: Number = None
    release_days: Annotated[int, Field(ge=-365, le=365), BeforeValidator(lambda value: value or 0)] = 0
    required: bool = False
    lesson: Number = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The activity, or one `session` of it, that a page is about."""

    activity: int
    slug: str
    title: str
    organisation: int
    session: UUID | None
    when: str

    @property
    def path(self) -> str:
        return f"/planner/sessions/{self.session}" if self.session else f"/planner/activities/{self.slug}"

    @property
    def level(self) -> Level:
        return Level.SESSION if self.session else Level.ACTIVITY

    @property
    def as_link(self) -> dict[str, Any]:
        return {"session": self.session} if self.session else {"activity": self.slug}

    async def around(self) -> Around:
        return await (links_around_session(self.session) if self.session else links_around_activity(self.activity))


@get(ACTIVITY, guards=[staff_only])
async def activity_links(
    request: AnyRequest, slug: FromPath[str], q: FromQuery[str] = "", edit: FromQuery[int | None] = None
) -> Response[bytes]:
    """:param q: what to look for in the catalogue.
    :param edit: the id of a link to change.
    """
    return await _show(request, await _of_activity(request, slug), q=q, edit=edit)


@get(SESSION, guards=[staff_only])
async def session_links(
    request: AnyRequest, session: FromPath[UUID], q: FromQuery[str] = "", edit: FromQuery[int | None] = None
) -> Response[bytes]:
    """As `activity_links`, for one meeting."""
    return await _show(request, await _of_session(request, session), q=q, edit=edit)


@post(ACTIVITY, guards=[staff_only])
async def add_activity_link(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    return await _add(request, await _of_activity(request, slug))


@post(SESSION, guards=[staff_only])
async def add_session_link(request: AnyRequest, session: FromPath[UUID]) -> _Answer:
    return await _add(request, await _of_session(request, session))


@post(f"{ACTIVITY}/{{link:int}}", guards=[staff_only])
async def change_activity_link(request: AnyRequest, slug: FromPath[str], link: PathId) -> _Answer:
    return await _change(request, await _of_activity(request, slug), link)


@post(f"{SESSION}/{{link:int}}", guards=[staff_only])
async def change_session_link(request: AnyRequest, session: FromPath[UUID], link: PathId) -> _Answer:
    return await _change(request, await _of_session(request, session), link)


async def _of_activity(request: AnyRequest, slug: str) -> Target:
    record = await fetch_row(_ACTIVITY, slug)
    if record is None:
        raise UnknownActivity(field="activity")
    await allow(request, record["organisation"])
    return _target(record)


async def _of_session(request: AnyRequest, session: UUID) -> Target:
    record = await fetch_row(_SESSION, session)
    if record is None:
        raise UnknownSession
    await allow(request, record["organisation"])
    locale = translator_of(request).locale
    return _target(record, period_in_words(record["starts_at"], record["ends_at"], locale))


def _target(record: Mapping[str, Any], when: str = "") -> Target:
    names = ("id", "slug", "title", "organisation", "session")
    activity, slug, title, organisation, session = (record[name] for name in names)
    return Target(activity, slug, title, organisation, session, when)


async def _add(request: AnyRequest, target: Target) -> _Answer:
    values = await _sent(request)
    try:
        form = LinkForm.model_validate(values)
        around = await target.around()
        position = sum(each.phase == form.phase for each in around.shown)
        details = LinkDetails(
            package=values.get("package", ""), **target.as_link, **form.model_dump(), position=position
        )
        async with _operation(request, "link.create", target) as this:
            link = await link_package(details=details)
    except (ValidationError, Refusal) as error:
        return await _show(request, target, values=values, mistakes=mistakes_of(request, error))
    return await _done(target, this, link)


async def _change(request: AnyRequest, target: Target, link_id: int) -> _Answer:
    values = await _sent(request)
    around = await target.around()
    link = around.by_id(link_id)
    if link is None:
        raise UnknownLink
    if values.get("do") not in set(Do):
        raise UnknownLink
    try:
        match Do(values["do"]):
            case Do.SAVE:
                return await _save(request, target, link, values)
            case Do.HIDE:
                return await _hide(request, target, link)
            case Do.REMOVE:
                return await _remove(request, target, link)
            case step:
                return await _move(request, target, around, link, by=-1 if step is Do.UP else 1)
    except (ValidationError, Refusal) as error:
        if isinstance(error, UnknownLink):
            raise
        return await _show(request, target, edit=link_id, values=values, mistakes=mistakes_of(request, error))


async def _save(request: AnyRequest, target: Target, link: HangingLink, values: Mapping[str, str]) -> Redirect:
    """What is inherited stays as it is: what is said here is a link of its own."""
    form = LinkForm.model_validate(values).model_dump()
    if link.level is target.level:
        if target.session:
            form.pop("lesson")
        async with _operation(request, "link.change", target) as this:
            await change_link(link_id=link.id, change=LinkChange(**form))
        return await _done(target, this, link.id)
    details = LinkDetails(package=link.slug, **target.as_link, **form, position=link.position)
    async with _operation(request, "link.create", target) as this:
        made = await link_package(details=details)
    return await _done(target, this, made)


async def _hide(request: AnyRequest, target: Target, link: HangingLink) -> Redirect:
    if link.level is target.level:
        raise UnknownLink
    lesson = None if target.session else link.lesson
    plan: dict[str, Any] = {"phase": link.phase, "unit": link.unit, "release_days": link.release_days, "lesson": lesson}
    async with _operation(request, "link.hide", target) as this:
        await link_package(details=LinkDetails(package=link.slug, **target.as_link, **plan, hidden=True))
    return await _done(target, this)


async def _remove(request: AnyRequest, target: Target, link: HangingLink) -> Redirect:
    """Of what was taken away it brings back what is inherited."""
    if link.level is not target.level:
        raise UnknownLink
    async with _operation(request, "link.remove", target) as this:
        await unlink_package(link_id=link.id)
    return await _done(target, this)


async def _move(request: AnyRequest, target: Target, around: Around, link: HangingLink, *, by: int) -> Redirect:
    own = _together(around, link)
    if link not in own:
        raise UnknownLink
    place = own.index(link)
    own.insert(min(max(place + by, 0), len(own) - 1), own.pop(place))
    async with _operation(request, "link.change", target) as this:
        await order_links([each.id for each in own])
    return await _done(target, this)


def _together(around: Around, link: HangingLink) -> list[HangingLink]:
    """What can change places with a link: of the same level, phase and day."""
    beside = (link.phase, link.release_days)
    return [each for each in around.own if not each.hidden and (each.phase, each.release_days) == beside]


async def _show(
    request: AnyRequest,
    target: Target,
    *,
    q: str = "",
    edit: int | None = None,
    values: dict[str, str] | None = None,
    mistakes: Mistakes = ([], 200),
) -> Response[bytes]:
    words = translator_of(request)
    around = await target.around()
    edited = around.by_id(edit) if edit is not None else None
    found = (await list_packages(PackageFilters(q=q), limit=MOST_FOUND)).items if q.strip() else []
    warned = request.query_params.get("link", "")
    context = {
        "target": target,
        "phases": [
            {
                "name": words.gettext(PHASES[phase]),
                "links": [
                    {
                        "link": link,
                        "is_own": link.level is target.level,
                        "facts": facts_of_link(link, words),
                        "origin": origin_of(link, words),
                        "can_move": len(_together(around, link)) > 1,
                    }
                    for link in around.shown
                    if link.phase is phase
                ],
            }
            for phase in Phase
        ],
        "taken_away": around.taken_away,
        "lesson": around.lesson,
        "edited": edited,
        "is_own": edited is not None and edited.level is target.level,
        "values": _EMPTY | values if values is not None else _values_of(edited),
        "q": q,
        "found": found,
        "suggestions": await _suggestions(target, words) if edited is None and not found else [],
        "phase_options": options(PHASES, words),
        "warning": await _warning_of(around, warned, request),
        "already": "already" in request.query_params,
        "done": await what_was_done(_operation_in(request), request.user.account_id, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/links.html", context, status_code=mistakes[1])


async def _suggestions(target: Target, words: Translator) -> list[SuggestionLine]:
    """For all meetings: one alone has what its activity has, and little that is its own to go by."""
    return [] if target.session else await suggested_packages(target.activity, target.slug, words)


async def _warning_of(around: Around, link: str, request: AnyRequest) -> str:
    """Said after the link was made, as long as it is there."""
    known = around.by_id(int(link)) if link.isdecimal() and len(link) < 10 else None  # noqa: PLR2004  a column's size
    if known is None or known not in around.own:
        return ""
    warning = await licence_warning(known.id)
    return warning_in_words(warning, translator_of(request)) if warning else ""


def _values_of(link: HangingLink | None) -> dict[str, Any]:
    if link is None:
        return _EMPTY
    return {name: getattr(link, name, "") for name in _EMPTY}


async def _sent(request: AnyRequest) -> dict[str, str]:
    return {name: str(text).strip() for name, text in (await request.form()).items() if isinstance(text, str)}


def _operation_in(request: AnyRequest) -> UUID | None:
    try:
        return UUID(request.query_params.get("done", ""))
    except ValueError:
        return None


def _operation(request: AnyRequest, action: str, target: Target) -> Any:
    account = request.user.account_id
    return operation(action, account=account, organisation=target.organisation, title=target.title)


async def _done(target: Target, this: UUID, link: int | None = None) -> Redirect:
    more = f"&link={link}" if link is not None else ""
    return Redirect(f"{target.path}/links?done={this}{more}", status_code=303, headers=UNCACHED)


ROUTES: Final[list[ControllerRouterHandler]] = [
    activity_links,
    session_links,
    add_activity_link,
    add_session_link,
    change_activity_link,
    change_session_link,
]
