"""The statement that writes a registration takes exactly what events.standing decides."""

from itertools import product
from uuid import UUID

import pytest

from database.transaction import execute
from events.capacity import Seats
from events.registering import StaffApplicant, register
from events.vocabulary import RegistrationState
from refusals import Refusal
from tests.builders import a_session

pytestmark = pytest.mark.usefixtures("database")

STAFF = 7
CASES = [
    (Seats(capacity=capacity, taken=taken, held=held, waiting=waiting), party)
    for capacity, taken, held, waiting, party in product((None, 1, 3), (0, 1, 3), (0, 1, 2), (0, 1), (1, 2, 3))
    if capacity is None or max(taken, party) <= capacity
]


@pytest.mark.parametrize("at_desk", [False, True])
async def test_statement_agrees_with_the_decision(at_desk: bool) -> None:
    session = await a_session()
    answers = {case: await _answer(session, *case, at_desk=at_desk) for case in CASES}
    assert answers == {case: _decided(*case, at_desk=at_desk) for case in CASES}


def _decided(seats: Seats, party: int, *, at_desk: bool) -> RegistrationState:
    return RegistrationState.CONFIRMED if seats.take(party, at_desk=at_desk) else RegistrationState.WAITING


async def _answer(session: UUID, seats: Seats, party: int, *, at_desk: bool) -> object:
    await execute("DELETE FROM registration")
    await execute(
        "UPDATE session SET capacity = $1, seats_taken = $2, desk_seats = $3", seats.capacity, seats.taken, seats.held
    )
    if seats.waiting:
        await execute("INSERT INTO registration (session, name, state) VALUES ($1, 'Bo', 'waiting')", session)
    applicant = StaffApplicant(name="Alice", email="alice@reader.example", party_size=party)
    try:
        registered = await register(session=session, applicant=applicant, by_staff=STAFF if at_desk else None)
    except Refusal as refusal:
        return refusal.code
    return registered.state
