from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from tabular.errors import BadLines
from tabular.fields import Line, NotASlug, Slug
from tabular.reading import read_rows
from tabular.reasons import reason_of, shown


class Shelf(BaseModel):
    code: Slug
    kind: Literal["low", "high"]


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (Annotated[Line, Field(min_length=1)], " ", "This must be filled in."),
        (Annotated[Line, Field(min_length=3)], "ab", "This has fewer than 3 characters."),
        (Annotated[str, Field(max_length=2)], "abc", "This has more than 2 characters."),
        (Annotated[list[str], Field(max_length=1)], ["a", "b"], "There are more than 1 values here."),
        (Literal["low", "high"], "mid", "mid is not one of: low, high."),
        (Annotated[int, Field(le=5)], 6, "6 is too high: at most 5."),
        (Annotated[int, Field(lt=5)], 5, "5 is too high: less than 5."),
        (Annotated[int, Field(gt=0)], 0, "0 is too low: more than 0."),
        (Annotated[float, Field(allow_inf_nan=False)], float("nan"), "nan is not a number."),
        (Annotated[str, Field(pattern="^a$")], "b", "b cannot be used here."),
    ],
)
def test_reason_of_what_pydantic_refuses(kind: object, value: object, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)

    assert [str(reason_of(error)) for error in caught.value.errors()] == [message]


def test_reason_of_a_validator_is_its_own_refusal() -> None:
    with pytest.raises(BadLines) as caught:
        read_rows(b"code,kind\nNot good,low\n", Shelf)

    assert [type(bad.reason) for bad in caught.value.lines] == [NotASlug]


def test_shown_is_short_and_on_one_line() -> None:
    assert shown("a\n b") == "a b"
    assert shown("x" * 100) == "x" * 59 + "…"
