"""Catalogues of providers for staff: adding one, how it is doing, reading it soon and stopping with it."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from content_links.harvesting.sources import (
    HarvestSourceRow,
    SourceDetails,
    add_harvest_source,
    ask_soon,
    harvest_source_by_id,
    harvest_sources,
    remove_harvest_source,
)
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.exchange_choices import organisation_options
from planner.exchange_files import Mistake, mistakes_of, sent_form
from planner.harvest_words import KINDS
from planner.reach import organisations_of, own_of
from planner.staff_pages import staff_page
from refusals import Refusal
from tabular.reasons import reason_of
from web.i18n import translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/content/sources"
_FIELDS: Final = ("name", "kind", "url", "metadata_prefix", "set_spec")


@get(PATH, guards=[staff_only])
async def show_sources(request: AnyRequest) -> Response[bytes]:
    return await _show(request, {})


@post(PATH, guards=[staff_only], status_code=200)
async def post_source(request: AnyRequest) -> Response[Any]:
    """Adds a catalogue. The worker reads it: no page waits for somebody else's server."""
    sent = await sent_form(request)
    owner = await organisation_by_slug(sent.values.get("organisation", ""))
    await allow(request, owner.id)
    try:
        details = _details(sent.values)
        async with operation(
            "catalogue.add", account=request.user.account_id, organisation=owner.id, name=details.name
        ):
            await add_harvest_source(organisation=owner.id, details=details)
    except Refusal as refusal:
        return await _show(request, sent.values, mistakes=mistakes_of(refusal, translator_of(request)), status_code=400)
    return Redirect(PATH, status_code=303)


@post(PATH + "/{catalogue:int}/read", guards=[staff_only])
async def read_source(request: AnyRequest, catalogue: FromPath[int]) -> Redirect:
    """Lets the worker read it within a minute."""
    row = await _allowed(request, catalogue)
    async with operation(
        "catalogue.read", account=request.user.account_id, organisation=row.organisation, name=row.name
    ):
        await ask_soon(catalogue)
    return Redirect(PATH, status_code=303)


@post(PATH + "/{catalogue:int}/remove", guards=[staff_only])
async def remove_source(request: AnyRequest, catalogue: FromPath[int]) -> Redirect:
    """Stops with it; its packages stay."""
    row = await _allowed(request, catalogue)
    async with operation(
        "catalogue.remove", account=request.user.account_id, organisation=row.organisation, name=row.name
    ):
        await remove_harvest_source(catalogue)
    return Redirect(PATH, status_code=303)


async def _allowed(request: AnyRequest, catalogue: int) -> HarvestSourceRow:
    """:raises UnknownHarvestSource: there is none."""
    row = await harvest_source_by_id(catalogue)
    await allow(request, row.organisation)
    return row


def _details(values: dict[str, str]) -> SourceDetails:
    """:raises Invalid: one of the values cannot be."""
    try:
        return SourceDetails.model_validate({name: values[name] for name in _FIELDS if name in values})
    except ValidationError as error:
        raise reason_of(error.errors()[0]) from error


async def _show(
    request: AnyRequest, values: dict[str, str], *, mistakes: Sequence[Mistake] = (), status_code: int = 200
) -> Response[bytes]:
    words = translator_of(request)
    organisations = await organisations_of(request.user, f"GET {PATH}")
    context: dict[str, Any] = {
        "sources": await harvest_sources([each.id for each in organisations]),
        "organisations": organisation_options(organisations),
        "kinds": [{"value": kind.value, "label": words.gettext(said)} for kind, said in KINDS.items()],
        "kind_words": {kind.value: words.gettext(said) for kind, said in KINDS.items()},
        "values": dict.fromkeys(_FIELDS, "") | {"organisation": own_of(request.user, organisations)} | values,
        "mistakes": mistakes,
    }
    return staff_page(request, "planner/harvest_sources.html", context, status_code=status_code)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_sources, post_source, read_source, remove_source]
