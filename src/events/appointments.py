"""Cuts a stretch of time into appointments: sessions of a form with slots, each for one party."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from database.transaction import execute, fetch_value, transaction
from events.errors import NoSlotsHere, SlotsTooLong, UnknownEdition
from events.forms import has_slots
from events.single_sessions import add_session
from events.vocabulary import Form

SlotMinutes = Annotated[int, Field(ge=5, le=480)]

_FORM = """
SELECT activity.form FROM edition JOIN activity ON activity.id = edition.activity WHERE edition.id = $1
"""


def slots_between(starts_at: datetime, ends_at: datetime, minutes: int, pause: int = 0) -> list[datetime]:
    """When appointments of so many minutes begin that fit between two aware times, with a pause after each."""
    length, each = timedelta(minutes=minutes), timedelta(minutes=minutes + pause)
    number = (ends_at - starts_at - length) // each + 1 if ends_at - starts_at >= length else 0
    return [starts_at + each * at for at in range(number)]


async def add_appointments(
    *,
    edition: UUID,
    starts_at: datetime,
    ends_at: datetime,
    minutes: int,
    pause: int = 0,
    places: int = 1,
    room: int | None = None,
) -> list[UUID]:
    """Makes the appointments that fit between two aware times, and returns them in order of time; all or none.

    :param minutes: how long each takes; `pause` is between them.
    :param places: how many people each is for.
    :raises UnknownEdition: there is none.
    :raises NoSlotsHere: it is not of a form with appointments.
    :raises SlotsTooLong: none fits.
    :raises UnknownRoom, RoomTaken, PersonTaken: it cannot be held there.
    """
    async with transaction():
        form = await fetch_value(_FORM, edition)
        if form is None:
            raise UnknownEdition(field="edition")
        if not has_slots(Form(form)):
            raise NoSlotsHere
        begins = slots_between(starts_at, ends_at, minutes, pause)
        if not begins:
            raise SlotsTooLong(field="minutes")
        length = timedelta(minutes=minutes)
        made = [await add_session(edition=edition, starts_at=at, ends_at=at + length, room=room) for at in begins]
        await execute("UPDATE session SET capacity = $2 WHERE id = ANY($1::uuid[])", made, places)
    return made
