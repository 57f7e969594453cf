from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.capacity import Seats
from events.offers import CLOSING, SHORTEST, offer_until
from events.standing import Standing
from events.vocabulary import Form

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
STANDING = Standing(
    form=Form.SINGLE,
    is_on=True,
    joins_at=NOW + timedelta(days=10),
    has_met=False,
    waiting_list=True,
    seats=Seats(capacity=10, taken=9),
)


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (timedelta(days=10), timedelta(hours=24)),
        (timedelta(hours=48), timedelta(hours=24)),
        (timedelta(hours=20), timedelta(hours=10)),
        (timedelta(hours=3), timedelta(hours=1)),
        (timedelta(hours=2, minutes=30), timedelta(minutes=30)),
        (timedelta(hours=2, minutes=29), None),
        (timedelta(hours=-1), None),
    ],
)
def test_offer_is_shorter_near_the_start(left: timedelta, kept: timedelta | None) -> None:
    until = offer_until(replace(STANDING, joins_at=NOW + left), 24, NOW)
    assert until == (None if kept is None else NOW + kept)


def test_offer_of_a_group_that_goes_on_is_as_long_as_any() -> None:
    standing = replace(STANDING, form=Form.GUIDED_TRACK, joins_at=NOW + timedelta(hours=1), has_met=True)
    assert offer_until(standing, 24, NOW) == NOW + timedelta(hours=24)


def test_offer_for_what_is_called_off_is_none() -> None:
    assert offer_until(replace(STANDING, is_on=False), 24, NOW) is None


@given(st.timedeltas(timedelta(), timedelta(days=30)), st.integers(1, 200))
def test_offer_leaves_time_for_a_second_and_to_plan(left: timedelta, hours: int) -> None:
    until = offer_until(replace(STANDING, joins_at=NOW + left), hours, NOW)
    if until is not None:
        assert SHORTEST <= until - NOW <= min(left / 2, timedelta(hours=hours))
        assert until <= NOW + left - CLOSING
