"""Licences: which end too soon, which the library has, and what happens to links without one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from content_links.licensing.alternatives import alternatives
from content_links.licensing.days import local_today
from content_links.licensing.policy import policy_of, set_policy
from content_links.licensing.reading import (
    EndingLicence,
    LicenceRow,
    ending_licences,
    licence_by_id,
    licences_of_organisations,
)
from content_links.licensing.schemas import LicenceDetails, LicenceTerms
from content_links.licensing.writing import change_licence, create_licence, end_licence
from content_links.queries import package_by_slug, packages_by_slugs
from content_links.vocabulary import LicencePolicy
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.operation_words import what_was_done
from planner.reach import may, organisations_of
from planner.staff_choices import Mistakes, PathId, filled_in, mistakes_of, options, organisation_of, said
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.dates import full_day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/licences"
SEES: Final = f"GET {PATH}"
WRITES: Final = f"POST {PATH}"
POLICIES: Final[Mapping[LicencePolicy, str]] = {
    LicencePolicy.WARN: "Make the link and warn",
    LicencePolicy.REFUSE: "Refuse the link",
}
_TERMS: Final = ("starts_on", "ends_on", "seats", "note")
_Answer = Response[bytes] | Redirect


@get(PATH, guards=[staff_only])
async def licences_page(request: AnyRequest, done: FromQuery[UUID | None] = None) -> Response[bytes]:
    return await _show(request, done=done)


@post(PATH, guards=[staff_only])
async def add_licence(request: AnyRequest) -> _Answer:
    """Of an organisation and a package, which are sent as their slugs."""
    values = filled_in(await request.form(), "package", "organisation", *_TERMS)
    organisation = await organisation_by_slug(values.get("organisation", ""))
    await allow(request, organisation.id)
    try:
        details = LicenceDetails.model_validate(values)
        title = (await package_by_slug(details.package)).title
        async with _operation(request, "licence.create", organisation.id, title) as this:
            await create_licence(details=details)
    except (ValidationError, Refusal) as error:
        return await _show(request, values=values, mistakes=mistakes_of(request, error))
    return _back(this, values.get("package", ""))


@get(f"{PATH}/{{licence:int}}", guards=[staff_only])
async def licence_form(request: AnyRequest, licence: PathId) -> Response[bytes]:
    row = await licence_by_id(licence)
    await allow(request, row.organisation_id)
    return await _show_one(request, row, {name: getattr(row, name) for name in _TERMS})


@post(f"{PATH}/{{licence:int}}", guards=[staff_only])
async def save_licence(request: AnyRequest, licence: PathId) -> _Answer:
    """Other terms, or the end of it today with `end`."""
    row = await licence_by_id(licence)
    await allow(request, row.organisation_id)
    form = await request.form()
    values = filled_in(form, *_TERMS)
    try:
        if form.get("end"):
            async with _operation(request, "licence.end", row.organisation_id, row.title) as this:
                await end_licence(licence=licence, on=local_today())
        else:
            terms = LicenceTerms.model_validate(values)
            async with _operation(request, "licence.change", row.organisation_id, row.title) as this:
                await change_licence(licence=licence, terms=terms)
    except (ValidationError, Refusal) as error:
        return await _show_one(request, row, values, mistakes_of(request, error))
    return _back(this, row.package)


@post(f"{PATH}/policy", guards=[staff_only])
async def save_policy(request: AnyRequest) -> Redirect:
    """For the organisation of the page, and those below it that have none of their own."""
    organisation = await organisation_of(request, f"POST {PATH}/policy")
    policy = LicencePolicy.REFUSE if (await request.form()).get("policy") == "refuse" else LicencePolicy.WARN
    async with _operation(request, "licence.policy", organisation.id, organisation.name) as this:
        await set_policy(organisation_id=organisation.id, policy=policy)
    return Redirect(f"{PATH}?done={this}&organisation={organisation.slug}", status_code=303, headers=UNCACHED)


async def _show(
    request: AnyRequest,
    *,
    done: UUID | None = None,
    values: Mapping[str, str] | None = None,
    mistakes: Mistakes = ([], 200),
) -> Response[bytes]:
    words, today = translator_of(request), local_today()
    organisations = await organisations_of(request.user, SEES)
    ids = [each.id for each in organisations]
    chosen = await organisation_of(request, SEES)
    ending = await ending_licences(ids, today)
    context = {
        "ending": await _ending_lines(ending, words),
        "licences": [licence_line(row, words) for row in await licences_of_organisations(ids)],
        "organisation": chosen,
        "organisations": [{"id": each.id, "value": each.slug, "label": each.name} for each in organisations],
        "values": {"organisation": chosen.slug, "package": "", **dict.fromkeys(_TERMS, ""), **(values or {})},
        "policies": options(POLICIES, words, [await policy_of(chosen.id)]),
        "may_write": may(request.user, WRITES),
        "done": await what_was_done(done, request.user.account_id, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/licences.html", context, status_code=mistakes[1])


async def _ending_lines(ending: Sequence[EndingLicence], words: Translator) -> list[dict[str, Any]]:
    """With what could be offered instead."""
    known = await packages_by_slugs(sorted({each.package for each in ending}))
    pairs = {(known[each.package].id, each.organisation_id) for each in ending}
    others = await alternatives(pairs, on=local_today(), limit=3) if pairs else {}
    return [
        {
            "line": each,
            "day": full_day_in_words(each.ends_on, words.locale),
            "is_over": each.is_over(local_today()),
            "others": others[known[each.package].id, each.organisation_id],
        }
        for each in ending
    ]


def licence_line(row: LicenceRow, words: Translator) -> dict[str, Any]:
    """A licence with its days and seats in words."""
    today = local_today()
    start = full_day_in_words(row.starts_on, words.locale)
    end = full_day_in_words(row.ends_on, words.locale) if row.ends_on else ""
    return {
        "row": row,
        "term": words.gettext("%(start)s until %(end)s", start=start, end=end)
        if end
        else words.gettext("From %(start)s, without an end", start=start),
        "state": _state(row, words),
        "is_in_force": row.covers(today),
        "seats": words.gettext("%(taken)s of %(seats)s taken", taken=row.seats_taken, seats=row.seats)
        if row.seats is not None
        else words.gettext("As many as you like"),
        "is_nearly_full": row.seats is not None and row.seats_taken * 10 >= row.seats * 9,
    }


def _state(row: LicenceRow, words: Translator) -> str:
    today = local_today()
    if row.covers(today):
        return words.gettext("In force")
    return words.gettext("Still to begin") if row.starts_on > today else words.gettext("Ended")


async def _show_one(
    request: AnyRequest, row: LicenceRow, values: Mapping[str, Any], mistakes: Mistakes = ([], 200)
) -> Response[bytes]:
    line = licence_line(row, translator_of(request))
    filled = {name: "" if values.get(name) is None else values[name] for name in _TERMS}
    context = {"licence": line, "values": filled, **said(mistakes)}
    return staff_page(request, "planner/licence.html", context, status_code=mistakes[1])


def _operation(request: AnyRequest, action: str, organisation: int, title: str) -> Any:
    return operation(action, account=request.user.account_id, organisation=organisation, title=title)


def _back(done: UUID, package: str) -> Redirect:
    return Redirect(f"/planner/packages/{package}?done={done}#licences", status_code=303, headers=UNCACHED)


ROUTES: Final[list[ControllerRouterHandler]] = [
    licences_page,
    add_licence,
    licence_form,
    save_licence,
    save_policy,
]
