"""Says in the reader's language what is wrong with each field that was sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from litestar.exceptions import ValidationException
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from refusals import Invalid, Refusal
from web.i18n import Translator

# pydantic's error types (docs.pydantic.dev/latest/errors/validation_errors) that people can run into; details in the
# sentences are those of pydantic's `ctx`.
SENTENCES: Final[Mapping[str, str]] = {
    "missing": "Fill this in.",
    "string_too_short": "Use at least %(min_length)s characters.",
    "string_too_long": "Use at most %(max_length)s characters.",
    "string_pattern_mismatch": "This is not written the way it should be.",
    "too_short": "Give at least %(min_length)s.",
    "too_long": "Give at most %(max_length)s.",
    "int_parsing": "Write a whole number.",
    "int_type": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "float_parsing": "Write a number.",
    "float_type": "Write a number.",
    "decimal_parsing": "Write a number.",
    "decimal_type": "Write a number.",
    "bool_parsing": "Answer with yes or no (true or false).",
    "bool_type": "Answer with yes or no (true or false).",
    "string_type": "Write text here.",
    "greater_than": "This must be more than %(gt)s.",
    "greater_than_equal": "This must be %(ge)s or more.",
    "less_than": "This must be less than %(lt)s.",
    "less_than_equal": "This must be %(le)s or less.",
    "date_parsing": "Write a date as year-month-day, such as 2027-01-12.",
    "date_from_datetime_parsing": "Write a date as year-month-day, such as 2027-01-12.",
    "date_type": "Write a date as year-month-day, such as 2027-01-12.",
    "time_parsing": "Write a time as hours and minutes, such as 14:30.",
    "time_type": "Write a time as hours and minutes, such as 14:30.",
    "datetime_parsing": "Write a date and time such as 2027-01-12T14:30:00+01:00.",
    "datetime_from_date_parsing": "Write a date and time such as 2027-01-12T14:30:00+01:00.",
    "datetime_type": "Write a date and time such as 2027-01-12T14:30:00+01:00.",
    "timezone_aware": "Add the offset from UTC to this time, such as +01:00.",
    "uuid_parsing": "This is not an id of ours.",
    "uuid_type": "This is not an id of ours.",
    "enum": "Choose one of: %(expected)s.",
    "literal_error": "Choose one of: %(expected)s.",
    "extra_forbidden": "We do not know this name.",
    "url_parsing": "Write a whole web address, such as https://www.example.org/.",
    "url_scheme": "Write a whole web address, such as https://www.example.org/.",
    "model_type": "This must be an object with named values.",
    "model_attributes_type": "This must be an object with named values.",
    "dict_type": "This must be an object with named values.",
    "list_type": "This must be a list.",
    "json_invalid": "This is not valid JSON.",
}
EMAIL_SENTENCE: Final = "Write an e-mail address, such as name@example.org."
OTHERWISE: Final = Invalid().message_id
_LAST_CHOICE = re.compile(r"(?<=['\d]) or (?=['\d])")


@dataclass(frozen=True)
class FieldError:
    field: str
    """Dotted for fields inside fields, empty for the whole."""
    code: str
    """Stable, for programs: pydantic's error type or the code of a refusal."""
    text: str

    def document(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "message": self.text}


def field_errors(error: ValidationError, translator: Translator) -> list[FieldError]:
    """One entry for each thing that is wrong, in the order of the fields; also to show a form again."""
    return [_field_error(details, translator) for details in error.errors(include_url=False, include_input=False)]


def _field_error(details: ErrorDetails, translator: Translator) -> FieldError:
    location = [str(part) for part in details["loc"]]
    # Of a list of plain values the name is enough: `theme`, as it stands in the address, and not `theme.0`.
    field = ".".join(location[:-1] if len(location) > 1 and location[-1].isdigit() else location)
    context = details.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Refusal):
        # Of several fields together pydantic knows no place, but the refusal does.
        named = ".".join(part for part in (field, cause.field) if part)
        return FieldError(named, cause.code, translator.gettext(cause.message_id, **cause.details))
    if details["type"] == "value_error" and "reason" in context:
        return FieldError(field, "email", translator.gettext(EMAIL_SENTENCE))
    return FieldError(field, details["type"], translator.gettext(_sentence(details["type"]), **_plain(context)))


def _sentence(error_type: str) -> str:
    return SENTENCES.get(error_type, OTHERWISE)


def _plain(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _choices(value) if name == "expected" else value for name, value in context.items()}


def _choices(expected: str) -> str:
    """Choices that pydantic joins as "'a', 'b' or 'c'", without the English."""
    return _LAST_CHOICE.sub(", ", expected).replace("'", "")


def request_errors(error: ValidationException, translator: Translator) -> list[FieldError]:
    """The same for what Litestar refused: a body through pydantic, or parameters through msgspec."""
    cause = _pydantic_cause(error)
    if cause is not None:
        return field_errors(cause, translator)
    entries = error.extra if isinstance(error.extra, list) else []
    return [FieldError(entry.get("key", ""), "invalid", translator.gettext(OTHERWISE)) for entry in entries]


def _pydantic_cause(error: BaseException) -> ValidationError | None:
    cause = error.__cause__
    while cause is not None and not isinstance(cause, ValidationError):
        cause = cause.__cause__
    return cause
