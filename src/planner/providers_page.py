"""Who makes online courses: a list, and a form to rename them everywhere and to say how to reach them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from content_links.providers import ProviderDetails, ProviderRow, change_provider, list_providers, provider_by_slug
from history.operations import operation
from identity.guarding import staff_only
from planner.operation_words import what_was_done
from planner.reach import may
from planner.staff_choices import Mistakes, filled_in, mistakes_of, said
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.i18n import translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/providers"
ONE: Final = f"{PATH}/{{slug:str}}"
WRITES: Final = f"POST {PATH}/{{slug}}"
_FIELDS: Final = tuple(ProviderDetails.model_fields)


@get(PATH, guards=[staff_only])
async def providers_page(request: AnyRequest, q: FromQuery[str] = "") -> Response[bytes]:
    context = {"q": q, "providers": await list_providers(q[:120])}
    return staff_page(request, "planner/providers.html", context)


@get(ONE, guards=[staff_only])
async def provider_form(
    request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None
) -> Response[bytes]:
    row = await provider_by_slug(slug)
    return await _show(request, row, {name: getattr(row, name) or "" for name in _FIELDS}, done=done)


@post(ONE, guards=[staff_only])
async def save_provider(request: AnyRequest, slug: FromPath[str]) -> Response[bytes] | Redirect:
    """Providers belong to nobody: it is written down where somebody works."""
    row = await provider_by_slug(slug)
    values = filled_in(await request.form(), *_FIELDS)
    account, owner = request.user.account_id, request.user.grants[0].organisation_id
    try:
        details = ProviderDetails.model_validate(values)
        async with operation("provider.change", account=account, organisation=owner, name=details.name) as this:
            await change_provider(slug=slug, details=details)
    except (ValidationError, Refusal) as error:
        shown = dict.fromkeys(_FIELDS, "") | values
        return await _show(request, row, shown, mistakes=mistakes_of(request, error))
    return Redirect(f"{PATH}/{slug}?done={this}", status_code=303, headers=UNCACHED)


async def _show(
    request: AnyRequest,
    row: ProviderRow,
    values: Mapping[str, Any],
    *,
    done: UUID | None = None,
    mistakes: Mistakes = ([], 200),
) -> Response[bytes]:
    context = {
        "provider": row,
        "values": values,
        "may_write": may(request.user, WRITES),
        "done": await what_was_done(done, request.user.account_id, translator_of(request)),
        **said(mistakes),
    }
    return staff_page(request, "planner/provider.html", context, status_code=mistakes[1])


ROUTES: Final[list[ControllerRouterHandler]] = [providers_page, provider_form, save_provider]
