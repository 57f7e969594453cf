"""Stops using a place, when nothing is to be held there any more."""

from typing import Any

from database.transaction import fetch, fetch_value, transaction
from events.local_time import zone
from events.staffing.errors import PlaceInUse
from places.errors import UnknownLocation
from places.locating import retire_location

_COMING = """
SELECT session.id, session.starts_at, coalesce(session.title, activity.title) AS title, location.timezone
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
JOIN location ON location.id = session.location
WHERE session.location = $1 AND session.state = 'scheduled' AND session.ends_at > now()
ORDER BY session.starts_at, session.id
"""
LISTED = 50
"""How many sessions a refusal names."""


async def close_location(*, slug: str) -> None:
    """Retires a location: nothing new is planned there, and what was held there stays.

    :raises UnknownLocation: there is no such location.
    :raises PlaceInUse: sessions are still to come there; the details have how many, and the first of them.
    """
    async with transaction():
        location = await fetch_value("SELECT id FROM location WHERE slug = $1 FOR UPDATE", slug)
        if location is None:
            raise UnknownLocation(slug=slug, field="location")
        coming = await fetch(_COMING, location)
        if coming:
            raise PlaceInUse(count=len(coming), sessions=[_session(record) for record in coming[:LISTED]])
        await retire_location(slug=slug)


def _session(record: Any) -> dict[str, str]:
    starts_at = record["starts_at"].astimezone(zone(record["timezone"]))
    return {"session": str(record["id"]), "title": record["title"], "starts_at": starts_at.isoformat()}
