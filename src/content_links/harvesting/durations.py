"""How long something takes, as ISO 8601 and IEEE LOM write it."""

import re
from typing import Final

_DURATION: Final = re.compile(
    r"P(?:(?P<years>\d+(?:\.\d+)?)Y)?(?:(?P<months>\d+(?:\.\d+)?)M)?(?:(?P<weeks>\d+(?:\.\d+)?)W)?"
    r"(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_CLOCK: Final = re.compile(r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{2})(?:\.\d+)?")
# Learning time: who writes a day or a week does not mean that nobody sleeps.
_MINUTES: Final = {"weeks": 5 * 8 * 60.0, "days": 8 * 60.0, "hours": 60.0, "minutes": 1.0, "seconds": 1 / 60}
_LONGEST: Final = 60


def minutes_of(text: str) -> float | None:
    """The minutes of PT1H30M or 01:30:00; None for anything else, and for years and months, which say too little."""
    text = text.strip().replace(",", ".")
    if len(text) > _LONGEST:
        return None
    match = _DURATION.fullmatch(text.upper()) or _CLOCK.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    if any(float(parts.get(name) or 0) for name in ("years", "months")):
        return None
    return sum(float(parts.get(name) or 0) * each for name, each in _MINUTES.items()) or None
