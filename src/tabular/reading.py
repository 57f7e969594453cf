"""Reads a CSV file (RFC 4180, also with ; or tabs, as Dutch Excel writes it) into validated rows."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from refusals import Refusal
from tabular.cells import parse_cell, plain_type
from tabular.errors import (
    BadLine,
    BadLines,
    BrokenQuotes,
    CellTooLong,
    DoubledColumn,
    FileEmpty,
    FileTooLarge,
    KnownColumns,
    MissingColumn,
    NotUtf8,
    NulCharacter,
    TooManyLines,
    UnknownColumn,
    WrongNumberOfCells,
)
from tabular.reasons import Empty, reason_of

Row = TypeVar("Row", bound=BaseModel)
Source = Path | bytes

_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Limits:
    bytes: int = 20_000_000
    rows: int = 100_000
    cell_characters: int = 20_000


@dataclass(frozen=True, slots=True)
class NumberedRow(Generic[Row]):
    """A valid row and its first line in the file, as a text editor counts, from 1."""

    line: int
    row: Row


@dataclass(frozen=True, slots=True)
class _RawRow:
    line: int
    cells: list[str]


def read_rows(source: Source, model: type[Row], limits: Limits = Limits()) -> list[NumberedRow[Row]]:
    """Returns all rows, or raises all mistakes. The columns are the fields of the model, in any order.

    A column of an optional field may be absent: `row.model_fields_set` says which were there. A line without any text
    is skipped.

    :raises UnusableFile: too large, empty, or not UTF-8; with what is wrong in which line it is a BadLines.
    """
    rows, bad = check_rows(source, model, limits)
    if bad:
        raise BadLines(bad)
    return rows


def check_rows(
    source: Source, model: type[Row], limits: Limits = Limits()
) -> tuple[list[NumberedRow[Row]], list[BadLine]]:
    """As `read_rows`, but returns the mistakes beside the good rows, for whoever looks for more mistakes in those.

    :raises UnusableFile: too large, empty, or not UTF-8; when the first line is wrong it is a BadLines.
    """
    text = read_text(source, limits.bytes)
    raw_rows = _raw_rows(text, _separator(text, set(model.model_fields)))
    header = next(raw_rows, None)
    if header is None:
        raise FileEmpty
    if isinstance(header, BadLine):
        raise BadLines([header])
    columns = _columns(header, model)
    return _validated(raw_rows, _RowReader(columns, model, limits.cell_characters), limits)


def read_text(source: Source, max_bytes: int) -> str:
    """Returns the text of a UTF-8 file, with or without byte order mark.

    :raises UnusableFile: it is too large, empty, or not UTF-8.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > max_bytes:
        raise FileTooLarge(megabytes=f"{max_bytes / 1_000_000:g}")
    data = source if isinstance(source, bytes) else source.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotUtf8(line=1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(line=data.count(b"\n", 0, error.start) + 1) from error
    if not text.strip():
        raise FileEmpty
    return text


def _separator(text: str, known: set[str]) -> str:
    first_line = text.lstrip().splitlines()[0]
    if first_line.startswith("sep=") and len(first_line) == len("sep=;"):
        return first_line[-1]
    return max(_SEPARATORS, key=lambda separator: len(known & {_name(cell) for cell in first_line.split(separator)}))


def _raw_rows(text: str, separator: str) -> Iterator[_RawRow | BadLine]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            too_long = "field limit" in str(error)
            yield BadLine(line, "", CellTooLong(limit=csv.field_size_limit()) if too_long else BrokenQuotes())
            return
        if any(cells) and not (line == 1 and cells[0] == "sep="):
            yield _RawRow(line, cells)


def _name(cell: str) -> str:
    return cell.strip(' "').lower()


def _columns(header: _RawRow, model: type[BaseModel]) -> list[str]:
    names = [_name(cell) for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    bad = [BadLine(header.line, name, reason) for name, reason in _column_mistakes(names, model.model_fields)]
    if bad:
        raise BadLines(bad)
    return names


def _column_mistakes(names: Sequence[str], fields: dict[str, FieldInfo]) -> Iterator[tuple[str, Refusal]]:
    for position, name in enumerate(names):
        if name not in fields:
            yield name, UnknownColumn()
        elif name in names[:position]:
            yield name, DoubledColumn()
    for name, field in fields.items():
        if field.is_required() and name not in names:
            yield name, MissingColumn()
    if not fields.keys() >= set(names):
        yield "", KnownColumns(known=", ".join(fields))


def _validated(
    raw_rows: Iterator[_RawRow | BadLine], read: "_RowReader[Row]", limits: Limits
) -> tuple[list[NumberedRow[Row]], list[BadLine]]:
    bad: list[BadLine] = []
    good: list[NumberedRow[Row]] = []
    for count, raw in enumerate(raw_rows, start=1):
        if isinstance(raw, BadLine):
            bad.append(raw)
        elif count > limits.rows:
            bad.append(BadLine(raw.line, "", TooManyLines(limit=limits.rows)))
            break
        else:
            row, mistakes = read.row(raw)
            bad += mistakes
            good += [NumberedRow(raw.line, row)] if row else []
    return good, bad


class _RowReader(Generic[Row]):
    """Knows the columns, so that each row only costs its cells."""

    def __init__(self, columns: Sequence[str], model: type[Row], cell_characters: int) -> None:
        self._model = model
        self._limit = cell_characters
        self._columns = [(name, model.model_fields[name]) for name in columns]
        self._kinds = [plain_type(field.annotation) for _, field in self._columns]

    def row(self, raw: _RawRow) -> tuple[Row | None, list[BadLine]]:
        """The row, or what is wrong with it."""
        wide = len(self._columns)
        if len(raw.cells) < wide or any(raw.cells[wide:]):
            reason = WrongNumberOfCells(cells=len(raw.cells), columns=wide)
            return None, [BadLine(raw.line, "", reason)]
        values, refused = self._values(raw.cells)
        row, reasons = self._validate(values, refused)
        return row, [BadLine(raw.line, column, reason) for column, reason in reasons]

    def _values(self, cells: list[str]) -> tuple[dict[str, Any], dict[str, Refusal]]:
        values: dict[str, Any] = {}
        refused: dict[str, Refusal] = {}
        for (name, field), kind, cell in zip(self._columns, self._kinds, cells, strict=False):
            try:
                values[name] = self._value(cell, field, kind)
            except Refusal as refusal:
                refused[name] = refusal
        return values, refused

    def _value(self, cell: str, field: FieldInfo, kind: Any) -> Any:
        if "\0" in cell:
            raise NulCharacter
        if len(cell) > self._limit:
            raise CellTooLong(limit=self._limit)
        if cell:
            return parse_cell(cell, kind)
        if field.is_required():
            raise Empty
        return field.get_default(call_default_factory=True, validated_data={})

    def _validate(
        self, values: dict[str, Any], refused: dict[str, Refusal]
    ) -> tuple[Row | None, list[tuple[str, Refusal]]]:
        reasons = list(refused.items())
        try:
            row = self._model.model_validate(values)
        except ValidationError as error:
            found = [(str(detail["loc"][0]) if detail["loc"] else "", detail) for detail in error.errors()]
            reasons += [_named(column, reason_of(detail)) for column, detail in found if column not in refused]
            return None, reasons
        return (None if reasons else row), reasons


def _named(column: str, reason: Refusal) -> tuple[str, Refusal]:
    return column or reason.field or "", reason
