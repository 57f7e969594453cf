"""Makes, changes and retires rooms."""

from datetime import UTC, datetime

from database.transaction import execute, fetch_value, transaction
from database.violations import violations
from places.errors import RoomNameTaken, UnknownRoom
from places.queries import RoomRow, location_by_slug, room_by_id
from places.schemas import RoomDetails

_INSERT = "INSERT INTO room (location, name, capacity, equipment) VALUES ($1, $2, $3, $4) RETURNING id"
_UPDATE = "UPDATE room SET name = $2, capacity = $3, equipment = $4 WHERE id = $1"


async def add_room(*, location_slug: str, details: RoomDetails) -> RoomRow:
    """:raises UnknownLocation: there is no such location.
    :raises RoomNameTaken: the location has a room of this name.
    """
    async with transaction():
        location = await location_by_slug(location_slug)
        with violations({"room_name_once": RoomNameTaken(name=details.name, field="name")}):
            room_id = await fetch_value(_INSERT, location.id, *_columns(details))
        return await room_by_id(room_id)


async def change_room(*, room: int, details: RoomDetails) -> RoomRow:
    """Gives a room these details. Another name raises the SEQUENCE of the sessions held in it.

    :raises UnknownRoom: there is no such room.
    :raises RoomNameTaken: the location has another room of this name.
    """
    async with transaction():
        with violations({"room_name_once": RoomNameTaken(name=details.name, field="name")}):
            await execute(_UPDATE, room, *_columns(details))
        return await room_by_id(room)


async def retire_room(*, room: int, now: datetime | None = None) -> None:
    """From now on nothing new is planned in it. What is planned there already stays, with a warning.

    :raises UnknownRoom: there is no such room.
    """
    sql = "UPDATE room SET retired_at = coalesce(retired_at, $2) WHERE id = $1"
    if await execute(sql, room, now or datetime.now(UTC)) != "UPDATE 1":
        raise UnknownRoom(field="room")


async def reopen_room(*, room: int) -> None:
    """The opposite of `retire_room`.

    :raises UnknownRoom: there is no such room.
    """
    if await execute("UPDATE room SET retired_at = NULL WHERE id = $1", room) != "UPDATE 1":
        raise UnknownRoom(field="room")


def _columns(details: RoomDetails) -> tuple[object, ...]:
    return details.name, details.capacity, sorted(details.equipment)
