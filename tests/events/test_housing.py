"""Nothing new is planned where a place or a room is not used any more."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from database.transaction import execute, fetch_value, transaction
from events.creating_errors import PlaceRetired, RoomRetired, UnknownRoom
from events.editions import create_edition
from events.schemas import EditionDetails
from events.series.changing import Scope, SeriesChange, change_sessions
from events.series.creating import ONCE
from events.single_sessions import add_session
from events.staffing.closing_places import close_location
from events.staffing.errors import PlaceInUse
from places.rooms import retire_room
from tests.events.series.worlds import a_room, a_series, an_activity, ids_of, local

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def slugs(database: None) -> tuple[str, str]:
    """The activity, and its place."""
    return await an_activity()


async def add(edition: UUID, *, room: int | None = None, location: int | None = None) -> UUID:
    return await add_session(
        edition=edition, starts_at=local(2, 2, 10), ends_at=local(2, 2, 12), location=location, room=room
    )


async def retire(place: str) -> None:
    await execute("UPDATE location SET retired_at = now() WHERE slug = $1", place)


async def test_nothing_new_at_a_place_that_is_retired(slugs: tuple[str, str]) -> None:
    edition = await a_series(*slugs)
    await retire(slugs[1])
    with pytest.raises(PlaceRetired):
        await add(edition)
    with pytest.raises(PlaceRetired):
        await a_series(*slugs, first_day=date(2027, 3, 2))


async def test_nothing_new_in_a_room_that_is_retired(slugs: tuple[str, str]) -> None:
    edition, room = await a_series(*slugs), await a_room(slugs[1])
    await retire_room(room=room)
    with pytest.raises(RoomRetired) as refusal:
        await add(edition, room=room)
    assert refusal.value.details["room"] == "Zaal 1"
    with pytest.raises(RoomRetired):
        await create_edition(
            activity_slug=slugs[0], details=EditionDetails(location=slugs[1], room=room, first_day=date(2027, 3, 2))
        )
    first = (await ids_of(edition))[0]
    for scope in (Scope.THIS, Scope.ALL):
        with pytest.raises(RoomRetired):
            await change_sessions(session=first, scope=scope, change=SeriesChange(room=room))


async def test_what_is_planned_in_a_room_that_is_retired_since_still_moves(slugs: tuple[str, str]) -> None:
    room = await a_room(slugs[1])
    edition = await a_series(*slugs, room=room, rrule=ONCE)
    await retire_room(room=room)
    [session] = await ids_of(edition)
    assert await change_sessions(session=session, scope=Scope.THIS, change=SeriesChange(day_shift=1)) == [session]


async def test_room_of_another_place_is_none(slugs: tuple[str, str]) -> None:
    edition, (_, elsewhere) = await a_series(*slugs), await an_activity()
    with pytest.raises(UnknownRoom):
        await add(edition, room=await a_room(elsewhere))


async def test_place_is_not_retired_while_somebody_plans_there(slugs: tuple[str, str]) -> None:
    edition = await a_series(*slugs, rrule=ONCE)
    await execute("DELETE FROM session")
    async with transaction():
        await add(edition)
        closing = asyncio.create_task(close_location(slug=slugs[1]))
        await asyncio.sleep(0.2)
    with pytest.raises(PlaceInUse):
        await closing
    assert await fetch_value("SELECT retired_at FROM location WHERE slug = $1", slugs[1]) is None
