"""Says in words that can be translated why a value was refused, where pydantic says it in its own English."""

from collections.abc import Callable
from typing import Any

from pydantic_core import ErrorDetails

from refusals import Invalid, Refusal

_SHOWN_CHARACTERS = 60


class Empty(Invalid):
    """This must be filled in."""


class TooLong(Invalid):
    """This has more than %(limit)s characters."""


class TooShort(Invalid):
    """This has fewer than %(limit)s characters."""


class TooManyValues(Invalid):
    """There are more than %(limit)s values here."""


class NotOneOf(Invalid):
    """%(value)s is not one of: %(expected)s."""


class NotAWholeNumber(Invalid):
    """%(value)s is not a whole number."""


class NotANumber(Invalid):
    """%(value)s is not a number."""


class NotYesOrNo(Invalid):
    """%(value)s is neither yes nor no."""


class NotADate(Invalid):
    """%(value)s is not a date. Write it as year-month-day, such as 2027-03-31."""


class NotATime(Invalid):
    """%(value)s is not a time. Write it as hours:minutes, such as 09:30."""


class TooLow(Invalid):
    """%(value)s is too low: at least %(limit)s."""


class TooHigh(Invalid):
    """%(value)s is too high: at most %(limit)s."""


class NotAboveLimit(Invalid):
    """%(value)s is too low: more than %(limit)s."""


class NotBelowLimit(Invalid):
    """%(value)s is too high: less than %(limit)s."""


class UnusableValue(Invalid):
    """%(value)s cannot be used here."""


def shown(value: object) -> str:
    """The value as it can stand in a sentence: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def reason_of(error: ErrorDetails) -> Refusal:
    """The refusal that one of the `errors()` of a pydantic ValidationError stands for.

    A validator that raises a class that is both a Refusal and a ValueError has its refusal returned as it is.
    """
    context: dict[str, Any] = error.get("ctx", {})
    inner = context.get("error")
    if isinstance(inner, Refusal):
        return inner
    kind = error["type"]
    # A length that is checked after another validator has lost that it is about a text.
    if isinstance(error["input"], str) and kind in ("too_long", "too_short"):
        kind = f"string_{kind}"
    make = _BY_TYPE.get(kind, _unusable)
    return make(shown(error["input"]), context)


_Make = Callable[[str, dict[str, Any]], Refusal]


def _unusable(value: str, _context: dict[str, Any]) -> Refusal:
    return UnusableValue(value=value)


def _with_value(reason: type[Refusal]) -> _Make:
    return lambda value, _context: reason(value=value)


def _with_limit(reason: type[Refusal], limit: str) -> _Make:
    return lambda value, context: reason(value=value, limit=context[limit])


def _too_short(_value: str, context: dict[str, Any]) -> Refusal:
    return Empty() if context["min_length"] == 1 else TooShort(limit=context["min_length"])


def _not_one_of(value: str, context: dict[str, Any]) -> Refusal:
    expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
    return NotOneOf(value=value, expected=expected)


_BY_TYPE: dict[str, _Make] = {
    "missing": lambda _value, _context: Empty(),
    "string_too_short": _too_short,
    "string_too_long": _with_limit(TooLong, "max_length"),
    "too_long": _with_limit(TooManyValues, "max_length"),
    "too_short": lambda _value, _context: Empty(),
    "enum": _not_one_of,
    "literal_error": _not_one_of,
    "greater_than_equal": _with_limit(TooLow, "ge"),
    "less_than_equal": _with_limit(TooHigh, "le"),
    "greater_than": _with_limit(NotAboveLimit, "gt"),
    "less_than": _with_limit(NotBelowLimit, "lt"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), _with_value(NotAWholeNumber)),
    **dict.fromkeys(
        ("float_parsing", "float_type", "decimal_parsing", "decimal_type", "finite_number"), _with_value(NotANumber)
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), _with_value(NotYesOrNo)),
    **dict.fromkeys(
        ("date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        _with_value(NotADate),
    ),
    **dict.fromkeys(("time_parsing", "time_type"), _with_value(NotATime)),
}
