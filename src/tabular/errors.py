"""What can be wrong with a file, a line or a cell, said so that the person who made the file can mend it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from refusals import Invalid, Refusal


@dataclass(frozen=True, slots=True)
class BadLine:
    """One mistake.

    :ivar line: as a text editor counts, from 1; of a row over several lines the first.
    :ivar column: its name, or "" when the whole line is meant.
    """

    line: int
    column: str
    reason: Refusal

    def __str__(self) -> str:
        where = f"line {self.line}: {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.reason}"


class UnusableFile(Invalid):
    """This file cannot be read."""

    code = "unusable_file"


class BadLines(UnusableFile):
    """The file has mistakes, so nothing of it was imported."""

    code = "bad_lines"

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__()
        self.lines = tuple(sorted(lines, key=lambda bad: bad.line))


class FileTooLarge(UnusableFile):
    """The file has more than %(megabytes)s megabytes."""


class FileEmpty(UnusableFile):
    """The file is empty."""


class NotUtf8(UnusableFile):
    """Line %(line)s is not UTF-8 text. In Excel, save the file as "CSV UTF-8"."""

    code = "not_utf8"


class UnknownColumn(Invalid):
    """There is no such column."""


class KnownColumns(Invalid):
    """The columns of this file can be: %(known)s."""


class MissingColumn(Invalid):
    """This column is missing."""


class DoubledColumn(Invalid):
    """This column is there twice."""


class BrokenQuotes(Invalid):
    """The quotation marks do not match: a cell in quotation marks ends with one, and doubles those inside it."""


class WrongNumberOfCells(Invalid):
    """This line has %(cells)s cells, but the first line has %(columns)s columns."""


class TooManyLines(Invalid):
    """The file has more than %(limit)s lines with data. Divide it over several files."""


class NulCharacter(Invalid):
    """There is a NUL character in this cell."""


class CellTooLong(Invalid):
    """This cell has more than %(limit)s characters."""


class DoubledLine(Invalid):
    """%(value)s is already on line %(first)s."""


@contextmanager
def on_line(line: int) -> Iterator[None]:
    """Names the line of what is refused inside, where only the database could tell.

    :raises BadLines: something was refused.
    """
    try:
        yield
    except Refusal as refusal:
        raise BadLines([BadLine(line, refusal.field or "", refusal)]) from refusal
