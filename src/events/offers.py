"""How long a free place is kept for who waited for it. Pure."""

from datetime import datetime, timedelta
from typing import Final

from events.standing import Standing
from events.vocabulary import Form

CLOSING: Final = timedelta(hours=2)
"""Before the start, in which nothing is offered any more: who gets a place must be able to plan for it."""
SHORTEST: Final = timedelta(minutes=30)
"""An offer that nobody can see in time is none."""
_GOES_ON: Final = frozenset({Form.GUIDED_TRACK, Form.ONE_TO_ONE, Form.OPEN_GROUP})


def offer_until(standing: Standing, offer_hours: int, now: datetime) -> datetime | None:
    """When an offer that is made now ends; None when none can be made any more. Times are aware.

    Never past half of the time that is left, so that a second can have it, nor within two hours of the start. A group
    that goes on has no such start: somebody can come in a week later as well.
    """
    if not standing.is_going_on(now) or standing.joins_at is None:
        return None
    longest = now + timedelta(hours=offer_hours)
    if standing.form in _GOES_ON:
        return longest
    left = standing.joins_at - now
    until = min(longest, now + left / 2, standing.joins_at - CLOSING)
    return until if until - now >= SHORTEST else None
