"""The day on which a licence begins or ends."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

HOME: Final = ZoneInfo("Europe/Amsterdam")
"""Licences begin and end at midnight here, as the days of feeds; the database function `local_today` says the same."""


def local_today(now: datetime | None = None) -> date:
    """:param now: aware; the present when left out."""
    return (now or datetime.now(UTC)).astimezone(HOME).date()
