"""What the agenda can be asked for: the same parameters for the page, .ics, .json and .rss."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from events.vocabulary import ActivityKind, Delivery, Form, TargetGroup, Theme

MOST_VALUES: Final = 50
_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=_NO_CONTROLS)]
Slug = Annotated[str, StringConstraints(max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PlaceName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=_NO_CONTROLS)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$")]


def _coordinates(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Coordinates = Annotated[tuple[Latitude, Longitude], BeforeValidator(_coordinates)]


class AgendaFilters(BaseModel):
    """An empty field asks for nothing; several values of one field mean any of them, and fields narrow each other.

    `from` and `until` are local days of the place, both included; `near` is latitude and longitude (WGS 84); `free` and
    `open` (places left, or walk in) ask for something only when true.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Words = ""
    organisation: tuple[Slug, ...] = Field(default=(), max_length=MOST_VALUES)
    location: tuple[Slug, ...] = Field(default=(), max_length=MOST_VALUES)
    place: tuple[PlaceName, ...] = Field(default=(), max_length=MOST_VALUES)
    kind: tuple[ActivityKind, ...] = Field(default=(), max_length=MOST_VALUES)
    form: tuple[Form, ...] = Field(default=(), max_length=MOST_VALUES)
    theme: tuple[Theme, ...] = Field(default=(), max_length=MOST_VALUES)
    target_group: tuple[TargetGroup, ...] = Field(default=(), max_length=MOST_VALUES)
    language: tuple[Language, ...] = Field(default=(), max_length=MOST_VALUES)
    delivery: tuple[Delivery, ...] = Field(default=(), max_length=MOST_VALUES)
    package: tuple[Slug, ...] = Field(default=(), max_length=MOST_VALUES)
    first_day: date | None = Field(default=None, alias="from")
    last_day: date | None = Field(default=None, alias="until")
    near: Coordinates | None = None
    within_km: float = Field(default=10, gt=0, le=500)
    free: bool = False
    open: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The query that asks for exactly this, in a fixed order; nothing for what is not asked."""
        chosen = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return [(name, value) for name, values in chosen.items() for value in _written(name, values)]

    def query(self) -> str:
        """As `pairs`, encoded for an address; empty when nothing is asked."""
        return urlencode(self.pairs())

    def without(self, name: str, value: str | None = None) -> "AgendaFilters":
        """The same without one value of a field, or without the whole field."""
        left = [pair for pair in self.pairs() if pair[0] != name or (value is not None and pair[1] != value)]
        return AgendaFilters.model_validate(query_values(left))


_REPEATED: Final = frozenset(name for name, field in AgendaFilters.model_fields.items() if field.default == ())


def query_values(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The values of a query by name; empty ones, as a form sends for a field left open, are left out.

    A field with one value that is given twice is refused later, as a list where one value belongs.
    """
    values: dict[str, Any] = {}
    for name, value in pairs:
        if value.strip() == "":
            continue
        if name in _REPEATED:
            values.setdefault(name, []).append(value)
        elif name in values:
            values[name] = [value]
        else:
            values[name] = value
    return values


def read_filters(pairs: Iterable[tuple[str, str]]) -> AgendaFilters:
    """:raises pydantic.ValidationError: an unknown parameter or value, by name."""
    return AgendaFilters.model_validate(query_values(pairs))


def _written(name: str, value: object) -> list[str]:
    if name == "near" and isinstance(value, list):
        return [",".join(f"{degrees:g}" for degrees in value)]
    if isinstance(value, list):
        return [str(each) for each in value]
    return ["true" if value is True else f"{value:g}" if isinstance(value, float) else str(value)]
