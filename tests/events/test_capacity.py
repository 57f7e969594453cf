from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events.capacity import Seats, Waiting, decide_promotions


def queue(*party_sizes: int) -> list[Waiting]:
    return [Waiting(registration=UUID(int=number), party_size=size) for number, size in enumerate(party_sizes)]


def test_promotion_stops_at_the_first_party_that_does_not_fit() -> None:
    promoted = decide_promotions(seats=Seats(capacity=10, taken=8), queue=queue(1, 3, 1))
    assert promoted == queue(1)


@given(st.integers(0, 30), st.integers(0, 30), st.lists(st.integers(1, 20), max_size=10))
def test_promotion_never_oversells_and_keeps_order(capacity: int, taken: int, sizes: list[int]) -> None:
    waiting = queue(*sizes)
    promoted = decide_promotions(seats=Seats(capacity=capacity, taken=taken), queue=waiting)
    assert promoted == waiting[: len(promoted)]
    assert not promoted or taken + sum(party.party_size for party in promoted) <= capacity
