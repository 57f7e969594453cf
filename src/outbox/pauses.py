"""How long to wait before trying again what failed."""

from datetime import timedelta


def pause_after(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Return the pause after this many failed attempts (1 or more): it doubles each time, up to the longest."""
    doublings = min(attempts - 1, 30)
    return min(first * (1 << doublings), longest)
