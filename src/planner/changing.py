"""What staff do with sessions and activities, put together of the operations of events."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from database.transaction import fetch_row, fetch_value, transaction
from events.editing import move_session
from events.errors import RoomTaken, UnknownSession
from events.publishing import archive
from events.single_sessions import describe_session, require_room
from places.queries import location_by_slug
from planner.api_bodies import SessionChange, check_times
from planner.errors import PeopleAreComing

_COMING = """
SELECT EXISTS (
    SELECT FROM activity JOIN edition ON edition.activity = activity.id JOIN session ON session.edition = edition.id
        JOIN registration ON registration.session = session.id OR registration.edition = edition.id
    WHERE activity.slug = $1 AND session.state = 'scheduled' AND session.ends_at > now()
        AND registration.state IN ('confirmed', 'waiting', 'offered')
)
"""
_SESSION = "SELECT starts_at, ends_at, location, room, title, note FROM session WHERE id = $1 FOR UPDATE"
_IN_THE_WAY = """
SELECT id, starts_at, ends_at FROM session
WHERE room = $1 AND state = 'scheduled' AND id IS DISTINCT FROM $2::uuid
    AND tstzrange(starts_at, ends_at) && tstzrange($3, $4)
ORDER BY starts_at LIMIT 1
"""


async def withdraw_activity(slug: str) -> None:
    """Takes the activity out of sight; what is known about it stays for the figures.

    :raises UnknownActivity: there is none.
    :raises PeopleAreComing: somebody would come for nothing.
    """
    async with transaction():
        if await fetch_value(_COMING, slug):
            raise PeopleAreComing
        await archive(slug=slug)


async def change_session(session: UUID, change: SessionChange) -> None:
    """Changes one session.

    :raises UnknownSession, UnknownLocation, UnknownRoom: one of them does not exist.
    :raises SessionIsCancelled: it is no longer held.
    :raises RoomTaken: the room is in use at that time; the details say by what.
    """
    async with transaction():
        current = await fetch_row(_SESSION, session)
        if current is None:
            raise UnknownSession
        if change.moves:
            await _move(session, current, change)
        words = change.model_fields_set & {"title", "note"}
        if words:
            given = {name: getattr(change, name) for name in words}
            await describe_session(session, **{"title": current["title"], "note": current["note"]} | given)


async def _move(session: UUID, current: Any, change: SessionChange) -> None:
    starts_at: datetime = change.starts_at or current["starts_at"]
    ends_at: datetime = change.ends_at or starts_at + (current["ends_at"] - current["starts_at"])
    check_times(starts_at, ends_at)
    location = (await location_by_slug(change.location)).id if change.location else current["location"]
    stays = location == current["location"] and "room" not in change.model_fields_set
    room = current["room"] if stays else change.room
    await require_room(room, location)
    async with naming_what_is_in_the_way(room, starts_at, ends_at, but=session):
        await move_session(session, starts_at=starts_at, ends_at=ends_at, location=location, room=room)


@asynccontextmanager
async def naming_what_is_in_the_way(
    room: int | None, starts_at: datetime, ends_at: datetime, *, but: UUID | None = None
) -> AsyncIterator[None]:
    """Refuses a room that is in use before the database does, which could not say by what."""
    other = await fetch_row(_IN_THE_WAY, room, but, starts_at, ends_at)
    if other is not None:
        raise RoomTaken(
            field="room",
            session=str(other["id"]),
            starts_at=other["starts_at"].isoformat(),
            ends_at=other["ends_at"].isoformat(),
        )
    yield
