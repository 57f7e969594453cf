"""Makes and changes those who lead sessions: what they can do, and when they can be asked."""

from collections.abc import Sequence
from itertools import pairwise

from database.transaction import execute, execute_many, fetch_value, transaction
from events.staffing.errors import HoursOverlap, UnknownAbsence, UnknownFacilitator
from events.staffing.schemas import AbsenceDetails, FacilitatorDetails, HoursDetails
from identity.accounts import account_by_email
from places.queries import organisation_by_slug

_INSERT = """
INSERT INTO facilitator (organisation, name, kind, skills, email, phone, account)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_UPDATE = """
UPDATE facilitator SET name = $2, kind = $3, skills = $4, email = $5, phone = $6, account = $7 WHERE id = $1
"""
_INSERT_HOURS = "INSERT INTO facilitator_hours (facilitator, weekday, starts_at, ends_at) VALUES ($1, $2, $3, $4)"
# A longer absence from the same day replaces the one that was there.
_INSERT_ABSENCE = """
INSERT INTO facilitator_absence (facilitator, first_day, last_day) VALUES ($1, $2, $3)
ON CONFLICT ON CONSTRAINT facilitator_absence_once DO UPDATE SET last_day = excluded.last_day RETURNING id
"""
_LEAVE_SESSIONS = """
DELETE FROM assignment USING session
WHERE session.id = assignment.session AND assignment.facilitator = $1 AND session.starts_at > now()
"""


async def create_facilitator(*, organisation_slug: str, details: FacilitatorDetails) -> int:
    """Adds somebody who leads sessions of an organisation and of those below it, and returns their id.

    :raises UnknownOrganisation: there is no such organisation.
    :raises UnknownAccount: nobody signs in with that address.
    """
    async with transaction():
        organisation = await organisation_by_slug(organisation_slug)
        facilitator: int = await fetch_value(_INSERT, organisation.id, *await _columns(details))
        return facilitator


async def change_facilitator(*, facilitator: int, details: FacilitatorDetails) -> None:
    """:raises UnknownFacilitator: there is nobody with this id.
    :raises UnknownAccount: nobody signs in with that address.
    """
    async with transaction():
        if await execute(_UPDATE, facilitator, *await _columns(details)) != "UPDATE 1":
            raise UnknownFacilitator(field="facilitator")


async def retire_facilitator(*, facilitator: int) -> int:
    """Somebody stops: they leave every coming session and edition, and returns how many sessions that were.

    :raises UnknownFacilitator: there is nobody with this id.
    """
    async with transaction():
        if await execute("UPDATE facilitator SET active = false WHERE id = $1", facilitator) != "UPDATE 1":
            raise UnknownFacilitator(field="facilitator")
        await execute("DELETE FROM edition_facilitator WHERE facilitator = $1", facilitator)
        return int((await execute(_LEAVE_SESSIONS, facilitator)).split()[-1])


async def reinstate_facilitator(*, facilitator: int) -> None:
    """:raises UnknownFacilitator: there is nobody with this id."""
    if await execute("UPDATE facilitator SET active = true WHERE id = $1", facilitator) != "UPDATE 1":
        raise UnknownFacilitator(field="facilitator")


async def set_hours(*, facilitator: int, hours: Sequence[HoursDetails]) -> None:
    """Replaces the weekly hours on which somebody can be asked; with none they always can.

    :raises UnknownFacilitator: there is nobody with this id.
    :raises HoursOverlap: two of them are at the same time.
    """
    _refuse_overlap(hours)
    async with transaction():
        await lock_facilitator(facilitator)
        await execute("DELETE FROM facilitator_hours WHERE facilitator = $1", facilitator)
        rows = [(facilitator, each.weekday, each.starts_at, each.ends_at) for each in hours]
        await execute_many(_INSERT_HOURS, rows)


async def add_absence(*, facilitator: int, details: AbsenceDetails) -> int:
    """Days on which somebody is not there; returns the id of the absence. Sessions they lead then are warned about.

    :raises UnknownFacilitator: there is nobody with this id.
    """
    async with transaction():
        await lock_facilitator(facilitator)
        absence: int = await fetch_value(_INSERT_ABSENCE, facilitator, details.first_day, details.last_day)
        return absence


async def remove_absence(*, facilitator: int, absence: int) -> None:
    """:raises UnknownAbsence: this person has no such absence."""
    sql = "DELETE FROM facilitator_absence WHERE id = $1 AND facilitator = $2"
    if await execute(sql, absence, facilitator) != "DELETE 1":
        raise UnknownAbsence


async def lock_facilitator(facilitator: int) -> None:
    """Makes whoever else gives this person something to do, or hours, wait for this transaction.

    :raises UnknownFacilitator: there is nobody with this id.
    """
    sql = "SELECT id FROM facilitator WHERE id = $1 FOR NO KEY UPDATE"
    if await fetch_value(sql, facilitator) is None:
        raise UnknownFacilitator(field="facilitator")


async def _columns(details: FacilitatorDetails) -> tuple[object, ...]:
    account = (await account_by_email(details.account)).id if details.account else None
    return details.name, details.kind, sorted(details.skills), details.email, details.phone, account


def _refuse_overlap(hours: Sequence[HoursDetails]) -> None:
    ordered = sorted(hours, key=lambda each: (each.weekday, each.starts_at))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.starts_at < earlier.ends_at:
            raise HoursOverlap(first=_stretch(earlier), second=_stretch(later), field="hours")


def _stretch(hours: HoursDetails) -> str:
    return f"{hours.starts_at:%H:%M}-{hours.ends_at:%H:%M}"
