"""Whether something new can be held at a place."""

from typing import Final

from database.transaction import fetch_row
from events.creating_errors import PlaceRetired, RoomRetired, UnknownRoom

# Who stops using the place waits until what is planned there now can be seen, and the other way around.
_PLACE: Final = """
SELECT location.name, location.retired_at IS NOT NULL AS is_retired, room.name AS room,
    room.retired_at IS NOT NULL AS room_is_retired
FROM location LEFT JOIN room ON room.id = $2 AND room.location = location.id
WHERE location.id = $1 FOR KEY SHARE OF location
"""


async def require_place(location: int, room: int | None) -> None:
    """For what is planned at a location (an id, of one that exists) from now on; what is there already stays.

    :raises UnknownRoom: the room is not one of the location.
    :raises PlaceRetired, RoomRetired: it is not used any more.
    """
    row = await fetch_row(_PLACE, location, room)
    if room is not None and (row is None or row["room"] is None):
        raise UnknownRoom(field="room")
    if row and row["is_retired"]:
        raise PlaceRetired(place=row["name"], field="location")
    if row and row["room_is_retired"]:
        raise RoomRetired(room=row["room"], field="room")
