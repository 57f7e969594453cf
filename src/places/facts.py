"""What happens to places that others (mail) want to know."""

from typing import ClassVar

from outbox.recording import RecordedFact


class LocationMoved(RecordedFact):
    """A location has another address; `former_address` is the one that people know."""

    kind: ClassVar[str] = "location_moved"
    location: int
    former_address: str
