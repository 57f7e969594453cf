from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.capacity import Seats
from events.errors import Full, PartyTooLarge, RegistrationClosed
from events.standing import Availability, Standing, WayIn, way_in
from events.vocabulary import Form, RegistrationPolicy, RegistrationState
from refusals import Refusal

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
OPEN = Standing(
    form=Form.SINGLE,
    is_on=True,
    joins_at=NOW + timedelta(hours=1),
    has_met=False,
    waiting_list=True,
    seats=Seats(capacity=10, taken=9),
)


def decide(seats: Seats, party_size: int = 1) -> RegistrationState:
    return replace(OPEN, seats=seats).decide(NOW, party_size)


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
        replace(OPEN, seats=Seats(capacity=10, taken=10), waiting_list=False).decide(NOW, 1)


def test_registration_of_a_party_that_never_fits_is_refused() -> None:
    with pytest.raises(PartyTooLarge) as refused:
        decide(Seats(capacity=4, taken=0), party_size=5)
    assert refused.value.details == {"seats": 4}


@pytest.mark.parametrize(
    "standing",
    [
        pytest.param(replace(OPEN, is_on=False), id="cancelled"),
        pytest.param(replace(OPEN, joins_at=NOW), id="begun"),
        pytest.param(replace(OPEN, joins_at=None), id="no meeting to come"),
        pytest.param(replace(OPEN, form=Form.COHORT, has_met=True), id="fixed group that met before"),
    ],
)
def test_registration_when_closed_is_refused(standing: Standing) -> None:
    assert standing.availability(NOW) is Availability.CLOSED
    with pytest.raises(RegistrationClosed):
        standing.decide(NOW, 1)


def test_group_that_goes_on_takes_newcomers_after_it_met() -> None:
    standing = replace(OPEN, form=Form.GUIDED_TRACK, has_met=True)
    assert standing.availability(NOW) is Availability.OPEN


@pytest.mark.parametrize(
    ("form", "policy", "url", "way"),
    [
        (Form.SINGLE, RegistrationPolicy.REQUIRED, None, WayIn.ONLINE),
        (Form.COHORT, RegistrationPolicy.RECOMMENDED, None, WayIn.ONLINE),
        (Form.WALK_IN, RegistrationPolicy.REQUIRED, None, WayIn.WALK_IN),
        (Form.SINGLE, RegistrationPolicy.NONE, None, WayIn.WALK_IN),
        (Form.SINGLE, RegistrationPolicy.PHONE, None, WayIn.PHONE),
        (Form.SINGLE, RegistrationPolicy.EXTERNAL, "https://tickets.example", WayIn.ELSEWHERE),
        (Form.SINGLE, RegistrationPolicy.EXTERNAL, None, WayIn.DESK),
        (Form.SINGLE, RegistrationPolicy.UNKNOWN, None, WayIn.DESK),
        (Form.OPEN_GROUP, RegistrationPolicy.REQUIRED, None, WayIn.DESK),
    ],
)
def test_way_in_follows_from_form_and_policy(
    form: Form, policy: RegistrationPolicy, url: str | None, way: WayIn
) -> None:
    assert way_in(form, policy, url) is way


standings = st.builds(
    Standing,
    form=st.sampled_from(Form),
    is_on=st.booleans(),
    joins_at=st.none() | st.sampled_from([NOW - timedelta(1), NOW, NOW + timedelta(1)]),
    has_met=st.booleans(),
    waiting_list=st.booleans(),
    seats=st.builds(
        Seats, capacity=st.none() | st.integers(1, 12), taken=st.integers(0, 12), waiting=st.integers(0, 3)
    ),
)
ANSWERS = {
    Availability.OPEN: RegistrationState.CONFIRMED,
    Availability.WAITING_LIST: RegistrationState.WAITING,
    Availability.FULL: Full,
    Availability.CLOSED: RegistrationClosed,
}


@given(standings)
def test_who_comes_alone_gets_what_was_promised(standing: Standing) -> None:
    answer: object
    try:
        answer = standing.decide(NOW, 1)
    except Refusal as refusal:
        answer = type(refusal)
    assert answer == ANSWERS[standing.availability(NOW)]
