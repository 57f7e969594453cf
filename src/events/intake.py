"""Somebody agrees at an intake on a number of meetings; when those are had the place is free for the next."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from database.transaction import execute, fetch, fetch_row, transaction
from events.errors import NoIntakeHere, NotComing
from events.facts import RegistrationFinished
from events.forms import has_intake
from events.offering import offer_next
from events.stepping import step
from events.targets import Held, hold
from events.vocabulary import Form, RegistrationState, StepBy, StepReason

PlannedMeetings = Annotated[int, Field(ge=1, le=200)]

_FORM = """
SELECT activity.form FROM registration LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN activity ON activity.id = edition.activity WHERE registration.id = $1
"""
_RECORD = "UPDATE registration SET intake_at = $2, planned_meetings = $3 WHERE id = $1"
_MEETINGS = """
SELECT registration.intake_at, registration.planned_meetings,
    (SELECT count(*) FROM attendance WHERE attendance.registration = registration.id AND presence = 'present')::int
        AS attended
FROM registration WHERE registration.id = $1
"""
_DONE = """
SELECT registration.id FROM registration
WHERE registration.id = ANY($1::uuid[]) AND registration.state = 'confirmed' AND registration.planned_meetings <= (
    SELECT count(*) FROM attendance WHERE attendance.registration = registration.id AND presence = 'present')
"""
_GOING: Final = frozenset({RegistrationState.CONFIRMED, RegistrationState.OFFERED, RegistrationState.WAITING})


async def record_intake(
    registration: UUID, *, at: datetime, planned_meetings: int | None, account: int | None = None
) -> None:
    """Keeps when the intake was and how many meetings were agreed on; later ones replace earlier ones.

    :param at: aware.
    :param planned_meetings: None while that is still open.
    :param account: who of the staff did it.
    :raises UnknownRegistration: there is none.
    :raises NoIntakeHere: it is not of a form with an intake.
    :raises NotComing: it has ended.
    """
    async with transaction():
        held = await hold(registration)
        row = await fetch_row(_FORM, registration)
        if row is None or not has_intake(Form(row["form"])):
            raise NoIntakeHere
        if held.state not in _GOING:
            raise NotComing
        await execute(_RECORD, registration, at, planned_meetings)
        await _finish(held, account)


async def meetings_left(registration: UUID) -> int | None:
    """How many of the agreed meetings are to come; None when none were agreed."""
    row = await fetch_row(_MEETINGS, registration)
    if row is None or row["planned_meetings"] is None:
        return None
    planned, attended = int(row["planned_meetings"]), int(row["attended"])
    return max(0, planned - attended)


async def finish_who_is_done(registrations: list[UUID], account: int | None = None) -> None:
    """Ends the registrations of who has had all agreed meetings; their places are offered to who waits."""
    for row in await fetch(_DONE, registrations):
        async with transaction():
            await _finish(await hold(row["id"]), account)


async def _finish(held: Held, account: int | None) -> None:
    if held.state is not RegistrationState.CONFIRMED or await meetings_left(held.id) != 0:
        return
    await step(
        held,
        RegistrationState.FINISHED,
        RegistrationFinished(registration=held.id),
        reason=StepReason.MEETINGS_DONE,
        by=StepBy.STAFF,
        account=account,
    )
    await offer_next(held.table, held.target, now=datetime.now(UTC))
