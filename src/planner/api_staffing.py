"""The JSON API about who leads sessions."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from pydantic import Field

from events.staffing.assigning import assign, assign_to_edition, set_staffing, unassign, unassign_from_edition
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
from places.queries import organisation_by_slug
from planner.api_answers import Answer
from planner.api_bodies import Body
from planner.owners import owner_of_edition, owner_of_session
from planner.staff_choices import PathId
from tabular.fields import Slug
from web.i18n import translator_of
from web.requests import AnyRequest

STAFF = [staff_only]


class NewFacilitator(FacilitatorDetails):
    """`organisation` is the slug of whose sessions they lead, and those of the organisations below it."""

    organisation: Slug


class WeeklyHours(Body):
    hours: Annotated[list[HoursDetails], Field(max_length=50)]


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
]
