"""What somebody wants to print: which sessions, as what, and over which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from planner.export_selection import Selection, split

DAYS: Final = 31
_PERIOD: Final = frozenset({"from", "until"})


class PrintOptions(BaseModel):
    """What a printed page takes beside the filters of the agenda; `activity` is a slug."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: Literal["poster", "list"] = Field(default="poster", validation_alias=AliasChoices("as"))
    format: Literal["html", "pdf"] = "html"
    activity: str = ""


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """`query` is what asks for the same again, without the format."""

    options: PrintOptions
    selection: Selection
    query: list[tuple[str, str]]

    @classmethod
    async def read(cls, pairs: Iterable[tuple[str, str]], today: date) -> Self:
        """Without days: the coming month. Raises as `Selection.read`."""
        given = list(pairs)
        own, filters = split(given, ("as", "format", "activity"))
        options = PrintOptions.model_validate(own)
        if not _PERIOD & {name for name, _ in filters}:
            filters += [("from", today.isoformat()), ("until", (today + timedelta(days=DAYS)).isoformat())]
        selection = await Selection.read(filters, activity=options.activity)
        return cls(options, selection, [pair for pair in given if pair[0] != "format" and pair[1].strip()])
