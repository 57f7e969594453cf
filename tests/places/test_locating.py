from datetime import time

import pytest

from database.transaction import fetch_value
from places.errors import LocationKeyTaken, OpeningHoursOverlap, RoomNameTaken, UnknownLocation, UnknownOrganisation
from places.locating import add_location, change_location, set_opening_hours
from places.queries import (
    OpeningHoursRow,
    RoomRow,
    location_by_id,
    location_by_slug,
    locations,
    opening_hours_of_location,
    rooms_of_locations,
)
from places.rooms import add_room
from places.schemas import LocationDetails, OpeningHoursDetails, RoomDetails
from tests.places.examples import CENTRALE, make_organisation

pytestmark = pytest.mark.usefixtures("database")


async def test_location_has_its_key_as_slug_and_the_zone_of_its_organisation() -> None:
    organisation = await make_organisation("bonaire", timezone="America/Kralendijk")

    location = await add_location(organisation_slug="bonaire", details=CENTRALE)

    assert location.slug == "centrale"
    assert location.timezone == "America/Kralendijk"
    assert location.organisation_id == organisation.id
    assert await location_by_slug("centrale") == location


async def test_location_slug_when_others_have_it() -> None:
    await make_organisation("rotterdam")
    await make_organisation("delft")
    await make_organisation("other")
    await add_location(organisation_slug="rotterdam", details=CENTRALE)
    await add_location(organisation_slug="other", details=CENTRALE.model_copy(update={"key": "delft-centrale"}))

    location = await add_location(organisation_slug="delft", details=CENTRALE)

    assert location.slug == "delft-centrale-2"
    assert location.key == "centrale"


async def test_location_slug_fits_its_column() -> None:
    long_slug, long_key = "o" * 80, "k" * 80
    await make_organisation("rotterdam")
    await make_organisation(long_slug)
    details = CENTRALE.model_copy(update={"key": long_key})
    await add_location(organisation_slug="rotterdam", details=details)

    location = await add_location(organisation_slug=long_slug, details=details)

    assert location.slug == f"{long_slug}-{'k' * 36}"


async def test_location_with_a_taken_key() -> None:
    await make_organisation()
    await add_location(organisation_slug="rotterdam", details=CENTRALE)

    with pytest.raises(LocationKeyTaken):
        await add_location(organisation_slug="rotterdam", details=CENTRALE)


async def test_location_of_an_unknown_organisation() -> None:
    with pytest.raises(UnknownOrganisation):
        await add_location(organisation_slug="nowhere", details=CENTRALE)


async def test_changed_location_keeps_its_slug_and_what_is_not_given() -> None:
    await make_organisation()
    before = await add_location(organisation_slug="rotterdam", details=CENTRALE)
    details = LocationDetails(key="central", name="Central Library", kind="branch")

    changed = await change_location(slug="centrale", details=details)

    assert (changed.slug, changed.key, changed.name) == ("centrale", "central", "Central Library")
    assert changed.place == before.place == "Rotterdam"
    assert await location_by_slug("centrale") == changed


async def test_location_that_does_not_differ_is_not_written() -> None:
    await make_organisation()
    await add_location(organisation_slug="rotterdam", details=CENTRALE)
    before = await fetch_value("SELECT xmin::text || ctid::text FROM location")

    await change_location(slug="centrale", details=CENTRALE)

    assert await fetch_value("SELECT xmin::text || ctid::text FROM location") == before


async def test_changed_location_with_the_key_of_another() -> None:
    await make_organisation()
    await add_location(organisation_slug="rotterdam", details=CENTRALE)
    await add_location(organisation_slug="rotterdam", details=CENTRALE.model_copy(update={"key": "fenix"}))

    with pytest.raises(LocationKeyTaken):
        await change_location(slug="fenix", details=CENTRALE)


async def test_change_of_an_unknown_location() -> None:
    with pytest.raises(UnknownLocation):
        await change_location(slug="nowhere", details=CENTRALE)


async def test_locations_page_by_page() -> None:
    await make_organisation()
    keys = ("a", "b", "c")
    made = [
        await add_location(organisation_slug="rotterdam", details=CENTRALE.model_copy(update={"key": key}))
        for key in keys
    ]

    assert await locations(limit=2) == made[:2]
    assert await locations(limit=2, after="b") == made[2:]
    assert await location_by_id(made[1].id) == made[1]
    with pytest.raises(UnknownLocation):
        await location_by_id(-1)


async def test_rooms_of_locations() -> None:
    await make_organisation()
    first = await add_location(organisation_slug="rotterdam", details=CENTRALE)
    second = await add_location(organisation_slug="rotterdam", details=CENTRALE.model_copy(update={"key": "fenix"}))

    room = await add_room(location_slug="centrale", details=RoomDetails(name="Zaal 1", capacity=12))

    assert room == RoomRow(id=room.id, location_id=first.id, name="Zaal 1", capacity=12)
    assert await rooms_of_locations([first.id, second.id]) == {first.id: [room], second.id: []}


async def test_room_with_a_taken_name() -> None:
    await make_organisation()
    await add_location(organisation_slug="rotterdam", details=CENTRALE)
    await add_room(location_slug="centrale", details=RoomDetails(name="Zaal 1"))

    with pytest.raises(RoomNameTaken):
        await add_room(location_slug="centrale", details=RoomDetails(name="Zaal 1"))


async def test_opening_hours_are_replaced() -> None:
    await make_organisation()
    location = await add_location(organisation_slug="rotterdam", details=CENTRALE)
    monday = OpeningHoursDetails(weekday=1, opens_at=time(9), closes_at=time(12))
    afternoon = OpeningHoursDetails(weekday=1, opens_at=time(12), closes_at=time(17))
    await set_opening_hours(location_slug="centrale", hours=[afternoon])

    await set_opening_hours(location_slug="centrale", hours=[afternoon, monday])

    assert await opening_hours_of_location(location.id) == [
        OpeningHoursRow(weekday=1, opens_at=time(9), closes_at=time(12)),
        OpeningHoursRow(weekday=1, opens_at=time(12), closes_at=time(17)),
    ]


async def test_opening_hours_that_overlap() -> None:
    await make_organisation()
    location = await add_location(organisation_slug="rotterdam", details=CENTRALE)
    hours = [
        OpeningHoursDetails(weekday=1, opens_at=time(9), closes_at=time(13)),
        OpeningHoursDetails(weekday=1, opens_at=time(12), closes_at=time(17)),
    ]

    with pytest.raises(OpeningHoursOverlap) as caught:
        await set_opening_hours(location_slug="centrale", hours=hours)

    assert str(caught.value) == "These opening hours overlap: 09:00-13:00 and 12:00-17:00 on the same day."
    assert await opening_hours_of_location(location.id) == []
