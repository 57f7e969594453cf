"""What a meeting takes up, and what is in its way. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A meeting at a time and place, planned or wished for.

    :ivar session: None for one that is not there yet.
    :ivar starts_at: aware, UTC; the room is taken `setup_minutes` earlier.
    :ivar ends_at: aware, UTC; the room is taken `clearup_minutes` longer.
    :ivar room: without one only people can be in the way.
    :ivar facilitators: ids of who leads it.
    """

    session: UUID | None
    starts_at: datetime
    ends_at: datetime
    location: int
    room: int | None
    setup_minutes: int = 0
    clearup_minutes: int = 0
    facilitators: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Another meeting that has the room or a person of a placement at that time.

    :ivar other_session: None when it is one of the placements asked about that is not there yet.
    :ivar other_title: empty for such a one.
    :ivar name: of the room or of the person.
    """

    placement: Placement
    other_session: UUID | None
    other_title: str
    other_starts_at: datetime
    other_ends_at: datetime
    what: Literal["room", "person"]
    name: str

    def as_details(self) -> dict[str, str | None]:
        """For programs: moments are RFC 3339 in UTC."""
        return {
            "starts_at": self.placement.starts_at.isoformat(),
            "what": self.what,
            "name": self.name,
            "other_session": str(self.other_session) if self.other_session else None,
            "other_title": self.other_title,
            "other_starts_at": self.other_starts_at.isoformat(),
            "other_ends_at": self.other_ends_at.isoformat(),
        }
