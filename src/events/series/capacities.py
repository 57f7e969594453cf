"""Gives meetings another number of places."""

from collections.abc import Sequence
from uuid import UUID

from database.transaction import execute, fetch_row, fetch_value
from events.forms import target_of
from events.offering import offer_next
from events.seating import set_capacity
from events.series.errors import CapacityOfGroup, SeatsTaken
from events.vocabulary import Form, RegistrationTarget

_TAKEN = "SELECT max(seats_taken) FROM session WHERE id = ANY($1::uuid[])"
_SEAT = "UPDATE session SET capacity = $2 WHERE id = ANY($1::uuid[])"
_SEAT_ONE = "UPDATE session SET capacity = $2, edited = true WHERE id = $1"
# What new sessions begin with.
_SEAT_EDITION = "UPDATE edition SET capacity = $2 WHERE id = $1"
_EDITION = "SELECT seats_taken FROM edition WHERE id = $1 FOR UPDATE"


async def seat_session(session: UUID, form: Form, capacity: int | None) -> None:
    """Gives one session this many places, None for no limit; who waits is offered those that come free.

    :raises CapacityOfGroup: people sign up for its whole edition.
    :raises SeatsTaken: more places are taken.
    """
    if target_of(form) == RegistrationTarget.EDITION:
        raise CapacityOfGroup(field="capacity")
    await _refuse_too_few([session], capacity)
    await execute(_SEAT_ONE, session, capacity)
    await offer_next(RegistrationTarget.SESSION, session)


async def seat_series(edition: UUID, form: Form, sessions: Sequence[UUID], capacity: int | None) -> None:
    """As `seat_session` for coming sessions of an edition and those that are still to be made.

    Where people sign up for the edition as a whole it is that which gets the places.
    """
    if target_of(form) == RegistrationTarget.EDITION:
        row = await fetch_row(_EDITION, edition)
        _refuse(row["seats_taken"] if row else 0, capacity)
        await set_capacity(edition=edition, capacity=capacity)
        return
    await _refuse_too_few(sessions, capacity)
    await execute(_SEAT_EDITION, edition, capacity)
    await execute(_SEAT, list(sessions), capacity)
    for session in sessions:
        await offer_next(RegistrationTarget.SESSION, session)


async def _refuse_too_few(sessions: Sequence[UUID], capacity: int | None) -> None:
    _refuse(await fetch_value(_TAKEN, list(sessions)) or 0, capacity)


def _refuse(taken: int, capacity: int | None) -> None:
    if capacity is not None and taken > capacity:
        raise SeatsTaken(taken=taken, capacity=capacity, field="capacity")
