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


class RegistrationOffered(RecordedFact):
    """Somebody who waited can have a place until `expires_at` (aware)."""

    kind: ClassVar[str] = "registration_offered"
    registration: UUID
    expires_at: datetime


class OfferExpired(RecordedFact):
    """Nobody took the place that was kept; the registration has ended."""

    kind: ClassVar[str] = "offer_expired"
    registration: UUID


class RegistrationChanged(RecordedFact):
    """Another number of people, other names or answers. `revision` counts these changes, from 1."""

    kind: ClassVar[str] = "registration_changed"
    registration: UUID
    revision: int
    former_party_size: int


class RegistrationFinished(RecordedFact):
    """Somebody has had all the meetings that were agreed."""

    kind: ClassVar[str] = "registration_finished"
    registration: UUID


class ReconfirmationAsked(RecordedFact):
    """It is time to ask whether somebody still comes."""

    kind: ClassVar[str] = "reconfirmation_asked"
    registration: UUID


class MinimumNotMet(RecordedFact):
    """Too few people for a session, or for an edition, which begins at `starts_at` (aware)."""

    kind: ClassVar[str] = "minimum_not_met"
    session: UUID | None
    edition: UUID | None
    starts_at: datetime
    people: int
    minimum: int


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


class SessionAdded(RecordedFact):
    """A fixed group that people have signed up for has one more meeting, at `starts_at` (aware)."""

    kind: ClassVar[str] = "session_added"
    session: UUID
    starts_at: datetime


class SessionReinstated(RecordedFact):
    """A session that was cancelled is held after all."""

    kind: ClassVar[str] = "session_reinstated"
    session: UUID
    sequence: int
