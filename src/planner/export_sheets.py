"""A selection of sessions as sheets for a spreadsheet: CSV, and .xlsx with dates as dates."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Iterable
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from agenda.session_rows import SessionRow
from tabular.cells import format_cell

COLUMNS: Final[dict[str, int]] = {
    "date": 12,
    "start": 8,
    "end": 8,
    "title": 40,
    "activity": 40,
    "kind": 14,
    "form": 14,
    "themes": 24,
    "target_groups": 24,
    "organisation": 28,
    "location": 28,
    "room": 18,
    "street": 24,
    "postcode": 10,
    "place": 18,
    "delivery": 10,
    "state": 12,
    "cancel_reason": 24,
    "capacity": 10,
    "seats_taken": 12,
    "cost_eur": 10,
    "registration": 14,
    "note": 40,
    "timezone": 18,
    "activity_key": 24,
    "session": 38,
}
"""Their names, which stay the same, and how wide they are in characters."""
_NOT_PLAIN: Final = ("=", "+", "-", "@", "#", "'", "\t", "\r")
_IN_MEMORY: Final = 2_000_000
_CHUNK: Final = 64 * 1024
_LONGEST_CELL: Final = 32_000
# Excel takes a file without it for the code page of the machine.
_BYTE_ORDER_MARK: Final = "\ufeff"


def values_of(row: SessionRow) -> list[Any]:
    """In the order of COLUMNS; times are local to the place."""
    return [
        row.starts_at.date(),
        row.starts_at.time().replace(tzinfo=None, fold=0),
        row.ends_at.time().replace(tzinfo=None, fold=0),
        row.title,
        row.activity_title,
        row.kind.value,
        row.form.value,
        "|".join(row.themes),
        "|".join(row.target_groups),
        row.organisation_name,
        row.location_name,
        row.room or "",
        row.street,
        row.postcode,
        row.place,
        row.delivery.value,
        row.state.value,
        row.cancel_reason,
        row.capacity,
        row.seats_taken,
        row.cost_cents / 100,
        row.registration_policy.value,
        row.note,
        row.timezone,
        row.activity_slug,
        str(row.id),
    ]


async def as_csv(batches: AsyncIterator[list[SessionRow]]) -> AsyncIterator[bytes]:
    """RFC 4180 in UTF-8; a text that a spreadsheet would run as a formula has an apostrophe before it."""
    yield (_BYTE_ORDER_MARK + _lines([list(COLUMNS)])).encode()
    async for rows in batches:
        yield _lines([format_cell(value) for value in values_of(row)] for row in rows).encode()


def _lines(rows: Iterable[list[str]]) -> str:
    output = io.StringIO(newline="")
    csv.writer(output, lineterminator="\r\n").writerows(rows)
    return output.getvalue()


async def as_xlsx(batches: AsyncIterator[list[SessionRow]]) -> AsyncIterator[bytes]:
    """Office Open XML, written to a file as it comes: the header stays in sight, and every column can be filtered."""
    workbook = Workbook(write_only=True)
    sheet = _empty_sheet(workbook)
    count = 1
    async for rows in batches:
        await asyncio.to_thread(_append, sheet, rows)
        count += len(rows)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count}"
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        await asyncio.to_thread(workbook.save, file)
        await asyncio.to_thread(file.seek, 0)
        while part := await asyncio.to_thread(_read, file):
            yield part


def _empty_sheet(workbook: Workbook) -> Any:
    sheet: Any = workbook.create_sheet("Agenda")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    header = [WriteOnlyCell(sheet, name) for name in COLUMNS]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    return sheet


def _append(sheet: Any, rows: Iterable[SessionRow]) -> None:
    for row in rows:
        sheet.append([_cell(sheet, value) for value in values_of(row)])


def _cell(sheet: Any, value: Any) -> Any:
    """A text is always a text, whatever it begins with: openpyxl takes one with = for a formula, and #N/A for an error.

    A cell of its own takes ten times as long as a plain value, so only those that need it have one.
    """
    if isinstance(value, str) and value[:1] in _NOT_PLAIN:
        cell = WriteOnlyCell(sheet, value[:_LONGEST_CELL])
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    return value[:_LONGEST_CELL] if isinstance(value, str) else value


def _read(file: IO[bytes]) -> bytes:
    return file.read(_CHUNK)
