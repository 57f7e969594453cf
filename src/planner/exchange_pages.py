"""Import and export for staff: taking the agenda along, printing it, and a programme as CSV with a look beforehand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from database.transaction import transaction
from events.exporting import export_programme
from events.importing import import_programme
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.exchange_choices import activity_options, location_options, organisation_options
from planner.exchange_files import MOST_BYTES, Mistake, mistakes_of, packed, sent_form, unpacked
from planner.export_errors import FileMissing
from planner.reach import may, organisations_of
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from tabular.counting import ImportCount
from web.i18n import translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/exchange"
IMPORT: Final = f"POST {PATH}/programme"


class _OnlyLooked(Exception):  # noqa: N818  undoes what was tried, with what it would have done
    def __init__(self, count: ImportCount) -> None:
        super().__init__()
        self.count = count


@get(PATH, guards=[staff_only])
async def show_exchange(request: AnyRequest) -> Response[bytes]:
    return await _show(request)


@post(f"{PATH}/programme", guards=[staff_only], request_max_body_size=MOST_BYTES, status_code=200)
async def post_programme(request: AnyRequest) -> Response[bytes]:
    """A programme file: first only what it would do, and with the button below that the same is done."""
    sent = await sent_form(request)
    organisation = await organisation_by_slug(sent.values.get("organisation", ""))
    await allow(request, organisation.id)
    is_real, chosen = "content" in sent.values, {"organisation": organisation.slug}
    try:
        body = unpacked(sent.values["content"]) if is_real else sent.file
        if body is None:
            raise FileMissing(field="file")
        count = await (_take_over(request, body, organisation.id, organisation.slug) if is_real
                       else _look(body, organisation.slug))  # fmt: skip
    except Refusal as refusal:
        mistakes = mistakes_of(refusal, translator_of(request))
        return await _show(request, chosen=chosen, mistakes=mistakes, status_code=400)
    content = "" if is_real else packed(body)
    return await _show(request, chosen=chosen, count=count, content=content)


@get(f"{PATH}/programme.csv", guards=[staff_only])
async def get_programme(request: AnyRequest, organisation: FromQuery[str]) -> Response[bytes]:
    """The schedule rules of an organisation; importing the file again changes nothing."""
    row = await organisation_by_slug(organisation)
    await allow(request, row.id)
    body = (await export_programme(row.slug)).encode()
    headers = {**UNCACHED, "Content-Disposition": f'attachment; filename="programme-{row.slug}.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


async def _look(body: bytes, organisation_slug: str) -> ImportCount:
    try:
        async with transaction():
            raise _OnlyLooked(await import_programme(body, organisation_slug))
    except _OnlyLooked as looked:
        return looked.count


async def _take_over(request: AnyRequest, body: bytes, organisation: int, slug: str) -> ImportCount:
    async with operation("import.programme", account=request.user.account_id, organisation=organisation):
        return await import_programme(body, slug)


async def _show(
    request: AnyRequest,
    *,
    chosen: dict[str, str] | None = None,
    count: ImportCount | None = None,
    content: str = "",
    mistakes: Sequence[Mistake] = (),
    status_code: int = 200,
) -> Response[bytes]:
    seen = await organisations_of(request.user, f"GET {PATH}")
    changed = await organisations_of(request.user, IMPORT)
    today = datetime.now(UTC).date()
    context: dict[str, Any] = {
        "organisations": organisation_options(seen),
        "importing": organisation_options(changed),
        "locations": await location_options(seen, "slug"),
        "activities": await activity_options(seen),
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=92)).isoformat(),
        "may_import": may(request.user, IMPORT),
        "chosen": chosen or {"organisation": ""},
        "count": count,
        "content": content,
        "mistakes": mistakes,
    }
    return staff_page(request, "planner/exchange.html", context, status_code=status_code)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_exchange, post_programme, get_programme]
