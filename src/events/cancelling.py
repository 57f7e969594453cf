"""Giving a place back; who waits is offered it."""

from typing import Literal
from uuid import UUID

from database.transaction import transaction
from events.facts import RegistrationCancelled
from events.offering import offer_next
from events.stepping import step
from events.targets import hold
from events.vocabulary import RegistrationState, StepBy, StepReason

_CANCELLABLE = {RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED}


async def cancel_registration(
    registration: UUID, *, by: Literal["attendee", "staff"], account: int | None = None
) -> None:
    """Gives the place back and lets the waiting list move. Once is enough: a second time changes nothing.

    :param account: who of the staff.
    :raises UnknownRegistration: there is none.
    """
    async with transaction():
        held = await hold(registration)
        if held.state not in _CANCELLABLE:
            return
        # Who was offered a place and does not want it had none yet, and no invitation to take back.
        had_place = held.state is RegistrationState.CONFIRMED
        is_declined = held.state is RegistrationState.OFFERED and by == "attendee"
        own = StepReason.DECLINED if is_declined else StepReason.GIVEN_BACK
        await step(
            held,
            RegistrationState.CANCELLED,
            RegistrationCancelled(registration=registration, by=by, had_place=had_place),
            reason=own if by == "attendee" else StepReason.TAKEN_OFF,
            by=StepBy(by),
            account=account,
        )
        await offer_next(held.table, held.target)
