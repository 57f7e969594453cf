"""Sessions beside the rules: added one by one, with words of their own."""

from datetime import datetime
from uuid import UUID, uuid4

from database.transaction import execute, fetch_row, fetch_value, transaction
from database.violations import violations
from events.creating_errors import UnknownRoom
from events.errors import RoomTaken, UnknownEdition, UnknownSession
from events.rules import seats_of_sessions
from events.vocabulary import Form

_EDITION = """
SELECT edition.location, edition.room, edition.capacity, activity.form
FROM edition JOIN activity ON activity.id = edition.activity WHERE edition.id = $1 FOR UPDATE OF edition
"""
_INSERT = """
INSERT INTO session (id, edition, starts_at, ends_at, location, room, title, note, capacity, edited)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
"""


async def add_session(
    *,
    edition: UUID,
    starts_at: datetime,
    ends_at: datetime,
    location: int | None = None,
    room: int | None = None,
    title: str | None = None,
    note: str = "",
) -> UUID:
    """Adds one session and returns its id. Without a location it is held where its edition is. Times are aware.

    :raises UnknownEdition: there is none.
    :raises UnknownRoom: the room is not one of the location.
    :raises RoomTaken: the room is in use at that time.
    """
    session = uuid4()
    async with transaction():
        row = await fetch_row(_EDITION, edition)
        if row is None:
            raise UnknownEdition(field="edition")
        if location is None:
            location, room = row["location"], room or row["room"]
        await require_room(room, location)
        seats = seats_of_sessions(Form(row["form"]), row["capacity"])
        with violations({"session_room_once": RoomTaken(field="room")}):
            await execute(_INSERT, session, edition, starts_at, ends_at, location, room, title, note, seats)
    return session


async def describe_session(session: UUID, *, title: str | None, note: str) -> None:
    """Gives one session its own words, which it keeps when its rule changes; without a title that of the activity.

    :raises UnknownSession: there is none.
    """
    sql = "UPDATE session SET title = $2, note = $3, edited = true WHERE id = $1"
    if await execute(sql, session, title, note) != "UPDATE 1":
        raise UnknownSession


async def require_room(room: int | None, location: int) -> None:
    """:raises UnknownRoom: the room is not one of the location."""
    if room is not None and await fetch_value("SELECT location FROM room WHERE id = $1", room) != location:
        raise UnknownRoom(field="room")
