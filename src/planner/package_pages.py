"""The catalogue for who plans: what is in it, changing a package, its parts, its cover and its licences."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from agenda.labels import ACCESS, PACKAGE_KINDS, TARGET_GROUPS, THEMES
from content_links.catalogue import PackageFilters, list_packages
from content_links.covers import MOST_BYTES, remove_cover, set_cover
from content_links.errors import NoPicture
from content_links.licensing.days import local_today
from content_links.licensing.reading import licences_of_package
from content_links.packaging import add_unit, change_package, create_package
from content_links.queries import PackageRow, package_by_slug, units_of_package
from content_links.schemas import PackageDetails, UnitDetails
from content_links.vocabulary import Access, PackageKind, PackageState
from events.vocabulary import TargetGroup, Theme
from history.operations import operation
from identity.guarding import allow, staff_only
from identity.permissions import reaches, roles_for
from planner.licences_page import WRITES as WRITES_LICENCES
from planner.licences_page import licence_line
from planner.operation_words import what_was_done
from planner.package_words import STATES
from planner.reach import may, organisations_of
from planner.staff_choices import Mistakes, filled_in, mistakes_of, options, said, ticked
from planner.staff_pages import UNCACHED, staff_page
from planner.suggestions import suggested_activities
from refusals import Refusal
from web.i18n import translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/packages"
WRITES: Final = f"POST {PATH}"
LISTED: Final = 50
_Answer = Response[bytes] | Redirect
_TEXTS: Final = (
    "slug",
    "title",
    "summary",
    "description",
    "provider",
    "kind",
    "access",
    "access_note",
    "url",
    "language",
    "level",
    "duration_minutes",
)
EMPTY: Final[Mapping[str, Any]] = dict.fromkeys(_TEXTS, "") | {
    "kind": PackageKind.COURSE,
    "access": Access.OPEN,
    "language": "nl",
    "themes": [],
    "target_groups": [],
}


@get(PATH, guards=[staff_only])
async def packages_page(
    request: AnyRequest, q: FromQuery[str] = "", cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """All packages, those that are not available too."""
    words = translator_of(request)
    found = await list_packages(PackageFilters(q=q[:120], states=()), limit=LISTED, cursor=cursor or None)
    context = {
        "q": q,
        "packages": [
            {
                "row": each,
                "kind": words.gettext(PACKAGE_KINDS[each.kind]),
                "state": "" if each.state is PackageState.AVAILABLE else words.gettext(STATES[each.state]),
            }
            for each in found.items
        ],
        "next": found.next,
        "may_write": may(request.user, WRITES),
    }
    return staff_page(request, "planner/packages.html", context)


@get(f"{PATH}/new", guards=[staff_only])
async def new_package_form(request: AnyRequest) -> Response[bytes]:
    return await _show(request, None, EMPTY)


@post(PATH, guards=[staff_only])
async def add_package(request: AnyRequest) -> _Answer:
    values = _sent(await request.form())
    try:
        details = PackageDetails.model_validate(values)
        async with _operation(request, "package.create", None, details.title) as this:
            await create_package(details=details)
    except (ValidationError, Refusal) as error:
        return await _show(request, None, {**EMPTY, **values}, mistakes=mistakes_of(request, error))
    return _back(details.slug, this)


@get(f"{PATH}/{{slug:str}}", guards=[staff_only])
async def package_form(
    request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None
) -> Response[bytes]:
    row = await package_by_slug(slug)
    return await _show(request, row, _values_of(row), done=done)


@post(f"{PATH}/{{slug:str}}", guards=[staff_only])
async def save_package(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await _allowed(request, slug)
    values = _sent(await request.form()) | {"state": row.state}
    try:
        details = PackageDetails.model_validate(values)
        async with _operation(request, "package.change", row.owner, details.title) as this:
            await change_package(slug=slug, details=_whole(details))
    except (ValidationError, Refusal) as error:
        return await _show(request, row, {**EMPTY, **values}, mistakes=mistakes_of(request, error))
    return _back(details.slug, this)


@post(f"{PATH}/{{slug:str}}/units", guards=[staff_only])
async def add_package_unit(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    row = await _allowed(request, slug)
    values = filled_in(await request.form(), "unit_title", "unit_url")
    position = max((unit.position for unit in await units_of_package(row.id)), default=0) + 1
    try:
        details = UnitDetails(position=position, title=values.get("unit_title", ""), url=values.get("unit_url"))
        async with _operation(request, "package.part", row.owner, row.title) as this:
            await add_unit(package_slug=slug, details=details)
    except (ValidationError, Refusal) as error:
        errors, status = mistakes_of(request, error)
        named = [replace(each, field=f"unit_{each.field}") for each in errors]
        return await _show(request, row, _values_of(row), mistakes=(named, status))
    return _back(slug, this, "units")


@post(f"{PATH}/{{slug:str}}/cover", guards=[staff_only], request_max_body_size=MOST_BYTES + 100_000)
async def save_cover(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    """Another picture, or none with `remove`."""
    row = await _allowed(request, slug)
    form = await request.form()
    sent = form.get("cover")
    try:
        async with _operation(request, "package.cover", row.owner, row.title) as this:
            if form.get("remove"):
                await remove_cover(package_id=row.id)
            else:
                await set_cover(package_id=row.id, picture=await _picture(sent))
    except Refusal as error:
        return await _show(request, row, _values_of(row), mistakes=mistakes_of(request, error))
    return _back(slug, this, "cover")


async def _picture(sent: object) -> bytes:
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise NoPicture(field="cover")
    return await sent.read(MOST_BYTES + 1)


async def _allowed(request: AnyRequest, slug: str) -> PackageRow:
    """:raises NotAllowed: another organisation looks after it."""
    row = await package_by_slug(slug)
    if row.owner is not None:
        await allow(request, row.owner)
    return row


def _sent(form: FormMultiDict) -> dict[str, Any]:
    return {
        **filled_in(form, *_TEXTS),
        "description": str(form.get("description", "")).replace("\r\n", "\n").strip(),
        "themes": ticked(form, "themes", Theme),
        "target_groups": ticked(form, "target_groups", TargetGroup),
    }


def _whole(details: PackageDetails) -> PackageDetails:
    """Everything of it counts as said: what the form left empty is empty now."""
    return PackageDetails(**details.model_dump())


def _values_of(row: PackageRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in (*_TEXTS, "themes", "target_groups")}
    return {name: "" if value is None else value for name, value in values.items()}


async def _show(
    request: AnyRequest,
    row: PackageRow | None,
    values: Mapping[str, Any],
    *,
    done: UUID | None = None,
    mistakes: Mistakes = ([], 200),
) -> Response[bytes]:
    words = translator_of(request)
    context = {
        "package": row,
        "values": values,
        "kinds": options(PACKAGE_KINDS, words),
        "accesses": options(ACCESS, words),
        "themes": options(THEMES, words, [str(each) for each in values["themes"]]),
        "target_groups": options(TARGET_GROUPS, words, [str(each) for each in values["target_groups"]]),
        "state": words.gettext(STATES[row.state]) if row else "",
        "units": await units_of_package(row.id) if row else [],
        "licences": [licence_line(each, words) for each in await licences_of_package(row.slug)] if row else [],
        "organisations": [
            {"value": each.slug, "label": each.name} for each in await organisations_of(request.user, WRITES_LICENCES)
        ],
        "own": {each.id for each in await organisations_of(request.user, WRITES_LICENCES)},
        "suggestions": await suggested_activities(request, row.id, row.slug) if row else [],
        "today": local_today().isoformat(),
        "may_write": await _may_change(request, row),
        "already": "already" in request.query_params,
        "done": await what_was_done(done, request.user.account_id, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/package.html", context, status_code=mistakes[1])


async def _may_change(request: AnyRequest, row: PackageRow | None) -> bool:
    if row is None or row.owner is None:
        return may(request.user, WRITES)
    return await reaches(
        [each.organisation_id for each in request.user.grants if each.role in roles_for(WRITES)], row.owner
    )


def _operation(request: AnyRequest, action: str, organisation: int | None, title: str) -> Any:
    """What belongs to no organisation is written down where somebody works."""
    owner = organisation if organisation is not None else request.user.grants[0].organisation_id
    return operation(action, account=request.user.account_id, organisation=owner, title=title)


def _back(slug: str, done: UUID, anchor: str = "") -> Redirect:
    return Redirect(f"{PATH}/{slug}?done={done}{'#' if anchor else ''}{anchor}", status_code=303, headers=UNCACHED)


ROUTES: Final[list[ControllerRouterHandler]] = [
    packages_page,
    new_package_form,
    add_package,
    package_form,
    save_package,
    add_package_unit,
    save_cover,
]
