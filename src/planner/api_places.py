"""Rooms, opening hours and what is not used any more, by the JSON API."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import delete, post, put
from litestar.params import FromPath, JSONBody
from pydantic import Field

from events.staffing.closing_places import close_location
from history.operations import operation
from identity.guarding import allow, staff_only
from places.locating import set_opening_hours
from places.queries import LocationRow, RoomRow, location_by_id, location_by_slug, room_by_id
from places.rooms import add_room, change_room, retire_room
from places.schemas import OpeningHoursDetails, RoomDetails
from places.vocabulary import Equipment
from planner.api_answers import Answer
from planner.api_bodies import Body
from planner.staff_choices import PathId
from web.requests import AnyRequest

STAFF = [staff_only]


class OpeningWeek(Body):
    hours: Annotated[list[OpeningHoursDetails], Field(max_length=50)]


class StaffRoom(Answer):
    id: int
    name: str
    capacity: int | None
    equipment: list[Equipment]
    retired_at: datetime | None

    @classmethod
    def of(cls, row: RoomRow) -> "StaffRoom":
        return cls.model_validate(row)


@post("/locations/{slug:str}/rooms", guards=STAFF)
async def post_room(request: AnyRequest, slug: FromPath[str], data: JSONBody[RoomDetails]) -> StaffRoom:
    """Add a room."""
    place = await _allowed_place(request, slug)
    async with _place_operation(request, "place.room", place):
        return StaffRoom.of(await add_room(location_slug=slug, details=data))


@put("/rooms/{room:int}", guards=STAFF)
async def put_room(request: AnyRequest, room: PathId, data: JSONBody[RoomDetails]) -> StaffRoom:
    """Replace what is known about a room."""
    return await _room(request, room, lambda: change_room(room=room, details=data))


@delete("/rooms/{room:int}", guards=STAFF, status_code=200)
async def delete_room(request: AnyRequest, room: PathId) -> StaffRoom:
    """Plan nothing new in it; what is planned there stays, with a warning."""
    return await _room(request, room, lambda: retire_room(room=room))


@put("/locations/{slug:str}/opening-hours", guards=STAFF, status_code=204)
async def put_opening_hours(request: AnyRequest, slug: FromPath[str], data: JSONBody[OpeningWeek]) -> None:
    """Replace the opening hours; with none, nobody is warned about them."""
    place = await _allowed_place(request, slug)
    async with _place_operation(request, "place.hours", place):
        await set_opening_hours(location_slug=slug, hours=data.hours)


@delete("/locations/{slug:str}", guards=STAFF)
async def delete_location(request: AnyRequest, slug: FromPath[str]) -> None:
    """Use a place no longer; refused with the list while sessions are still to come there."""
    place = await _allowed_place(request, slug)
    async with _place_operation(request, "place.retire", place):
        await close_location(slug=slug)


async def _allowed_place(request: AnyRequest, slug: str) -> LocationRow:
    place = await location_by_slug(slug)
    await allow(request, place.organisation_id)
    return place


def _place_operation(request: AnyRequest, action: str, place: LocationRow) -> AbstractAsyncContextManager[UUID]:
    return operation(action, account=request.user.account_id, organisation=place.organisation_id, place=place.name)


async def _room(request: AnyRequest, room: int, change: Callable[[], Awaitable[Any]]) -> StaffRoom:
    location = await location_by_id((await room_by_id(room)).location_id)
    await allow(request, location.organisation_id)
    async with _place_operation(request, "place.room", location):
        await change()
    return StaffRoom.of(await room_by_id(room))


HANDLERS = [post_room, put_room, delete_room, put_opening_hours, delete_location]
