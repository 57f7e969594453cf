from datetime import date, time
from typing import Annotated, Any

import pytest
from pydantic import Field

from tabular.cells import format_cell, parse_cell, plain_type
from tabular.reasons import NotADate, NotANumber, NotATime, NotAWholeNumber, NotYesOrNo


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, int),
        (int | None, int),
        (Annotated[float, Field(gt=0)] | None, float),
        (tuple[str, ...], tuple),
        (Annotated[list[int] | None, Field()], list),
        (int | str, object),
    ],
)
def test_plain_type(annotation: Any, expected: type) -> None:
    assert plain_type(annotation) is expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("2027-03-01", date, date(2027, 3, 1)),
        ("1-3-2027", date, date(2027, 3, 1)),
        ("9:30", time, time(9, 30)),
        ("09:30:15", time, time(9, 30, 15)),
        ("WAAR", bool, True),
        ("nee", bool, False),
        ("007", int, 7),
        ("a| b ||c", tuple, ["a", "b", "c"]),
        (r"a\|b|c\\", tuple, ["a|b", "c\\"]),
        ("'=1+1", str, "=1+1"),
        ("''=1+1", str, "'=1+1"),
        ("'t Klooster", str, "'t Klooster"),
        ("+31 10 1234567", str, "+31 10 1234567"),
    ],
)
def test_parse_cell(text: str, kind: type, expected: object) -> None:
    assert parse_cell(text, kind) == expected


def test_parse_cell_with_a_decimal_comma() -> None:
    assert float(parse_cell("51,92", float)) == 51.92


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("2027-02-30", date, NotADate),
        ("20270301", date, NotADate),
        ("tomorrow", date, NotADate),
        ("25:00", time, NotATime),
        ("36000", time, NotATime),
        ("1_000", int, NotAWholeNumber),
        ("9" * 5000, int, NotAWholeNumber),
        ("nan", float, NotANumber),
        ("maybe", bool, NotYesOrNo),
    ],
)
def test_parse_cell_of_another_type(text: str, kind: type, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        parse_cell(text, kind)


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@SUM(A1)", "'=1", "''@x"])
def test_format_cell_that_a_spreadsheet_would_run(text: str) -> None:
    assert format_cell(text) == "'" + text


def test_format_cell_of_a_negative_number() -> None:
    assert format_cell(-68.15) == "-68.15"
