"""Writing, publishing and withdrawing building blocks, for those who own them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from agenda.labels import FORMS, KINDS, TARGET_GROUPS, THEMES
from content_links.errors import UnknownLink
from content_links.linking import link_package, unlink_package
from content_links.schemas import LinkDetails
from content_links.templates import hanging_links, publish_whole_template
from content_links.vocabulary import PackageState, Phase
from database.transaction import fetch, fetch_value
from events.staffing.words import EQUIPMENT, SKILLS
from events.templates.reading import TemplateRow
from events.templates.schemas import Note
from events.templates.writing import PUBLISHERS, change_template, create_template, withdraw_template
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.activity_values import key_of
from planner.activity_words import POLICIES
from planner.adoptions import own_template
from planner.mail_plan_words import plan_sentences
from planner.reach import Reachable, organisations_of
from planner.staff_choices import Mistakes, mistakes_of, options, organisation_of, said
from planner.staff_pages import UNCACHED, staff_page
from planner.template_pages import PATH, WRITES, show_template
from planner.template_values import EMPTY, details_of, sent_values, values_of
from planner.template_words import FIELDS, FUNCTIONS, PHASES, link_in_words
from refusals import Refusal
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

_Answer = Response[bytes] | Redirect
_PACKAGES: Final = "SELECT slug, title FROM package WHERE state <> $1 ORDER BY lower(title), slug LIMIT 1000"
_IS_OF: Final = "SELECT EXISTS (SELECT FROM content_link WHERE id = $1 AND template = $2)"
_KINDS: Final = "SELECT id FROM organisation WHERE id = ANY($1::int[]) AND kind = ANY($2::text[])"


class LinkForm(BaseModel):
    """E-content to hang on the template; empty is none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    package: str
    phase: Phase
    unit: Annotated[int | None, BeforeValidator(lambda value: value or None)] = None
    lesson: Annotated[int | None, BeforeValidator(lambda value: value or None)] = None
    release_days: Annotated[int, Field(ge=-365, le=365), BeforeValidator(lambda value: value or 0)] = 0
    note: Note = ""


@get(f"{PATH}/new", guards=[staff_only])
async def new_template_form(request: AnyRequest) -> Response[bytes]:
    return await _show(request, None, dict(EMPTY), organisation=await _publisher(request))


@post(PATH, guards=[staff_only])
async def add_template(request: AnyRequest) -> _Answer:
    """Nobody else sees it until it is published."""
    organisation = await _publisher(request)
    await allow(request, organisation.id)
    values = sent_values(await request.form())
    try:
        details = details_of(values)
        slug = await _free_slug(key_of(details.title))
        async with _operation(request, "template.create", organisation.id, details.title):
            await create_template(organisation_slug=organisation.slug, slug=slug, details=details)
    except (ValidationError, Refusal) as error:
        return await _show(request, None, values, organisation=organisation, mistakes=mistakes_of(request, error))
    return Redirect(f"{PATH}/{slug}/edit#links", status_code=303, headers=UNCACHED)


@get(f"{PATH}/{{slug:str}}/edit", guards=[staff_only])
async def template_form(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    row = await own_template(request, slug)
    return await _show(request, row, values_of(row.details))


@post(f"{PATH}/{{slug:str}}/edit", guards=[staff_only])
async def save_template(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await own_template(request, slug)
    form = await request.form()
    values = sent_values(form)
    try:
        changes = details_of(values).model_dump()
        async with _operation(request, "template.change", row.organisation_id, row.details.title) as this:
            await change_template(slug=slug, changes=changes, seen=_moment(str(form.get("seen", ""))))
    except (ValidationError, Refusal) as error:
        return await _show(request, row, values, mistakes=mistakes_of(request, error))
    return _back(slug, this)


@post(f"{PATH}/{{slug:str}}/links", guards=[staff_only])
async def add_link(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await own_template(request, slug)
    values = {name: str(text).strip() for name, text in (await request.form()).items() if isinstance(text, str)}
    try:
        form = LinkForm.model_validate(values)
        position = await fetch_value("SELECT count(*) FROM content_link WHERE template = $1", row.id)
        details = LinkDetails(template=slug, position=position, **form.model_dump())
        async with _operation(request, "template.change", row.organisation_id, row.details.title):
            await link_package(details=details)
    except (ValidationError, Refusal) as error:
        return await _show(request, row, values_of(row.details), mistakes=mistakes_of(request, error), link=values)
    return Redirect(f"{PATH}/{slug}/edit#links", status_code=303, headers=UNCACHED)


@post(f"{PATH}/{{slug:str}}/links/{{link:int}}/remove", guards=[staff_only])
async def remove_link(request: AnyRequest, slug: FromPath[str], link: FromPath[int]) -> _Answer:
    row = await own_template(request, slug)
    if not 0 < link < 2**31 or not await fetch_value(_IS_OF, link, row.id):
        raise UnknownLink
    async with _operation(request, "template.change", row.organisation_id, row.details.title):
        await unlink_package(link_id=link)
    return Redirect(f"{PATH}/{slug}/edit#links", status_code=303, headers=UNCACHED)


@post(f"{PATH}/{{slug:str}}/publish", guards=[staff_only])
async def publish_form(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await own_template(request, slug)
    note = " ".join(str((await request.form()).get("note", "")).split())[:300]
    try:
        async with _operation(request, "template.publish", row.organisation_id, row.details.title) as this:
            await publish_whole_template(slug=slug, note=note)
    except Refusal as refusal:
        errors, status = mistakes_of(request, refusal)
        return await show_template(request, row, errors=errors, status_code=status)
    return _back(slug, this)


@post(f"{PATH}/{{slug:str}}/withdraw", guards=[staff_only])
async def withdraw_form(request: AnyRequest, slug: FromPath[str]) -> Redirect:
    row = await own_template(request, slug)
    async with _operation(request, "template.withdraw", row.organisation_id, row.details.title) as this:
        await withdraw_template(slug=slug)
    return _back(slug, this)


async def _publisher(request: AnyRequest) -> Reachable:
    """The one that the address names, or the first of their own that may publish; else their own first."""
    if request.query_params.get("organisation"):
        return await organisation_of(request, WRITES)
    own = await _publishers(request)
    return own[0] if own else await organisation_of(request, WRITES)


async def _publishers(request: AnyRequest) -> list[Reachable]:
    own = await organisations_of(request.user, WRITES)
    rows = await fetch(_KINDS, [each.id for each in own], sorted(PUBLISHERS))
    direct = {grant.organisation_id for grant in request.user.grants}
    return sorted(
        (each for each in own if each.id in {row["id"] for row in rows}), key=lambda each: each.id not in direct
    )


async def _free_slug(slug: str) -> str:
    """Another one when somebody uses it already."""
    wanted = [slug or "bouwsteen", *(f"{slug or 'bouwsteen'}-{number}" for number in range(2, 50))]
    taken = {row["slug"] for row in await fetch("SELECT slug FROM template WHERE slug = ANY($1::text[])", wanted)}
    return next((each for each in wanted if each not in taken), slug)


async def _show(
    request: AnyRequest,
    row: TemplateRow | None,
    values: Mapping[str, Any],
    *,
    organisation: Reachable | None = None,
    mistakes: Mistakes = ([], 200),
    link: Mapping[str, str] | None = None,
) -> Response[bytes]:
    words = translator_of(request)
    context = {
        "template": row,
        "values": values,
        "organisation_of_page": organisation,
        "organisations": await _publishers(request) if row is None else [],
        "fields": FIELDS,
        "mail_sentences": plan_sentences(row.details, words) if row else [],
        "choices_of": _choices(values, words),
        "links": await _links(row, words) if row else [],
        "link": {"phase": Phase.DURING, **(link or {})},
        "packages": [
            {"value": each["slug"], "label": each["title"]} for each in await fetch(_PACKAGES, PackageState.ENDED)
        ],
        "phases": options(PHASES, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/template_form.html", context, status_code=mistakes[1])


def _choices(values: Mapping[str, Any], words: Translator) -> dict[str, list[dict[str, Any]]]:
    lists: Mapping[str, Mapping[Any, str]] = {
        "themes": THEMES,
        "target_groups": TARGET_GROUPS,
        "skills": SKILLS,
        "equipment": EQUIPMENT,
    }
    ticks = {name: options(names, words, [str(each) for each in values[name]]) for name, names in lists.items()}
    usual = {"value": "", "label": words.gettext("As usual for its kind")}
    single = {"kind": options(KINDS, words), "form": options(FORMS, words), "registration": options(POLICIES, words)}
    return {**ticks, **single, "wsob_function": [usual, *options(FUNCTIONS, words)]}


async def _links(row: TemplateRow, words: Translator) -> Sequence[dict[str, Any]]:
    return [
        {"id": each.id, "text": link_in_words(each.content, words, {each.content.package: each.title})}
        for each in await hanging_links(row.id)
    ]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _operation(request: AnyRequest, action: str, organisation: int, title: str) -> Any:
    return operation(action, account=request.user.account_id, organisation=organisation, title=title)


def _back(slug: str, done: UUID) -> Redirect:
    return Redirect(f"{PATH}/{slug}?done={done}", status_code=303, headers=UNCACHED)


ROUTES: Final[list[ControllerRouterHandler]] = [
    new_template_form,
    add_template,
    template_form,
    save_template,
    add_link,
    remove_link,
    publish_form,
    withdraw_form,
]
