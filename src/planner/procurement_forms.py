"""Nominating a package, backing others, and what the committee decides."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from agenda.labels import ACCESS, PACKAGE_KINDS
from content_links.catalogue import PackageFilters, list_packages
from content_links.procuring.nominating import nominate, nominate_new, withdraw_nomination
from content_links.procuring.schemas import GivenReason, NominationDetails, StepDetails
from content_links.procuring.stepping import take_step
from content_links.schemas import PackageDetails
from content_links.vocabulary import Access, PackageKind
from database.transaction import fetch, fetch_value
from identity.guarding import allow, staff_only
from places.errors import UnknownOrganisation
from places.queries import organisation_by_slug
from planner.activity_values import cents, key_of
from planner.procurement_list import PATH
from planner.procurement_pages import show_story
from planner.procurement_roles import committee_of, nominators_of
from planner.procurement_words import STATES
from planner.staff_choices import Mistakes, filled_in, mistakes_of, options, said
from planner.staff_pages import UNCACHED, staff_page
from refusals import Missing, Refusal
from web.i18n import translator_of
from web.requests import AnyRequest
from web.validation import FieldError

_Answer = Response[bytes] | Redirect
FOUND: Final = 10
_TEXTS: Final = ("title", "provider", "url", "kind", "access", "summary", "reason", "organisation")
_EMPTY: Final[Mapping[str, str]] = dict.fromkeys(_TEXTS, "") | {
    "kind": PackageKind.COURSE,
    "access": Access.LIBRARY_ACCOUNT,
}
_TAKEN: Final = "SELECT slug FROM package WHERE slug = ANY($1::text[])"
_LAST: Final = """
SELECT id FROM operation WHERE account = $1 AND details->>'package' = $2 AND action LIKE 'procurement.%'
ORDER BY at DESC LIMIT 1
"""


class NewNomination(PackageDetails):
    """Something that the catalogue does not have yet, and why it should."""

    reason: GivenReason


@get(f"{PATH}/new", guards=[staff_only])
async def nominate_form(request: AnyRequest, q: FromQuery[str] = "") -> Response[bytes]:
    """First whether the catalogue has it already, then what is new."""
    return await _show(request, _EMPTY, q="".join(filter(str.isprintable, q))[:120].strip())


@post(PATH, guards=[staff_only])
async def add_nomination(request: AnyRequest) -> _Answer:
    values = filled_in(await request.form(), *_TEXTS)
    try:
        organisation = await _organisation(request, values.pop("organisation", ""))
        slug = await _free_slug(values.get("title", ""))
        new = NewNomination.model_validate({"slug": slug, "reason": "", **values})
        package = PackageDetails(**new.model_dump(exclude={"reason"}))
        account = request.user.account_id
        await nominate_new(package=package, organisation=organisation, reason=new.reason, account=account)
    except (ValidationError, Refusal) as error:
        if isinstance(error, Missing):
            raise
        return await _show(request, {**_EMPTY, **values}, mistakes=mistakes_of(request, error))
    return await _back(request, slug)


@post(f"{PATH}/{{slug:str}}/nominations", guards=[staff_only])
async def back_package(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    values = filled_in(await request.form(), "organisation", "reason")
    organisation = await _organisation(request, values.get("organisation", ""))
    try:
        details = NominationDetails(package=slug, organisation=organisation, reason=values.get("reason", ""))
        await nominate(details=details, account=request.user.account_id)
    except (ValidationError, Refusal) as error:
        return await _again(request, slug, values, error)
    return await _back(request, slug)


@post(f"{PATH}/{{slug:str}}/nominations/withdraw", guards=[staff_only])
async def withdraw(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    organisation = await _organisation(request, str((await request.form()).get("organisation", "")))
    try:
        await withdraw_nomination(package=slug, organisation=organisation, account=request.user.account_id)
    except Refusal as refusal:
        return await _again(request, slug, {}, refusal)
    return await _back(request, slug)


@post(f"{PATH}/{{slug:str}}/steps", guards=[staff_only])
async def decide_form(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    """Fields: `state`, `seen`, `reason_<state>`, and to procure `cost`, `starts_on`, `ends_on`, `licensed` (slugs of
    organisations), `seats_<slug>`, `other` and `seats_other`.
    """
    form = await request.form()
    organisation = committee_of(request.user)
    try:
        step = StepDetails.model_validate(_step(form))
        await take_step(package=slug, step=step, account=request.user.account_id, organisation=organisation)
    except (ValidationError, Refusal) as error:
        return await _again(request, slug, _sent(form), error)
    return await _back(request, slug)


def _step(form: FormMultiDict) -> dict[str, Any]:
    """What is filled in, as a step has it; what is empty is left out."""
    state = str(form.get("state", ""))
    given = filled_in(form, "starts_on", "ends_on", "seen", "state")
    if reason := str(form.get(f"reason_{state}", "")).strip():
        given["reason"] = reason
    if cost := str(form.get("cost", "")).strip():
        return {**given, "cost_cents": cents(cost), "licences": _licences(form)}
    return {**given, "licences": _licences(form)}


def _licences(form: FormMultiDict) -> list[dict[str, str]]:
    chosen = [(str(slug), f"seats_{slug}") for slug in form.getall("licensed", [])]
    if other := str(form.get("other", "")).strip():
        chosen.append((other, "seats_other"))
    given = [(slug, str(form.get(name, "")).strip()) for slug, name in chosen]
    return [{"organisation": slug, **({"seats": seats} if seats else {})} for slug, seats in given]


def _sent(form: FormMultiDict) -> dict[str, Any]:
    texts = {name: str(text) for name, text in form.items() if isinstance(text, str)}
    return {**texts, "licensed": [str(slug) for slug in form.getall("licensed", [])]}


async def _organisation(request: AnyRequest, slug: str) -> str:
    """The one that is chosen, or else the first that they nominate for.

    :raises UnknownOrganisation: there is none.
    :raises NotAllowed: they may not nominate for it.
    """
    named = slug or request.query_params.get("organisation", "")
    if not named:
        own = await nominators_of(request.user)
        named = own[0].slug if own else ""
    if not named.isprintable():
        raise UnknownOrganisation(slug="", field="organisation")
    organisation = await organisation_by_slug(named)
    await allow(request, organisation.id)
    return organisation.slug


async def _free_slug(title: str) -> str:
    """Another one when a package has it already."""
    plain = key_of(title) or "online"
    wanted = [plain, *(f"{plain}-{number}" for number in range(2, 50))]
    taken = {row["slug"] for row in await fetch(_TAKEN, wanted)}
    return next((each for each in wanted if each not in taken), plain)


async def _again(
    request: AnyRequest, slug: str, values: Mapping[str, Any], error: ValidationError | Refusal
) -> Response[bytes]:
    """The page with what is wrong.

    :raises Missing: what it is about is not there.
    """
    if isinstance(error, Missing) and error.field in (None, "package"):
        raise error
    mistakes, status = mistakes_of(request, error)
    renamed = [FieldError(_field(each.field, values), each.code, each.text) for each in mistakes]
    return await show_story(request, slug, values=values, mistakes=(renamed, status))


def _field(name: str, values: Mapping[str, Any]) -> str:
    """How the forms call a field of a step."""
    if name == "reason" and values.get("state") in STATES:
        return f"reason_{values['state']}"
    return {"cost_cents": "cost", "organisation": "licences" if "state" in values else name}.get(
        name, "licences" if name.startswith("licences") else name
    )


async def _show(
    request: AnyRequest, values: Mapping[str, str], *, q: str = "", mistakes: Mistakes = ([], 200)
) -> Response[bytes]:
    words = translator_of(request)
    found = (await list_packages(PackageFilters(q=q, states=()), limit=FOUND)).items if q else []
    context = {
        "q": q,
        "found": [{"row": each, "state": words.gettext(STATES[each.state])} for each in found],
        "values": values,
        "kinds": options(PACKAGE_KINDS, words),
        "accesses": options(ACCESS, words),
        "nominators": [{"value": each.slug, "label": each.name} for each in await nominators_of(request.user)],
        **said(mistakes),
    }
    return staff_page(request, "planner/procurement_new.html", context, status_code=mistakes[1])


async def _back(request: AnyRequest, slug: str) -> Redirect:
    done = await fetch_value(_LAST, request.user.account_id, slug)
    return Redirect(f"{PATH}/{slug}?done={done}", status_code=303, headers=UNCACHED)


ROUTES: Final[list[ControllerRouterHandler]] = [
    nominate_form,
    add_nomination,
    back_package,
    withdraw,
    decide_form,
]
