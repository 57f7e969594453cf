import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.staffing.travelling import FIXED_MINUTES, Point, distance_km, travel_minutes

ROTTERDAM = Point(51.9225, 4.4792)
UTRECHT = Point(52.0907, 5.1214)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def test_distance_between_two_cities() -> None:
    assert distance_km(ROTTERDAM, UTRECHT) == pytest.approx(47.7, abs=0.5)


def test_distance_of_a_degree_along_the_equator() -> None:
    assert distance_km(Point(0, 0), Point(0, 1)) == pytest.approx(111.19, abs=0.01)


def test_travelling_takes_time_before_the_first_kilometre() -> None:
    assert travel_minutes(ROTTERDAM, ROTTERDAM) == FIXED_MINUTES == 10


def test_travelling_half_a_degree() -> None:
    assert travel_minutes(Point(0, 0), Point(0, 0.5)) == 10 + 112


@given(points, points)
def test_way_back_is_as_long_and_never_more_than_half_the_earth(one: Point, other: Point) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one), abs=1e-6)
    assert 0 <= distance_km(one, other) <= 20_016
