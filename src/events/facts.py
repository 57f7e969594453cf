"""What happens to sessions and registrations that others (mail, feeds) want to know."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from outbox.recording import RecordedFact


class RegistrationConfirmed(RecordedFact):
    """Somebody has a place: at once, or (`promoted`) from the waiting list."""

    kind: ClassVar[str] = "registration_confirmed"
    registration: UUID
    promoted: bool = False


class RegistrationWaiting(RecordedFact):
    kind: ClassVar[str] = "registration_waiting"
    registration: UUID


class RegistrationCancelled(RecordedFact):
    kind: ClassVar[str] = "registration_cancelled"
    registration: UUID
    by: Literal["attendee", "staff"]
    had_place: bool


class SessionMoved(RecordedFact):
    """Another time or place; `former_*` is how it was. Times are aware UTC."""

    kind: ClassVar[str] = "session_moved"
    session: UUID
    sequence: int
    former_starts_at: datetime
    former_ends_at: datetime
    former_location: int
    former_room: int | None


class SessionCancelled(RecordedFact):
    kind: ClassVar[str] = "session_cancelled"
    session: UUID
    sequence: int
    reason: str


class SessionReinstated(RecordedFact):
    """A session that was cancelled is held after all."""

    kind: ClassVar[str] = "session_reinstated"
    session: UUID
    sequence: int
