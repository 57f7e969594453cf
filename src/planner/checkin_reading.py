"""Reads what a host sees at the door: the sessions of today and tomorrow, and who comes to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch, fetch_row
from events.errors import UnknownSession
from events.vocabulary import Form, Presence
from identity.actors import Actor
from identity.hosting import places_of
from planner.hosting import IS_NEAR
from planner.reach import organisations_of

HOSTED: Final = "GET /checkin"
PLANNED: Final = "POST /planner/sessions/{session}/move"

_FROM: Final = """
FROM session JOIN location ON location.id = session.location LEFT JOIN room ON room.id = session.room
JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
"""
_HEAD: Final = """
SELECT session.id, coalesce(session.title, activity.title) AS title, activity.form, activity.organisation,
    location.name AS place, room.name AS room, location.timezone,
    session.starts_at AT TIME ZONE location.timezone AS starts_at,
    session.ends_at AT TIME ZONE location.timezone AS ends_at,
    session.ends_at AS finishes, session.state = 'cancelled' AS is_cancelled,
    coalesce(session.headcount, 0) AS headcount
"""
_NEAR: Final = f"""
{_HEAD} {_FROM}
WHERE activity.state = 'published' AND {IS_NEAR}
    AND (activity.organisation = ANY($1::int[]) OR location.id = ANY($2::int[]) AND location.organisation = ANY($3))
ORDER BY session.starts_at, title, session.id LIMIT 200
"""
_ONE: Final = f"{_HEAD} {_FROM} WHERE session.id = $1"
# Who was there stays on the list, also when that was their last meeting.
_PEOPLE: Final = """
SELECT registration.id, registration.name, registration.party_size AS people, registration.companions,
    attendance.presence = 'present' AS is_present
FROM session JOIN registration ON registration.session = session.id OR registration.edition = session.edition
LEFT JOIN attendance ON attendance.registration = registration.id AND attendance.session = session.id
WHERE session.id = $1 AND (registration.state IN ('confirmed', 'attended', 'no_show')
    OR registration.state = 'finished' AND attendance.id IS NOT NULL)
ORDER BY lower(registration.name), registration.queue_number
"""
_STATE: Final = """
SELECT coalesce(session.headcount, 0) AS headcount,
    (SELECT coalesce(array_agg(registration), '{}') FROM attendance
        WHERE attendance.session = session.id AND presence = 'present') AS present
FROM session WHERE session.id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSession:
    """`starts_at` and `ends_at` are wall-clock times of the place, `finishes` is the moment itself.

    :ivar headcount: who is there without a name.
    """

    id: UUID
    title: str
    form: Form
    organisation: int
    place: str
    room: str | None
    timezone: str
    starts_at: datetime
    ends_at: datetime
    finishes: datetime
    is_cancelled: bool
    headcount: int

    @property
    def counts_heads_only(self) -> bool:
        return self.form is Form.WALK_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A registration with a place: `people` in all, the companions with names as far as these were asked."""

    id: UUID
    name: str
    people: int
    companions: Sequence[str]
    is_present: bool


async def sessions_at_door(actor: Actor) -> list[DoorSession]:
    """Today's and tomorrow's: of the organisations that somebody plans for, and at the places that are theirs."""
    planned = [each.id for each in await organisations_of(actor, PLANNED)]
    hosted = [each.id for each in await organisations_of(actor, HOSTED)]
    return [_session(row) for row in await fetch(_NEAR, planned, await places_of(actor.account_id), hosted)]


async def session_at_door(session: UUID) -> DoorSession:
    """:raises UnknownSession: there is none."""
    row = await fetch_row(_ONE, session)
    if row is None:
        raise UnknownSession
    return _session(row)


async def guests_of(session: UUID) -> list[Guest]:
    """Who has a place, by name."""
    return [
        Guest(**{**row, "is_present": bool(row["is_present"]), "companions": tuple(row["companions"])})
        for row in await fetch(_PEOPLE, session)
    ]


async def state_of(session: UUID) -> dict[str, Any]:
    """Who is there, as phones keep it: `{"present": [registration], "count": heads, "as_of": ISO}`.

    :raises UnknownSession: there is none.
    """
    moment = as_of()
    row = await fetch_row(_STATE, session)
    if row is None:
        raise UnknownSession
    return {"present": [str(each) for each in row["present"]], "count": row["headcount"], "as_of": moment}


def as_of() -> str:
    """The present as a text that sorts by time, so that a phone knows what is newer."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _session(row: Any) -> DoorSession:
    return DoorSession(**{**row, "form": Form(row["form"])})


def presence(is_present: bool) -> Presence:
    return Presence.PRESENT if is_present else Presence.ABSENT
