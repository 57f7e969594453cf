"""What the text of a cell means for the type of its column, and how a value is written as the text of a cell.

An empty cell means the default of its column. A list is written with | between its values; a | or \\ that belongs to a
value has a \\ before it. A text that a spreadsheet would run as a formula (it starts with = + - @ or a tab, perhaps
after apostrophes) is written with an apostrophe before it, and reading takes exactly that apostrophe away, so that
writing and reading give the same text.
"""

import re
import types
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from refusals import Refusal
from tabular.reasons import NotADate, NotANumber, NotATime, NotAWholeNumber, NotYesOrNo, shown

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_LIST_PART = re.compile(r"((?:[^|\\]|\\.|\\$)*)(?:\||$)", re.DOTALL)
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_YES = {"yes", "true", "1", "ja", "waar"}
_NO = {"no", "false", "0", "nee", "onwaar"}


def plain_type(annotation: Any) -> Any:
    """The type that remains of an annotation without Annotated, None and what a list holds."""
    if get_origin(annotation) is Annotated:
        return plain_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return plain_type(parts[0]) if len(parts) == 1 else object
    return get_origin(annotation) or annotation


def parse_cell(text: str, kind: Any) -> Any:
    """The value of a cell that is not empty, for a `plain_type`; pydantic judges it further.

    Understands what a Dutch Excel makes of a file: 31-3-2027, 9:30, 51,92, WAAR.

    :raises Refusal: it is no date, time or number at all.
    """
    if kind in (list, tuple, set, frozenset):
        return [_without_apostrophe(part) for part in _split_list(text)]
    parse = _PARSERS.get(kind)
    return parse(text) if parse else _without_apostrophe(text)


def format_cell(value: Any) -> str:
    """The text of a cell for a value of a row."""
    if isinstance(value, Enum):
        return format_cell(value.value)
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    if isinstance(value, list | tuple | set | frozenset):
        return _join_list(value)
    if value is None:
        return ""
    return _format_plain(value)


def _format_plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, time) and not value.second:
        return f"{value:%H:%M}"
    return str(value)


def _without_apostrophe(text: str) -> str:
    return text[1:] if _ESCAPED_FORMULA.match(text) else text


def _split_list(text: str) -> list[str]:
    parts = [match[1] for match in _LIST_PART.finditer(text)]
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for raw in parts if (part := raw.strip())]


def _join_list(values: Iterable[Any]) -> str:
    return "|".join(re.sub(r"([|\\])", r"\\\1", format_cell(value)) for value in values)


def _parse_whole(text: str) -> int:
    return int(_matched(_WHOLE, text, NotAWholeNumber)[0])


def _parse_number(text: str) -> Decimal:
    return Decimal(_matched(_NUMBER, text, NotANumber)[0].replace(",", "."))


def _parse_yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise NotYesOrNo(value=shown(text))
    return text.lower() in _YES


def _parse_day(text: str) -> date:
    dutch = _DUTCH_DAY.fullmatch(text)
    year, month, day = reversed(dutch.groups()) if dutch else _matched(_ISO_DAY, text, NotADate).groups()
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise NotADate(value=shown(text)) from error


def _parse_clock(text: str) -> time:
    hour, minute, second = _matched(_CLOCK, text, NotATime).groups(default="0")
    try:
        return time(int(hour), int(minute), int(second))
    except ValueError as error:
        raise NotATime(value=shown(text)) from error


def _matched(pattern: re.Pattern[str], text: str, reason: type[Refusal]) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise reason(value=shown(text))
    return match


_PARSERS: dict[Any, Callable[[str], Any]] = {
    int: _parse_whole,
    float: _parse_number,
    Decimal: _parse_number,
    bool: _parse_yes_or_no,
    date: _parse_day,
    time: _parse_clock,
}
