from datetime import date, datetime
from enum import Enum
from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from refusals import Invalid
from web.i18n import translator
from web.validation import FieldError, field_errors


class SundayError(Invalid, ValueError):
    """Not on a Sunday."""


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class SignUp(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=10)
    email: EmailStr
    party_size: int = Field(default=1, ge=1, le=8)


class Group(BaseModel):
    people: list[SignUp]


def errors_of(model: type[BaseModel], values: Any) -> list[FieldError]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(values)
    return field_errors(refused.value, translator("nl"))


def test_field_errors_name_every_field_in_the_readers_language() -> None:
    assert errors_of(SignUp, {"name": "Hendrika-Maria", "party_size": "9", "bsn": "1"}) == [
        FieldError("name", "string_too_long", "Gebruik hoogstens 10 tekens."),
        FieldError("email", "missing", "Vul dit in."),
        FieldError("party_size", "less_than_equal", "Dit moet 8 of minder zijn."),
        FieldError("bsn", "extra_forbidden", "Deze naam kennen we niet."),
    ]


def test_field_errors_for_an_email_address() -> None:
    assert errors_of(SignUp, {"name": "Alice", "email": "alice"}) == [
        FieldError("email", "email", "Schrijf een e-mailadres, zoals naam@example.org.")
    ]


def test_field_errors_inside_lists_have_dotted_names() -> None:
    people = [{"name": "Alice", "email": "alice@example.org"}, {"name": "", "email": "bob@example.org"}]
    assert errors_of(Group, {"people": people}) == [
        FieldError("people.1.name", "string_too_short", "Gebruik minstens 1 tekens.")
    ]


class Planned(BaseModel):
    day: date

    @field_validator("day")
    @classmethod
    def refuse_sunday(cls, day: date) -> date:
        if day.isoweekday() == 7:
            raise SundayError
        return day


def test_field_errors_keep_the_code_of_a_refusal() -> None:
    assert errors_of(Planned, {"day": "2026-11-22"}) == [FieldError("day", "invalid", "Not on a Sunday.")]


@pytest.mark.parametrize(
    ("kind", "value", "code", "text"),
    [
        (int, "many", "int_parsing", "Schrijf een heel getal."),
        (float, "much", "float_parsing", "Schrijf een getal."),
        (bool, "perhaps", "bool_parsing", "Antwoord met ja of nee (true of false)."),
        (date, "12-1-2027", "date_from_datetime_parsing", "Schrijf een datum als jaar-maand-dag, zoals 2027-01-12."),
        (datetime, "x", "datetime_from_date_parsing", "Schrijf een datum en tijd zoals 2027-01-12T14:30:00+01:00."),
        (
            AwareDatetime,
            "2027-01-12T14:30",
            "timezone_aware",
            "Zet het verschil met UTC achter deze tijd, zoals +01:00.",
        ),
        (UUID, "1", "uuid_parsing", "Dit is geen id van ons."),
        (Literal["a", "b or c"], "d", "literal_error", "Kies een van deze: a, b or c."),
        (Colour, "green", "enum", "Kies een van deze: red, blue."),
        (list[int], 3, "list_type", "Dit moet een lijst zijn."),
        (complex, None, "complex_type", "Dit kan hier niet."),
    ],
)
def test_field_errors_for_kinds_of_values(kind: Any, value: Any, code: str, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    assert field_errors(refused.value, translator("nl")) == [FieldError("", code, text)]
