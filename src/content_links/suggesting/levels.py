"""How far apart two levels are. Pure.

Languages have the levels of the Common European Framework (A1 to C2); Dutch and arithmetic for adults those of
Meijerink (1F to 4F). They cannot be compared with each other.
"""

import re
from typing import Final

_COMMON: Final = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
_MEIJERINK: Final = ("1F", "2F", "3F", "4F")
_LEVEL: Final = re.compile(r"\b(?:A0|[ABC][12]|[1-4]F)\b", re.IGNORECASE)


def levels_apart(one: str, other: str) -> int | None:
    """The steps between the nearest two levels that are named, 0 when they meet: "A1-A2" and "B1" are 1 apart.

    None when one of them names none, or they are of different scales.
    """
    steps = [
        abs(scale.index(left) - scale.index(right))
        for scale in (_COMMON, _MEIJERINK)
        for left in _named(one, scale)
        for right in _named(other, scale)
    ]
    return min(steps, default=None)


def _named(text: str, scale: tuple[str, ...]) -> list[str]:
    return [found.upper() for found in _LEVEL.findall(text) if found.upper() in scale]
