"""Finds what a file says twice."""

from collections.abc import Iterable

from tabular.errors import BadLine, DoubledLine
from tabular.reasons import shown


def doubled_lines(column: str, values: Iterable[tuple[int, str]]) -> list[BadLine]:
    """A mistake for each (line, value) whose value stood on an earlier line."""
    first: dict[str, int] = {}
    return [
        BadLine(line, column, DoubledLine(value=shown(value), first=first[value]))
        for line, value in values
        if first.setdefault(value, line) != line
    ]
