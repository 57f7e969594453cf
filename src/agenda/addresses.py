"""Addresses of the agenda with a choice of filters. Pure."""

from datetime import date
from typing import Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from agenda.filters import AgendaFilters, query_values

View = Literal["list", "month"]
PATH: Final = "/agenda"
_MONTH: Final = r"^20\d\d-(0[1-9]|1[0-2])$"


class AgendaView(BaseModel):
    """What the page takes beside the filters: how to look, at which month, and where a list goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    view: View = "list"
    month: str = Field(default="", pattern=f"{_MONTH}|^$")
    cursor: str | None = Field(default=None, max_length=80)

    def first_day(self, today: date) -> date:
        """Of the month to look at."""
        return date.fromisoformat(f"{self.month}-01") if self.month else today.replace(day=1)


_OWN: Final = frozenset(AgendaView.model_fields)


def read_page(pairs: list[tuple[str, str]]) -> tuple[AgendaFilters, AgendaView]:
    """:raises pydantic.ValidationError: an unknown parameter or value, by name."""
    view = AgendaView.model_validate(query_values(pair for pair in pairs if pair[0] in _OWN))
    return AgendaFilters.model_validate(query_values(pair for pair in pairs if pair[0] not in _OWN)), view


def list_address(filters: AgendaFilters, cursor: str | None = None) -> str:
    return _address([*filters.pairs(), *([("cursor", cursor)] if cursor else [])])


def month_address(filters: AgendaFilters, first: date | None = None) -> str:
    """The month view, of this month when `first` is left out."""
    month = [("month", f"{first:%Y-%m}")] if first else []
    return _address([*filters.pairs(), ("view", "month"), *month])


def day_address(filters: AgendaFilters, day: date) -> str:
    return list_address(filters.model_copy(update={"first_day": day, "last_day": day}))


def same_view(filters: AgendaFilters, view: AgendaView) -> str:
    """The same way of looking with other filters; a list begins again."""
    if view.view == "list":
        return list_address(filters)
    return month_address(filters, date.fromisoformat(f"{view.month}-01") if view.month else None)


def feed_address(filters: AgendaFilters, suffix: str) -> str:
    """The same choice as .ics, .json or .rss."""
    query = filters.query()
    return f"{PATH}.{suffix}?{query}" if query else f"{PATH}.{suffix}"


def subscribe_address(filters: AgendaFilters) -> str:
    """The page that says how to follow the same choice in one's own calendar."""
    query = filters.query()
    return f"/subscribe?{query}" if query else "/subscribe"


def kept_pairs(filters: AgendaFilters, view: AgendaView) -> list[tuple[str, str]]:
    """What a form must send along because it has no fields for it."""
    way = [(name, str(value)) for name, value in view if value and name in {"view", "month"} and view.view == "month"]
    return [pair for pair in filters.pairs() if pair[0] in {"near", "within_km", "package"}] + way


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{PATH}?{urlencode(pairs)}" if pairs else PATH
