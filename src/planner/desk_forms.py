"""What the desk does: sign up who phones, take off, choose from the waiting list, give more or fewer places."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from events.applying import PartySize, StaffApplicant
from events.cancelling import cancel_registration
from events.capacity_changes import set_capacity
from events.changing_registration import RegistrationValues, change_registration
from events.intake import PlannedMeetings, record_intake
from events.offering import promote_by_hand
from events.registering import register
from events.vocabulary import RegistrationState
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.desk_page import Filled, show_people, show_person
from planner.desk_reading import DeskTarget, edition_at_desk, person_at_desk, session_at_desk
from planner.form_pages import mistake, status_of
from planner.staff_pages import UNCACHED
from refusals import Missing, Refusal
from web.i18n import translator_of
from web.requests import AnyRequest
from web.validation import field_errors

_Answer = Response[bytes] | Redirect
_Form = dict[str, str]
Act = Callable[[], Awaitable[str]]
"""Does it, and returns the word of desk_page.DONE for what was done."""


def _none_when_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


_MOST: Final = 100_000
_Blank = BeforeValidator(_none_when_blank)


class SeatsForm(BaseModel):
    """Blank is: as many as come, and no minimum."""

    capacity: Annotated[int | None, Field(ge=0, le=_MOST), _Blank] = None
    desk_seats: Annotated[int | None, Field(ge=0, le=1000), _Blank] = None
    minimum: Annotated[int | None, Field(ge=0, le=1000), _Blank] = None


class PartyForm(BaseModel):
    party_size: PartySize


class IntakeForm(BaseModel):
    day: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
    planned_meetings: Annotated[PlannedMeetings | None, _Blank] = None


@post("/planner/sessions/{session:uuid}/people", guards=[staff_only])
async def register_for_session(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    return await _register(request, await _allowed(request, await session_at_desk(session)), data)


@post("/planner/editions/{edition:uuid}/people", guards=[staff_only])
async def register_for_edition(request: AnyRequest, edition: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    return await _register(request, await _allowed(request, await edition_at_desk(edition)), data)


@post("/planner/sessions/{session:uuid}/seats", guards=[staff_only])
async def seat_session(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    return await _seat(request, await _allowed(request, await session_at_desk(session)), data)


@post("/planner/editions/{edition:uuid}/seats", guards=[staff_only])
async def seat_edition(request: AnyRequest, edition: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    return await _seat(request, await _allowed(request, await edition_at_desk(edition)), data)


@post("/planner/registrations/{registration:uuid}/change", guards=[staff_only])
async def change_party(request: AnyRequest, registration: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    async def act() -> str:
        values = RegistrationValues(party_size=PartyForm.model_validate(data).party_size)
        await change_registration(registration, values, by_staff=request.user.account_id)
        return "changed"

    return await _for_person(request, registration, data, act)


@post("/planner/registrations/{registration:uuid}/promote", guards=[staff_only])
async def promote(request: AnyRequest, registration: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    """With `confirm=true` at once, because they said yes on the telephone."""

    async def act() -> str:
        is_sure = data.get("confirm") == "true"
        return (await promote_by_hand(registration, request.user.account_id, confirm=is_sure)).value

    return await _for_person(request, registration, data, act)


@post("/planner/registrations/{registration:uuid}/intake", guards=[staff_only])
async def write_intake(request: AnyRequest, registration: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    _, target = await person_at_desk(registration)

    async def act() -> str:
        form = IntakeForm.model_validate(data)
        at = datetime.combine(form.day, time(12), ZoneInfo(target.timezone))
        account = request.user.account_id
        await record_intake(registration, at=at, planned_meetings=form.planned_meetings, account=account)
        return "intake"

    return await _for_person(request, registration, data, act)


@post("/planner/registrations/{registration:uuid}/cancel", guards=[staff_only])
async def cancel(request: AnyRequest, registration: FromPath[UUID], data: URLEncodedBody[_Form]) -> _Answer:
    async def act() -> str:
        await cancel_registration(registration, by="staff", account=request.user.account_id)
        return "cancelled"

    return await _for_person(request, registration, data, act)


async def _allowed(request: AnyRequest, target: DeskTarget) -> DeskTarget:
    await allow(request, target.organisation)
    return target


async def _register(request: AnyRequest, target: DeskTarget, data: _Form) -> _Answer:
    try:
        applicant = StaffApplicant.model_validate({name: value for name, value in data.items() if value.strip()})
        registered = await register(
            applicant=applicant,
            session=target.id if target.is_session else None,
            edition=None if target.is_session else target.id,
            by_staff=request.user.account_id,
        )
    except (ValidationError, Refusal) as error:
        return await show_people(request, target, _refused(request, data, error))
    done = "waiting" if registered.state is RegistrationState.WAITING else "registered"
    return _to(f"/planner/registrations/{registered.id}", done)


async def _seat(request: AnyRequest, target: DeskTarget, data: _Form) -> _Answer:
    account, kind = request.user.account_id, "session" if target.is_session else "series"
    try:
        form = SeatsForm.model_validate(data)
        async with operation(f"{kind}.change", account=account, organisation=target.organisation, title=target.title):
            await set_capacity(
                session=target.id if target.is_session else None,
                edition=None if target.is_session else target.id,
                capacity=form.capacity,
                desk_seats=form.desk_seats or 0,
                minimum=form.minimum,
            )
    except (ValidationError, Refusal) as error:
        return await show_people(request, target, _refused(request, data, error))
    return _to(target.path, "seats")


async def _for_person(request: AnyRequest, registration: UUID, data: _Form, act: Act) -> _Answer:
    """Something for one person, and back to their page."""
    person, target = await person_at_desk(registration)
    await _allowed(request, target)
    try:
        done = await act()
    except (ValidationError, Refusal) as error:
        return await show_person(request, person, target, _refused(request, data, error))
    return _to(f"/planner/registrations/{registration}", done)


def _refused(request: AnyRequest, data: _Form, error: ValidationError | Refusal) -> Filled:
    """Raises Missing: what it is about is gone."""
    if isinstance(error, ValidationError):
        return Filled(data, field_errors(error, translator_of(request)), status=400)
    if isinstance(error, Missing) and not error.field:
        raise error
    return Filled(data, [mistake(request, error)], error.details.get("people", ()), status=status_of(error))


def _to(path: str, done: str) -> Redirect:
    return Redirect(f"{path}?done={done}", status_code=303, headers=UNCACHED)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    register_for_session,
    register_for_edition,
    seat_session,
    seat_edition,
    change_party,
    promote,
    write_intake,
    cancel,
]
