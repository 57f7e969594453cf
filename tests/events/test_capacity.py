from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.capacity import Seats, Waiting, decide_promotions, decide_registration
from events.errors import Full, PartyTooLarge, RegistrationClosed
from events.vocabulary import RegistrationState


def decide(
    seats: Seats, party_size: int = 1, *, is_open: bool = True, has_waiting_list: bool = True
) -> RegistrationState:
    return decide_registration(seats=seats, party_size=party_size, is_open=is_open, has_waiting_list=has_waiting_list)


def queue(*party_sizes: int) -> list[Waiting]:
    return [Waiting(registration=UUID(int=number), party_size=size) for number, size in enumerate(party_sizes)]


def test_registration_with_seats_left_is_confirmed() -> None:
    assert decide(Seats(capacity=10, taken=9)) == RegistrationState.CONFIRMED


def test_registration_without_capacity_is_confirmed() -> None:
    assert decide(Seats(capacity=None, taken=5000), party_size=20) == RegistrationState.CONFIRMED


def test_registration_that_does_not_fit_waits() -> None:
    assert decide(Seats(capacity=10, taken=9), party_size=2) == RegistrationState.WAITING


def test_registration_does_not_pass_those_who_wait() -> None:
    assert decide(Seats(capacity=10, taken=8, waiting=1)) == RegistrationState.WAITING


def test_registration_when_full_without_waiting_list_is_refused() -> None:
    with pytest.raises(Full):
        decide(Seats(capacity=10, taken=10), has_waiting_list=False)


def test_registration_when_closed_is_refused() -> None:
    with pytest.raises(RegistrationClosed):
        decide(Seats(capacity=10, taken=0), is_open=False)


def test_registration_of_a_party_that_never_fits_is_refused() -> None:
    with pytest.raises(PartyTooLarge) as refused:
        decide(Seats(capacity=4, taken=0), party_size=5)
    assert refused.value.details == {"seats": 4}


def test_promotion_stops_at_the_first_party_that_does_not_fit() -> None:
    promoted = decide_promotions(seats=Seats(capacity=10, taken=8), queue=queue(1, 3, 1))
    assert promoted == queue(1)


@given(st.integers(0, 30), st.integers(0, 30), st.lists(st.integers(1, 20), max_size=10))
def test_promotion_never_oversells_and_keeps_order(capacity: int, taken: int, sizes: list[int]) -> None:
    waiting = queue(*sizes)
    promoted = decide_promotions(seats=Seats(capacity=capacity, taken=taken), queue=waiting)
    assert promoted == waiting[: len(promoted)]
    assert not promoted or taken + sum(party.party_size for party in promoted) <= capacity
