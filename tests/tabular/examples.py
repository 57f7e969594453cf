"""Row models for the tests: one that is strict, one with every kind of column."""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from tabular.fields import Line, Paragraphs


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


class Book(BaseModel):
    title: Annotated[Line, Field(min_length=1, max_length=20)]
    pages: Annotated[int, Field(ge=1, le=9999)]
    note: Paragraphs = ""


class Everything(BaseModel):
    text: Paragraphs = ""
    words: tuple[Annotated[Line, Field(min_length=1)], ...] = ()
    colour: Colour | None = None
    number: int | None = None
    real: Annotated[float, Field(allow_inf_nan=False)] | None = None
    price: Decimal | None = None
    yes: bool | None = None
    day: date | None = None
    hour: time | None = None
    language: str = "nl"
