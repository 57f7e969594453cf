"""How far somebody is on a learning path, the same on pages and in mails. Pure."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum


class Progress(StrEnum):
    """Of a stop; nobody tells what people did online, so only meetings are ever done."""

    DONE = "done"
    CURRENT = "current"
    COMING = "coming"
    CANCELLED = "cancelled"


def progress_of_meeting(*, is_on: bool, ends_at: datetime, now: datetime) -> Progress:
    """Both times are aware."""
    if not is_on:
        return Progress.CANCELLED
    return Progress.DONE if ends_at <= now else Progress.COMING


def current_stop(path: Sequence[Progress]) -> int | None:
    """Where the reader is: the number of the first stop to come after the meetings that have been."""
    done = [number for number, progress in enumerate(path) if progress is Progress.DONE]
    first = done[-1] + 1 if done else 0
    return next((number for number in range(first, len(path)) if path[number] is Progress.COMING), None)
