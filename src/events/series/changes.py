"""What somebody wants to be different about meetings. Pure."""

from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Final, TypeVar

T = TypeVar("T")


class Unset(Enum):
    """Says that something stays as it is, where None is a value of its own."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChange:
    """What becomes different; what is not said stays.

    :ivar starts_at: local time of the place; without `ends_at` a meeting lasts as long as it did.
    :ivar ends_at: local time, later on the same day.
    :ivar day_shift: so many days later, or earlier when negative.
    :ivar location: id of a place, in whose time zone the times are from then on; the room is left without a new one.
    :ivar room: id of a room of the place, or None for no room.
    :ivar title: None for that of the activity.
    :ivar capacity: None is unlimited.
    """

    starts_at: time | None = None
    ends_at: time | None = None
    day_shift: int = 0
    location: int | Unset = UNSET
    room: int | Unset | None = UNSET
    title: str | Unset | None = UNSET
    note: str | Unset = UNSET
    capacity: int | Unset | None = UNSET

    @property
    def moves(self) -> bool:
        """Whether a meeting will be at another time or place."""
        at = (self.starts_at, self.ends_at, self.day_shift)
        return at != (None, None, 0) or self.location is not UNSET or self.room is not UNSET

    @property
    def describes(self) -> bool:
        return self.title is not UNSET or self.note is not UNSET


def or_else(value: T | Unset, former: T) -> T:
    """The value, or what it was when nothing is said about it."""
    return former if isinstance(value, Unset) else value
