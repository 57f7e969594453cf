"""Shows activities to the public, or takes them out of sight."""

from database.transaction import fetch_value
from events.errors import UnknownActivity
from events.vocabulary import ActivityState

_SET = """
UPDATE activity
SET state = $2::varchar, modified_at = CASE WHEN state = $2::varchar THEN modified_at ELSE clock_timestamp() END
WHERE slug = $1 RETURNING id
"""


async def publish(*, slug: str) -> None:
    """From now on everybody sees the activity. Doing it twice changes nothing.

    :raises UnknownActivity: there is no such activity.
    """
    await _set_state(slug, ActivityState.PUBLISHED)


async def archive(*, slug: str) -> None:
    """The activity is no longer shown; what is known about it stays for the figures.

    :raises UnknownActivity: there is no such activity.
    """
    await _set_state(slug, ActivityState.ARCHIVED)


async def _set_state(slug: str, state: ActivityState) -> None:
    if await fetch_value(_SET, slug, state) is None:
        raise UnknownActivity(field="activity")
