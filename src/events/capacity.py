"""Seats, and who of those who wait gets one. Pure. Seats are persons, so a party of three takes three."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Seats:
    """The seats of a session or an edition; `capacity` None is unlimited, `waiting` counts registrations."""

    capacity: int | None
    taken: int
    waiting: int = 0

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    def fit(self, party_size: int) -> bool:
        return self.left is None or party_size <= self.left


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One registration on the waiting list."""

    registration: UUID
    party_size: int


def decide_promotions(*, seats: Seats, queue: Sequence[Waiting]) -> list[Waiting]:
    """Who of the queue (in order of arrival) gets a place now.

    It stops at the first party that does not fit: a small party behind a large one does not overtake it.
    """
    promoted: list[Waiting] = []
    taken = seats.taken
    for waiting in queue:
        if seats.capacity is not None and taken + waiting.party_size > seats.capacity:
            break
        taken += waiting.party_size
        promoted.append(waiting)
    return promoted
