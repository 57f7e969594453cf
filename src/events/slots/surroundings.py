"""The rooms and people that a slot is looked for in, with what takes them already. Plain values in local time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from events.slots.minutes import union, week_of
from events.staffing.situations import DayRange
from events.staffing.times import Stretch
from events.vocabulary import Skill
from places.vocabulary import Equipment


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of a local day in minutes after midnight, `last` not included, and what takes it."""

    first: int
    last: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A room; or a whole place where there are no rooms, with `room` None, which is never taken.

    :ivar opening: when the place is open; none when nobody has told.
    :ivar closed: local days on which nothing can be held there.
    """

    location: int
    location_slug: str = ""
    location_name: str = ""
    timezone: str = "Europe/Amsterdam"
    room: int | None = None
    room_name: str = ""
    capacity: int | None = None
    equipment: frozenset[Equipment] = frozenset()
    opening: tuple[Stretch, ...] = ()
    closed: frozenset[date] = frozenset()
    taken: Mapping[date, tuple[Taken, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.room_name}, {self.location_name}" if self.room_name else self.location_name

    @cached_property
    def open_minutes(self) -> dict[int, int]:
        return week_of(self.opening)

    @cached_property
    def taken_minutes(self) -> dict[date, int]:
        return {day: union((each.first, each.last) for each in parts) for day, parts in self.taken.items()}

    def surplus(self, seats: int | None) -> int:
        """How many more it holds than there are seats; as if it were huge when nobody knows."""
        return UNKNOWN_SIZE if self.capacity is None or seats is None else self.capacity - seats


UNKNOWN_SIZE = 100_000


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who leads sessions; `hours` are by the clock of the place that they are asked for."""

    id: int
    name: str = ""
    skills: frozenset[Skill] = frozenset()
    hours: tuple[Stretch, ...] = ()
    absences: tuple[DayRange, ...] = ()
    taken: Mapping[date, tuple[Taken, ...]] = field(default_factory=dict)

    @cached_property
    def _hours(self) -> dict[int, int]:
        return week_of(self.hours)

    @cached_property
    def _taken(self) -> dict[date, int]:
        return {day: union((each.first, each.last) for each in parts) for day, parts in self.taken.items()}

    def is_free(self, day: date, minutes: int) -> bool:
        """:param minutes: bits of that day."""
        if self._hours[day.isoweekday()] & minutes != minutes or self._taken.get(day, 0) & minutes:
            return False
        return not any(absence.first_day <= day <= absence.last_day for absence in self.absences)
