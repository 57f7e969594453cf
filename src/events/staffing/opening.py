"""Sessions outside the opening hours of their place, which somebody has to say yes to."""

from collections.abc import Sequence
from uuid import UUID

from database.transaction import execute
from events.errors import UnknownSession
from events.staffing.errors import OutsideOpeningHours
from events.staffing.situations import situations_of
from events.staffing.warnings import is_outside_hours


async def require_open(sessions: Sequence[UUID]) -> None:
    """Looks at sessions as they are now in this transaction, so an operation asks this after it has written them.

    A place of which nobody has told the opening hours is always open.

    :raises OutsideOpeningHours: one is outside the opening hours, and nobody said (`outside_hours`) that the place
        will be open for it; the details list all of them.
    """
    closed = {
        session: situation
        for session, situation in (await situations_of(sessions)).items()
        if is_outside_hours(situation) and not situation.outside_hours
    }
    if closed:
        first = min(closed.values(), key=lambda situation: situation.starts_at)
        raise OutsideOpeningHours(
            field="outside_hours", place=first.place.name, sessions=sorted(str(session) for session in closed)
        )


async def hold_within_hours(sessions: Sequence[UUID], *, outside_hours: bool) -> None:
    """For sessions that somebody has just planned or moved.

    :param outside_hours: they said that the place will be open for them.
    :raises OutsideOpeningHours: it is not open then, and they did not say that.
    """
    if outside_hours:
        await allow_outside_hours(sessions)
    await require_open(sessions)


async def allow_outside_hours(sessions: Sequence[UUID], *, allowed: bool = True) -> None:
    """Says that the place will be open for these sessions, or takes that back.

    :raises UnknownSession: one of them does not exist.
    """
    done = await execute("UPDATE session SET outside_hours = $2 WHERE id = ANY($1::uuid[])", list(sessions), allowed)
    if done != f"UPDATE {len(set(sessions))}":
        raise UnknownSession
