"""What somebody fills in to find a place and time, as the form and the API have it."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from events.slots.finding import LONGEST_DAYS, Wish
from events.vocabulary import Skill, Skip
from places.vocabulary import Equipment
from planner.errors import PeriodBackwards, PeriodTooLong, WindowTooShort
from tabular.fields import LocalTime

Weekday = Annotated[int, Field(ge=1, le=7)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Minutes = Annotated[int, Field(ge=0, le=240)]


class WishForm(BaseModel):
    """`from_time` and `until_time` are local times that each session lies between; no `locations` are all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes: Annotated[int, Field(ge=15, le=720)]
    sessions: Annotated[int, Field(ge=1, le=60)]
    first_day: date
    last_day: date
    every_weeks: Annotated[int, Field(ge=1, le=8)] = 1
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = Field(default_factory=lambda: list(range(1, 8)))
    from_time: LocalTime = time(8)
    until_time: LocalTime = time(22)
    locations: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)
    rooms: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)
    seats: Annotated[int, Field(ge=1, le=10_000)] | None = None
    equipment: frozenset[Equipment] = frozenset()
    skills: frozenset[Skill] = frozenset()
    facilitators: Annotated[int, Field(ge=0, le=10)] = 0
    setup_minutes: Minutes = 0
    clearup_minutes: Minutes = 0
    skip: frozenset[Skip] = frozenset()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.last_day < self.first_day:
            raise PeriodBackwards(field="last_day")
        if (self.last_day - self.first_day).days > LONGEST_DAYS:
            raise PeriodTooLong(field="last_day", days=LONGEST_DAYS)
        window = (self.until_time.hour - self.from_time.hour) * 60 + self.until_time.minute - self.from_time.minute
        if window < self.minutes:
            raise WindowTooShort(field="until_time")
        return self

    def wish(self, organisation: str) -> Wish:
        """:param organisation: slug of whose places and people are looked at."""
        names = WishForm.model_fields.keys() - {"from_time", "until_time", "weekdays", "locations", "rooms"}
        given = {name: getattr(self, name) for name in names}
        return Wish(
            organisation=organisation,
            windows=((self.from_time, self.until_time),),
            weekdays=tuple(dict.fromkeys(self.weekdays)),
            locations=tuple(self.locations),
            rooms=tuple(self.rooms),
            **given,
        )
