"""Hours of a week as people type them in seven fields, such as "9.00-12.00, 13.00-17.00". Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import time

from planner.errors import UnreadableHours

_STRETCH = re.compile(r"\s*(\d{1,2})(?:[.:](\d{2}))?\s*(?:-|–|tot|to)\s*(\d{1,2})(?:[.:](\d{2}))?\s*")
WEEKDAYS = range(1, 8)


def parse_week(fields: Mapping[str, str], prefix: str = "day") -> list[tuple[int, time, time]]:
    """The stretches of `day1` (Monday) to `day7`, each with its weekday; an empty field is a day without any.

    :raises UnreadableHours: one cannot be read; `field` is its name.
    """
    return [
        (weekday, start, end)
        for weekday in WEEKDAYS
        for start, end in _stretches(fields.get(f"{prefix}{weekday}", ""), f"{prefix}{weekday}")
    ]


def week_text(hours: Iterable[tuple[int, time, time]], prefix: str = "day") -> dict[str, str]:
    """The fields that `parse_week` reads as these hours."""
    days: dict[str, list[str]] = {f"{prefix}{weekday}": [] for weekday in WEEKDAYS}
    for weekday, start, end in hours:
        days[f"{prefix}{weekday}"].append(f"{start:%H.%M}-{end:%H.%M}")
    return {name: ", ".join(stretches) for name, stretches in days.items()}


def _stretches(text: str, field: str) -> list[tuple[time, time]]:
    return [_stretch(part, field) for part in re.split(r"[,;]", text) if part.strip()]


def _stretch(text: str, field: str) -> tuple[time, time]:
    match = _STRETCH.fullmatch(text)
    if match is None:
        raise UnreadableHours(field=field)
    first_hour, first_minute, last_hour, last_minute = (int(part or 0) for part in match.groups())
    try:
        # Midnight at the end of a day has no time of its own.
        ends = time(23, 59) if (last_hour, last_minute) == (24, 0) else time(last_hour, last_minute)
        starts = time(first_hour, first_minute)
    except ValueError as error:
        raise UnreadableHours(field=field) from error
    if ends <= starts:
        raise UnreadableHours(field=field)
    return starts, ends
