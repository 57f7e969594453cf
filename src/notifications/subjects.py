"""What a message is about, as the text that keeps the same mail from being made twice."""

from datetime import date
from uuid import UUID


def about(registration: UUID, session: UUID | None = None, day: date | None = None) -> str:
    """Return "registration:<uuid>", with ":session:<uuid>" where one session is meant and ":<date>" where its day is.

    Reminders carry the day, so that a session that moves to another day is reminded of again.
    """
    parts = ["registration", str(registration)]
    if session:
        parts += ["session", str(session)]
    if day:
        parts.append(day.isoformat())
    return ":".join(parts)


def day_of(subject: str) -> date | None:
    """Return the day that the subject ends with, or None."""
    _, _, last = subject.rpartition(":")
    try:
        return date.fromisoformat(last)
    except ValueError:
        return None
