"""Another number of places, of seats for the desk, or another minimum. Nobody who has a place loses it."""

from typing import Any, Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_row, transaction
from events.errors import UnknownEdition, UnknownSession, WrongTarget
from events.forms import desk_target_of, target_of
from events.offering import offer_next
from events.seating import seat_edition
from events.series.errors import CapacityOfGroup, SeatsTaken
from events.targets import lock
from events.vocabulary import Form, RegistrationTarget

_SESSION = """
SELECT session.seats_taken, activity.form FROM session JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity WHERE session.id = $1
"""
_EDITION = """
SELECT edition.seats_taken, activity.form FROM edition JOIN activity ON activity.id = edition.activity
WHERE edition.id = $1
"""
_SEAT_SESSION = "UPDATE session SET capacity = $2, desk_seats = $3, minimum = $4, edited = true WHERE id = $1"
_SEAT_EDITION = "UPDATE edition SET capacity = $2, desk_seats = $3, minimum = $4 WHERE id = $1"
_DESK_OF_SESSIONS = """
UPDATE session SET desk_seats = $2 WHERE edition = $1 AND starts_at > now() AND state = 'scheduled' AND NOT edited
"""
# Who has a place, those who came last first: they are who would have to go.
_PEOPLE = """
SELECT id, name, party_size FROM registration
WHERE {} = $1 AND state IN ('confirmed', 'offered', 'attended', 'no_show') ORDER BY queue_number DESC
"""
_MOST_NAMES: Final = 100


async def set_capacity(
    *,
    session: UUID | None = None,
    edition: UUID | None = None,
    capacity: int | None,
    desk_seats: int = 0,
    minimum: int | None = None,
) -> None:
    """Gives a session or an edition this many places, and its coming sessions where people sign up for those.

    Everything follows from the new number, nothing from the difference with the old one: who waits is offered what is
    free then.

    :param capacity: None is unlimited.
    :param desk_seats: how many of the free ones only the desk gives away.
    :param minimum: below so many people it is not worth holding; None does not care.
    :raises UnknownSession, UnknownEdition: there is none.
    :raises WrongTarget: neither is given, or both.
    :raises CapacityOfGroup: the session is one of a group, for which people sign up as a whole.
    :raises SeatsTaken: more places are taken; the details have the `people`, those who came last first.
    """
    async with transaction():
        if session is not None and edition is None:
            await _seat_session(session, capacity, desk_seats, minimum)
        elif edition is not None and session is None:
            await _seat_edition(edition, capacity, desk_seats, minimum)
        else:
            raise WrongTarget


async def _seat_session(session: UUID, capacity: int | None, desk_seats: int, minimum: int | None) -> None:
    await lock(RegistrationTarget.SESSION, session)
    row = await fetch_row(_SESSION, session)
    if row is None:
        raise UnknownSession
    if target_of(Form(row["form"])) is RegistrationTarget.EDITION:
        raise CapacityOfGroup(field="capacity")
    await _refuse_too_few(RegistrationTarget.SESSION, session, row["seats_taken"], capacity)
    await execute(_SEAT_SESSION, session, capacity, desk_seats, minimum)
    await offer_next(RegistrationTarget.SESSION, session)


async def _seat_edition(edition: UUID, capacity: int | None, desk_seats: int, minimum: int | None) -> None:
    await lock(RegistrationTarget.EDITION, edition)
    row = await fetch_row(_EDITION, edition)
    if row is None:
        raise UnknownEdition
    await _refuse_too_few(RegistrationTarget.EDITION, edition, row["seats_taken"], capacity)
    await execute(_SEAT_EDITION, edition, capacity, desk_seats, minimum)
    if desk_target_of(Form(row["form"])) is RegistrationTarget.SESSION:
        await execute(_DESK_OF_SESSIONS, edition, desk_seats)
    await seat_edition(edition)


async def _refuse_too_few(table: RegistrationTarget, target: UUID, taken: int, capacity: int | None) -> None:
    if capacity is None or taken <= capacity:
        return
    people: list[dict[str, Any]] = [
        {"id": str(row["id"]), "name": row["name"], "party_size": row["party_size"]}
        for row in (await fetch(_PEOPLE.format(table), target))[:_MOST_NAMES]
    ]
    raise SeatsTaken(taken=taken, capacity=capacity, field="capacity", people=people)
