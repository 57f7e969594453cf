"""When an address wants to be asked again (RFC 9110, section 10.2.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from elsewhere.asking import Answer

SHORTEST: Final = 60
LONGEST: Final = 24 * 60 * 60


def seconds_to_wait(answer: Answer, *, now: datetime | None = None) -> int | None:
    """What its Retry-After says, a minute at least and a day at most; None when it says nothing."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdecimal() and said.isascii():
        return min(max(int(said[:10]), SHORTEST), LONGEST)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(round((aware - (now or datetime.now(UTC))).total_seconds()), SHORTEST), LONGEST)
