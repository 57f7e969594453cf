"""The JSON API about who leads sessions, about rooms and opening hours, and to find a place and time."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from pydantic import Field

from events.slots.finding import find_plans
from events.slots.searching import MissKind
from events.slots.words import in_words as miss_in_words
from events.staffing.assigning import assign, assign_to_edition, set_staffing, unassign, unassign_from_edition
from events.staffing.closing_places import close_location
from events.staffing.facilitators import (
    add_absence,
    change_facilitator,
    create_facilitator,
    remove_absence,
    retire_facilitator,
    set_hours,
)
from events.staffing.reading import FacilitatorRow, facilitator_by_id, facilitators_of
from events.staffing.schemas import AbsenceDetails, FacilitatorDetails, HoursDetails, StaffingDetails
from events.staffing.warnings import WarningKind, warnings_for
from events.staffing.words import in_words
from events.vocabulary import FacilitatorKind, Skill
from history.operations import operation
from identity.guarding import allow, staff_only
from places.locating import set_opening_hours
from places.queries import LocationRow, RoomRow, location_by_id, location_by_slug, organisation_by_slug, room_by_id
from places.rooms import add_room, change_room, retire_room
from places.schemas import OpeningHoursDetails, RoomDetails
from places.vocabulary import Equipment
from planner.api_answers import Answer
from planner.api_bodies import Body
from planner.owners import owner_of_edition, owner_of_session
from planner.slot_wishes import WishForm
from planner.staff_choices import PathId
from tabular.fields import Slug
from web.i18n import translator_of
from web.requests import AnyRequest

STAFF = [staff_only]


class NewFacilitator(FacilitatorDetails):
    """`organisation` is the slug of whose sessions they lead, and those of the organisations below it."""

    organisation: Slug


class SlotWish(WishForm):
    """`organisation` is the slug of whose places and people are looked at; `locations` and `rooms` are ids."""

    organisation: Slug


class WeeklyHours(Body):
    hours: Annotated[list[HoursDetails], Field(max_length=50)]


class OpeningWeek(Body):
    hours: Annotated[list[OpeningHoursDetails], Field(max_length=50)]


class StaffHours(Answer):
    weekday: int
    starts_at: time
    ends_at: time


class StaffAbsence(Answer):
    id: int
    first_day: date
    last_day: date


class StaffFacilitator(Answer):
    """`next` is when the first of the `coming` sessions begins."""

    id: int
    name: str
    kind: FacilitatorKind
    skills: list[Skill]
    email: str | None
    phone: str | None
    account: str | None
    active: bool
    timezone: str
    hours: list[StaffHours]
    absences: list[StaffAbsence]
    coming: int
    next: datetime | None

    @classmethod
    def of(cls, row: FacilitatorRow) -> "StaffFacilitator":
        names = cls.model_fields.keys() - {"hours", "absences", "skills"}
        return cls(
            **{name: getattr(row, name) for name in names},
            skills=list(row.skills),
            hours=[StaffHours(weekday=day, starts_at=first, ends_at=last) for day, first, last in row.hours],
            absences=[StaffAbsence.model_validate(each) for each in row.absences],
        )


class StaffFacilitators(Answer):
    items: list[StaffFacilitator]
    next: str | None = None


class StaffWarning(Answer):
    code: WarningKind
    message: str


class StaffWarnings(Answer):
    items: list[StaffWarning]
    next: str | None = None


class StaffRoom(Answer):
    id: int
    name: str
    capacity: int | None
    equipment: list[Equipment]
    retired_at: datetime | None

    @classmethod
    def of(cls, row: RoomRow) -> "StaffRoom":
        return cls.model_validate(row)


class FoundPlan(Answer):
    """Times are local times of the place; `people` are ids of facilitators."""

    location: str
    room: int | None
    weekday: int
    starts_at: time
    ends_at: time
    timezone: str
    days: list[date]
    people: list[int]


class NearMiss(Answer):
    code: MissKind
    message: str


class FoundPlans(Answer):
    """The best first; `near_misses` say why better ones do not fit."""

    plans: list[FoundPlan]
    near_misses: list[NearMiss]


@get("/facilitators", guards=STAFF)
async def get_facilitators(request: AnyRequest, organisation: FromQuery[str]) -> StaffFacilitators:
    """Who lead sessions of an organisation, with how to reach them."""
    owner = await organisation_by_slug(organisation)
    await allow(request, owner.id)
    return StaffFacilitators(items=[StaffFacilitator.of(row) for row in await facilitators_of([owner.id])])


@post("/facilitators", guards=STAFF)
async def post_facilitator(request: AnyRequest, data: JSONBody[NewFacilitator]) -> StaffFacilitator:
    """Add somebody who leads sessions."""
    owner = await organisation_by_slug(data.organisation)
    await allow(request, owner.id)
    details = FacilitatorDetails(**data.model_dump(exclude={"organisation"}))
    async with operation("staffing.create", account=request.user.account_id, organisation=owner.id, person=data.name):
        made = await create_facilitator(organisation_slug=data.organisation, details=details)
    return StaffFacilitator.of(await facilitator_by_id(made))


@get("/facilitators/{facilitator:int}", guards=STAFF)
async def get_facilitator(request: AnyRequest, facilitator: PathId) -> StaffFacilitator:
    """Somebody who leads sessions."""
    return StaffFacilitator.of(await _allowed(request, facilitator))


@put("/facilitators/{facilitator:int}", guards=STAFF)
async def put_facilitator(
    request: AnyRequest, facilitator: PathId, data: JSONBody[FacilitatorDetails]
) -> StaffFacilitator:
    """Replace what is known about them."""
    return await _person(
        request, facilitator, "staffing.change", lambda: change_facilitator(facilitator=facilitator, details=data)
    )


@delete("/facilitators/{facilitator:int}", guards=STAFF, status_code=200)
async def delete_facilitator(request: AnyRequest, facilitator: PathId) -> StaffFacilitator:
    """Somebody stops, and leaves all sessions to come; what they have led stays."""
    return await _person(request, facilitator, "staffing.retire", lambda: retire_facilitator(facilitator=facilitator))


@put("/facilitators/{facilitator:int}/hours", guards=STAFF)
async def put_hours(request: AnyRequest, facilitator: PathId, data: JSONBody[WeeklyHours]) -> StaffFacilitator:
    """Replace the weekly hours on which they can be asked; an empty list is always."""
    return await _person(
        request, facilitator, "staffing.hours", lambda: set_hours(facilitator=facilitator, hours=data.hours)
    )


@post("/facilitators/{facilitator:int}/absences", guards=STAFF)
async def post_absence(request: AnyRequest, facilitator: PathId, data: JSONBody[AbsenceDetails]) -> StaffFacilitator:
    """Days on which they are away."""
    return await _person(
        request, facilitator, "staffing.absence", lambda: add_absence(facilitator=facilitator, details=data)
    )


@delete("/facilitators/{facilitator:int}/absences/{absence:int}", guards=STAFF, status_code=200)
async def delete_absence(request: AnyRequest, facilitator: PathId, absence: PathId) -> StaffFacilitator:
    """They are there after all."""
    return await _person(
        request,
        facilitator,
        "staffing.absence",
        lambda: remove_absence(facilitator=facilitator, absence=absence),
    )


@put("/sessions/{session:uuid}/facilitators/{facilitator:int}", guards=STAFF)
async def put_session_facilitator(request: AnyRequest, session: FromPath[UUID], facilitator: PathId) -> StaffWarnings:
    """Let somebody lead a session; the answer is what is odd about the session now."""
    await _assignment(
        request,
        await owner_of_session(session),
        "staffing.assign",
        lambda: assign(session=session, facilitator=facilitator),
        session=session,
    )
    return await _warnings(request, session)


@delete("/sessions/{session:uuid}/facilitators/{facilitator:int}", guards=STAFF, status_code=200)
async def delete_session_facilitator(
    request: AnyRequest, session: FromPath[UUID], facilitator: PathId
) -> StaffWarnings:
    """They no longer lead it; the answer is what is odd about the session now."""
    await _assignment(
        request,
        await owner_of_session(session),
        "staffing.unassign",
        lambda: unassign(session=session, facilitator=facilitator),
        session=session,
    )
    return await _warnings(request, session)


@put("/sessions/{session:uuid}/staffing", guards=STAFF)
async def put_staffing(request: AnyRequest, session: FromPath[UUID], data: JSONBody[StaffingDetails]) -> StaffWarnings:
    """How many people lead it, instead of what its activity says."""
    await _assignment(
        request,
        await owner_of_session(session),
        "staffing.needs",
        lambda: set_staffing(session=session, details=data),
        session=session,
    )
    return await _warnings(request, session)


@get("/sessions/{session:uuid}/warnings", guards=STAFF)
async def get_warnings(request: AnyRequest, session: FromPath[UUID]) -> StaffWarnings:
    """What somebody should know about a session as it is planned."""
    await allow(request, await owner_of_session(session))
    return await _warnings(request, session)


@put("/editions/{edition:uuid}/facilitators/{facilitator:int}", guards=STAFF, status_code=204)
async def put_edition_facilitator(request: AnyRequest, edition: FromPath[UUID], facilitator: PathId) -> None:
    """Let somebody lead all coming sessions of an edition: all of them or none."""
    await _assignment(
        request,
        await owner_of_edition(edition),
        "staffing.assign",
        lambda: assign_to_edition(edition=edition, facilitator=facilitator),
        edition=edition,
    )


@delete("/editions/{edition:uuid}/facilitators/{facilitator:int}", guards=STAFF)
async def delete_edition_facilitator(request: AnyRequest, edition: FromPath[UUID], facilitator: PathId) -> None:
    """They lead no coming session of it any more."""
    await _assignment(
        request,
        await owner_of_edition(edition),
        "staffing.unassign",
        lambda: unassign_from_edition(edition=edition, facilitator=facilitator),
        edition=edition,
    )


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


@post("/slots", guards=STAFF, status_code=200)
async def post_slots(request: AnyRequest, data: JSONBody[SlotWish]) -> FoundPlans:
    """Find places, times and people for a series: up to twenty plans, and why better ones do not fit."""
    await allow(request, (await organisation_by_slug(data.organisation)).id)
    found = await find_plans(data.wish(data.organisation))
    words = translator_of(request)
    return FoundPlans(
        plans=[
            FoundPlan(
                location=plan.spot.location_slug,
                room=plan.spot.room,
                weekday=plan.weekday,
                starts_at=plan.starts_at,
                ends_at=plan.ends_at,
                timezone=plan.spot.timezone,
                days=list(plan.days),
                people=[person.id for person in plan.people],
            )
            for plan in found.plans
        ],
        near_misses=[NearMiss(code=miss.kind, message=miss_in_words(miss, words)) for miss in found.near_misses],
    )


async def _allowed(request: AnyRequest, facilitator: int) -> FacilitatorRow:
    person = await facilitator_by_id(facilitator)
    await allow(request, person.organisation_id)
    return person


async def _person(
    request: AnyRequest, facilitator: int, action: str, change: Callable[[], Awaitable[Any]]
) -> StaffFacilitator:
    person = await _allowed(request, facilitator)
    async with operation(
        action, account=request.user.account_id, organisation=person.organisation_id, person=person.name
    ):
        await change()
    return StaffFacilitator.of(await facilitator_by_id(facilitator))


async def _assignment(
    request: AnyRequest, owner: int, action: str, change: Callable[[], Awaitable[Any]], **what: UUID
) -> None:
    await allow(request, owner)
    details: dict[str, Any] = {name: str(value) for name, value in what.items()}
    async with operation(action, account=request.user.account_id, organisation=owner, **details):
        await change()


async def _warnings(request: AnyRequest, session: UUID) -> StaffWarnings:
    words = translator_of(request)
    found = (await warnings_for([session]))[session]
    return StaffWarnings(items=[StaffWarning(code=each.kind, message=in_words(each, words)) for each in found])


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


HANDLERS = [
    get_facilitators,
    post_facilitator,
    get_facilitator,
    put_facilitator,
    delete_facilitator,
    put_hours,
    post_absence,
    delete_absence,
    put_session_facilitator,
    delete_session_facilitator,
    put_staffing,
    get_warnings,
    put_edition_facilitator,
    delete_edition_facilitator,
    post_room,
    put_room,
    delete_room,
    put_opening_hours,
    delete_location,
    post_slots,
]
