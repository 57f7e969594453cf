import pytest

from places.errors import RoomNameTaken, UnknownRoom
from places.locating import add_location, reopen_location, retire_location
from places.queries import RoomRow, location_by_slug, room_by_id
from places.rooms import add_room, change_room, reopen_room, retire_room
from places.schemas import RoomDetails
from places.vocabulary import Equipment
from tests.places.examples import CENTRALE, make_organisation

pytestmark = pytest.mark.usefixtures("database")


async def a_room(name: str = "Zaal 1") -> RoomRow:
    return await add_room(location_slug="centrale", details=RoomDetails(name=name))


@pytest.fixture(autouse=True)
async def centrale(database: None) -> None:
    await make_organisation()
    await add_location(organisation_slug="rotterdam", details=CENTRALE)


async def test_room_gets_another_name_capacity_and_equipment() -> None:
    room = await a_room()
    details = RoomDetails(name="Tuinzaal", capacity=20, equipment=frozenset({Equipment.SOUND, Equipment.PROJECTOR}))

    changed = await change_room(room=room.id, details=details)

    assert changed == RoomRow(
        id=room.id,
        location_id=room.location_id,
        name="Tuinzaal",
        capacity=20,
        equipment=(Equipment.PROJECTOR, Equipment.SOUND),
    )
    assert await room_by_id(room.id) == changed


async def test_room_cannot_take_the_name_of_another() -> None:
    await a_room()
    other = await a_room("Zaal 2")

    with pytest.raises(RoomNameTaken):
        await change_room(room=other.id, details=RoomDetails(name="Zaal 1"))


async def test_room_that_does_not_exist() -> None:
    with pytest.raises(UnknownRoom):
        await change_room(room=404, details=RoomDetails(name="Zaal"))
    with pytest.raises(UnknownRoom):
        await retire_room(room=404)
    with pytest.raises(UnknownRoom):
        await reopen_room(room=404)


async def test_room_is_retired_once_and_reopened() -> None:
    room = await a_room()

    await retire_room(room=room.id)
    first = (await room_by_id(room.id)).retired_at
    await retire_room(room=room.id)

    assert first is not None
    assert (await room_by_id(room.id)).retired_at == first
    await reopen_room(room=room.id)
    assert (await room_by_id(room.id)).retired_at is None


async def test_location_is_retired_once_and_reopened() -> None:
    await retire_location(slug="centrale")
    first = (await location_by_slug("centrale")).retired_at
    await retire_location(slug="centrale")

    assert first is not None
    assert (await location_by_slug("centrale")).retired_at == first
    await reopen_location(slug="centrale")
    assert (await location_by_slug("centrale")).retired_at is None
