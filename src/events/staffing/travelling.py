"""How long somebody needs from one place to another. Pure; a rough measure, because it only ever warns."""

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0
SPEED_KM_PER_HOUR = 30.0
"""As the crow flies, over whatever people use: a bicycle in town, a bus or a car between villages."""
FIXED_MINUTES = 10
"""Putting things away, getting out and getting in."""


@dataclass(frozen=True, slots=True)
class Point:
    """In degrees (WGS 84)."""

    latitude: float
    longitude: float


def distance_km(one: Point, other: Point) -> float:
    """Over the surface of a sphere, by the haversine formula."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude)
    both = cos(radians(one.latitude)) * cos(radians(other.latitude))
    half = sin(north / 2) ** 2 + both * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def travel_minutes(one: Point, other: Point) -> int:
    """Whole minutes, rounded up."""
    return FIXED_MINUTES + ceil(distance_km(one, other) / SPEED_KM_PER_HOUR * 60)
