"""Seats, and who of those who wait gets one. Pure. Seats are persons, so a party of three takes three."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Seats:
    """The seats of a session or an edition; `capacity` None is unlimited.

    :ivar waiting: how many registrations wait, or just 1 when any do.
    :ivar held: free seats that only the desk gives away.
    """

    capacity: int | None
    taken: int
    waiting: int = 0
    held: int = 0

    @property
    def left(self) -> int | None:
        """What anybody can still get."""
        return None if self.capacity is None else max(0, self.capacity - self.taken - self.held)

    def fit(self, party_size: int) -> bool:
        return self.left is None or party_size <= self.left

    def take(self, party_size: int, *, at_desk: bool = False) -> bool:
        """Whether a newcomer gets a place at once.

        Nobody passes the queue: while people wait a newcomer waits too, also when the free seats would fit. The desk
        has its own seats, for which nobody waits.
        """
        if not at_desk:
            return not self.waiting and self.fit(party_size)
        if self.capacity is None:
            return not self.waiting
        free = self.capacity - self.taken
        return party_size <= (min(self.held, free) if self.waiting else free)


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
    left = seats.left
    for waiting in queue:
        if left is not None:
            if waiting.party_size > left:
                break
            left -= waiting.party_size
        promoted.append(waiting)
    return promoted
