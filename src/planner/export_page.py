"""Taking a selection of sessions along as a file."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final

from litestar import get
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from identity.guarding import staff_only
from planner.export_calendar import as_ics
from planner.export_selection import ExportAsked, Format, Selection, split
from planner.export_sheets import as_csv, as_xlsx
from planner.reach import organisations_of
from planner.staff_pages import UNCACHED
from web.requests import AnyRequest

PATH: Final = "/planner/export"
_MEDIA_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


@get(PATH, guards=[staff_only])
async def export_sessions(request: AnyRequest) -> Stream:
    """GET /planner/export?format=csv|xlsx|ics with the filters of the agenda, and `drafts` for those as well."""
    own, filters = split(request.query_params.multi_items(), ExportAsked.model_fields)
    asked = ExportAsked.model_validate(own)
    mine = await organisations_of(request.user, f"GET {PATH}") if asked.drafts else []
    selection = await Selection.read(filters, [each.id for each in mine], activity=asked.activity)
    await selection.count()
    name = f"leeragenda-{datetime.now(UTC):%Y-%m-%d}.{asked.format}"
    headers = {**UNCACHED, "Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(await _written(selection, asked.format), media_type=_MEDIA_TYPES[asked.format], headers=headers)


async def _written(selection: Selection, format_: Format) -> AsyncIterator[bytes]:
    if format_ == "ics":
        return as_ics(selection.batches(), await selection.timezones())
    return (as_xlsx if format_ == "xlsx" else as_csv)(selection.batches())


ROUTES: Final[Sequence[ControllerRouterHandler]] = [export_sessions]
