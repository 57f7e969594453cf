"""Signing up and giving a place back through the API."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath, HeaderParameter, JSONBody

from agenda.api_models import RegistrationAnswer, RegistrationDetails
from agenda.calendar_links import calendar_url
from agenda.own_links import read_own_link, receipt_token
from agenda.signup_guarding import limit_api_sign_ups
from database.transaction import fetch_row
from events.cancelling import cancel_registration
from events.errors import UnknownRegistration
from events.offering import accept_offer, decline_offer
from events.registering import Applicant, Registered, position_of, register
from settings import get_settings

IdempotencyKey = Annotated[str | None, HeaderParameter(name="Idempotency-Key", min_length=1, max_length=255)]
"""A repeat with the same key, for the same thing and person, gets the first answer."""

NEVER_KEPT = {"Cache-Control": "no-store"}

_REGISTRATION = """
SELECT id, name, party_size, session, edition, state, offer_expires_at FROM registration
WHERE id = $1 AND anonymised_at IS NULL
"""


@post("/sessions/{session:uuid}/registrations", guards=[limit_api_sign_ups])
async def register_for_session(
    session: FromPath[UUID], data: JSONBody[Applicant], idempotency_key: IdempotencyKey = None
) -> Response[RegistrationAnswer]:
    """Sign up for one session."""
    return _created(await register(session=session, applicant=data, idempotency_key=idempotency_key))


@post("/editions/{edition:uuid}/registrations", guards=[limit_api_sign_ups])
async def register_for_edition(
    edition: FromPath[UUID], data: JSONBody[Applicant], idempotency_key: IdempotencyKey = None
) -> Response[RegistrationAnswer]:
    """Sign up for all sessions of an edition."""
    return _created(await register(edition=edition, applicant=data, idempotency_key=idempotency_key))


@get("/registrations/{token:str}")
async def get_registration(token: FromPath[str]) -> Response[RegistrationDetails]:
    """One's own registration. The token is the last part of `manage_url`."""
    return await _details(_registration_of(token))


@post("/registrations/{token:str}/accept", status_code=200)
async def accept_place(token: FromPath[str]) -> Response[RegistrationDetails]:
    """Take the place that is kept. A second time changes nothing."""
    registration = _registration_of(token)
    await accept_offer(registration)
    return await _details(registration)


@post("/registrations/{token:str}/decline", status_code=200)
async def decline_place(token: FromPath[str]) -> Response[RegistrationDetails]:
    """Leave the place that is kept to the next. A second time changes nothing."""
    registration = _registration_of(token)
    await decline_offer(registration)
    return await _details(registration)


async def _details(registration: UUID) -> Response[RegistrationDetails]:
    record = await fetch_row(_REGISTRATION, registration)
    if record is None:
        raise UnknownRegistration
    values = {name: value for name, value in record.items() if name != "state"}
    status, position = record["state"], await position_of(registration)
    answer = RegistrationDetails(status=status, position=position, **_addresses(registration), **values)
    return Response(answer, headers=NEVER_KEPT)


@delete("/registrations/{token:str}")
async def delete_registration(token: FromPath[str]) -> None:
    """Give the place back. A second time changes nothing."""
    registration = _registration_of(token)
    # Of who was forgotten only what is counted stays, and that stays as it is.
    if await fetch_row(_REGISTRATION, registration) is None:
        raise UnknownRegistration
    await cancel_registration(registration, by="attendee")


def _created(registered: Registered) -> Response[RegistrationAnswer]:
    answer = RegistrationAnswer(
        id=registered.id,
        status=registered.state.value,
        position=registered.position,
        **_addresses(registered.id),
    )
    return Response(answer, status_code=201, headers=NEVER_KEPT)


def _addresses(registration: UUID) -> dict[str, Any]:
    # Not the link of the mail: who signs up has not shown that the address is theirs.
    base = get_settings().public_url.rstrip("/")
    return {"manage_url": f"{base}/my/{receipt_token(registration)}", "calendar_url": calendar_url(registration)}


def _registration_of(token: str) -> UUID:
    return read_own_link(token).registration


ROUTES = [
    register_for_session,
    register_for_edition,
    get_registration,
    accept_place,
    decline_place,
    delete_registration,
]
