"""Which of the links on a session, its activity and its template count: the nearest, unless that takes away. Pure.

The database says the same for its readers (`linked_content`), and a test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Level(IntEnum):
    """Where a link hangs; the lowest is the nearest to a session."""

    SESSION = 1
    ACTIVITY = 2
    TEMPLATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A link with the ids of its package and part; `lesson` counts from 1, and None is every meeting."""

    id: int
    level: Level
    package: int
    unit: int | None
    phase: str
    lesson: int | None = None
    hidden: bool = False

    @property
    def place(self) -> tuple[int, int | None, str]:
        """Links with the same place stand in each other's way."""
        return self.package, self.unit, self.phase


_EVERY: Final = 1


def nearest(links: Iterable[Hanging], lesson: int | None) -> list[Hanging]:
    """What a meeting shows of these.

    :param lesson: the number of the meeting; None for one that is called off.
    """
    fitting = [link for link in links if link.lesson in (None, lesson)]
    first: dict[tuple[int, int | None, str], Hanging] = {}
    for link in sorted(fitting, key=_distance):
        first.setdefault(link.place, link)
    return [link for link in first.values() if not link.hidden]


def _distance(link: Hanging) -> tuple[int, int]:
    """On the same level the lesson's own link is nearer than that of every meeting."""
    return link.level, _EVERY if link.lesson is None else 0
