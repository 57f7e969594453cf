"""What the board is asked for, as it stands in its address."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from planner.api_bodies import FIRST_YEAR, LAST_YEAR
from planner.errors import MomentOutOfRange
from tabular.fields import Slug

PATH: Final = "/planner/board"
DATA_PATH: Final = "/planner/board.json"
DAYS_IN_WEEK: Final = 7
_ONE_DAY: Final = timedelta(days=1)


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise MomentOutOfRange(first=FIRST_YEAR, last=LAST_YEAR)
    return day


Day = Annotated[date, AfterValidator(_in_range)]


class Window(BaseModel):
    """Local days, both included."""

    model_config = ConfigDict(frozen=True)

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class BoardAsked(BaseModel):
    """A week (Monday to Sunday) or a month around `day`, as a timeline or a table, of what the filters leave.

    The filters are slugs; an empty one asks for nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    view: Literal["week", "month"] = "week"
    look: Literal["timeline", "table"] = Field(default="timeline", alias="as")
    day: Day | None = Field(default=None, alias="date")
    organisation: Slug | None = None
    location: Slug | None = None
    programme: Slug | None = None

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """:raises ValidationError: an unknown name or value; empty values count as not asked for."""
        return cls.model_validate({name: value for name, value in pairs if value})

    def window(self, today: date) -> Window:
        day = self.day or today
        if self.view == "week":
            first = day - timedelta(days=day.weekday())
            return Window(first=first, last=first + timedelta(days=DAYS_IN_WEEK - 1))
        first = day.replace(day=1)
        return Window(first=first, last=_next_month(first) - _ONE_DAY)

    def address(self, path: str = PATH, **other: Any) -> str:
        """The address of this board, with other values for some of its fields (None for what is usual)."""
        values = {**self.model_dump(mode="json", exclude_defaults=True), **other}
        aliases = {name: field.alias or name for name, field in type(self).model_fields.items()}
        query = urlencode({alias: values[name] for name, alias in aliases.items() if values.get(name) is not None})
        return f"{path}?{query}" if query else path

    def earlier(self, today: date) -> str:
        return self.address(day=(self.window(today).first - _ONE_DAY).isoformat())

    def later(self, today: date) -> str:
        return self.address(day=(self.window(today).last + _ONE_DAY).isoformat())


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
