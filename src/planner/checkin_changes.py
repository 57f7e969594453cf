"""What phones send from the door, perhaps long after it was done and perhaps more than once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from database.transaction import execute, fetch_value, transaction
from events.attending import change_headcount, mark_attendance
from events.errors import UnknownRegistration
from planner.checkin_reading import presence

MOST_AT_ONCE: Final = 500
KEPT: Final = timedelta(days=30)
"""No phone keeps a change for so long."""

_FIRST_TIME = "INSERT INTO check_in_change (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING true"
_FORGET = "DELETE FROM check_in_change WHERE received_at < now() - $1::interval"


class _Change(BaseModel):
    """`at` is by the clock of the phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    at: AwareDatetime


class MarkChange(_Change):
    kind: Literal["mark"]
    registration: UUID
    present: bool


class CountChange(_Change):
    """So many more or fewer, so that what two phones counted adds up."""

    kind: Literal["count"]
    by: Annotated[int, Field(ge=-100, le=100)]


class Changes(BaseModel):
    """`sent_at` is by the clock of the phone too: what counts is how long ago something was."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sent_at: AwareDatetime
    changes: Annotated[
        list[Annotated[MarkChange | CountChange, Field(discriminator="kind")]], Field(max_length=MOST_AT_ONCE)
    ]


async def apply_changes(session: UUID, sent: Changes, *, account: int, now: datetime | None = None) -> None:
    """Does what was not done yet; of two marks for somebody the last by time holds.

    A mark for somebody who is not (or no more) on the list is left out: it may not keep the others from being done.

    :param account: who of the staff did it.
    :param now: aware; the present unless given.
    :raises UnknownSession: there is none.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        await execute(_FORGET, KEPT)
        for change in _in_order(sent.changes):
            if await fetch_value(_FIRST_TIME, change.id):
                ago = min(max(sent.sent_at - change.at, timedelta()), KEPT)
                await _apply(session, change, account, now - ago)


def _in_order(changes: Sequence[MarkChange | CountChange]) -> list[MarkChange | CountChange]:
    return sorted(changes, key=lambda change: change.at)


async def _apply(session: UUID, change: MarkChange | CountChange, account: int, at: datetime) -> None:
    if isinstance(change, CountChange):
        await change_headcount(session, change.by)
        return
    try:
        await mark_attendance(session, {change.registration: presence(change.present)}, account=account, at=at)
    except UnknownRegistration:
        return
