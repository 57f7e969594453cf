"""How far somebody is on a learning path, the same on pages and in mails. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum


class Progress(StrEnum):
    """Of a stop: a meeting is done when it has been, and what is online when its reader or a provider says so."""

    DONE = "done"
    CURRENT = "current"
    COMING = "coming"
    CANCELLED = "cancelled"


def progress_of_meeting(*, is_on: bool, ends_at: datetime, now: datetime) -> Progress:
    """Both times are aware."""
    if not is_on:
        return Progress.CANCELLED
    return Progress.DONE if ends_at <= now else Progress.COMING


def progress_online(*, is_done: bool) -> Progress:
    return Progress.DONE if is_done else Progress.COMING


def current_stop(path: Sequence[Progress], meetings: Iterable[int]) -> int | None:
    """Where the reader is: the number of the first stop to come after the meetings that have been.

    :param meetings: the numbers of the stops that are meetings.
    """
    done = [number for number in meetings if path[number] is Progress.DONE]
    first = max(done) + 1 if done else 0
    return next((number for number in range(first, len(path)) if path[number] is Progress.COMING), None)
