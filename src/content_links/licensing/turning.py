"""What the days do to licences: at midnight some begin and some end, and calendars follow."""

from datetime import date

from content_links.licensing.days import local_today
from database.transaction import fetch

# Guarded, so that two workers raise the SEQUENCE of the sessions once. The triggers of the table do the rest.
_TURN = """
UPDATE licence SET in_force = (starts_on <= $1 AND (ends_on IS NULL OR ends_on >= $1))
WHERE in_force <> (starts_on <= $1 AND (ends_on IS NULL OR ends_on >= $1))
RETURNING id
"""


async def turn_licences(today: date | None = None) -> int:
    """Raises the SEQUENCE of the sessions whose packages may be offered from today on, or no more; returns how many
    licences began or ended. Missed days are made up for, and a second time does nothing.

    :param today: in the Netherlands.
    """
    return len(await fetch(_TURN, today or local_today()))
