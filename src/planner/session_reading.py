"""Reads one session with all that its panel shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch, fetch_row
from events.errors import UnknownSession
from events.forms import target_of
from events.vocabulary import Form, RegistrationTarget, SessionState

_SESSION: Final = """
SELECT session.id, session.edition, session.location, session.room, session.state, session.cancel_reason,
    session.edited, session.sequence AS version, session.ends_at AS finishes,
    location.timezone,
    session.starts_at AT TIME ZONE location.timezone AS starts_at,
    session.ends_at AT TIME ZONE location.timezone AS ends_at, session.title AS own_title, session.note,
    session.capacity, session.seats_taken, session.setup_minutes, session.clearup_minutes, session.outside_hours,
    session.rule, edition.capacity AS group_capacity, edition.seats_taken AS group_taken,
    activity.title, activity.slug, activity.form, activity.organisation, activity.themes,
    location.name AS location_name, location.slug AS location_slug, location.place, room.name AS room_name
FROM session JOIN location ON location.id = session.location LEFT JOIN room ON room.id = session.room
JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
WHERE session.id = $1
"""
_COUNTS: Final = """
SELECT
    (SELECT count(*) FROM registration WHERE (session = $1 OR edition = $2) AND state IN ('confirmed', 'attended'))::int
        AS coming,
    (SELECT count(*) FROM registration WHERE (session = $1 OR edition = $2) AND state IN ('waiting', 'offered'))::int
        AS waiting,
    (SELECT count(*) FROM session AS other WHERE other.rule = $3 AND other.state = 'scheduled'
        AND other.starts_at > now())::int AS in_series
"""
_STAFF: Final = """
SELECT facilitator.id, facilitator.name, facilitator.email, facilitator.phone
FROM assignment JOIN facilitator ON facilitator.id = assignment.facilitator
WHERE assignment.session = $1 ORDER BY facilitator.name, facilitator.id
"""
_CANDIDATES: Final = """
WITH RECURSIVE up AS (
    SELECT id, parent, 0 AS depth FROM organisation WHERE id = $2
    UNION ALL
    SELECT organisation.id, organisation.parent, up.depth + 1
    FROM organisation JOIN up ON organisation.id = up.parent WHERE up.depth < 20
)
SELECT facilitator.id, facilitator.name FROM facilitator JOIN up ON up.id = facilitator.organisation
WHERE facilitator.active AND facilitator.id NOT IN (SELECT facilitator FROM assignment WHERE session = $1)
ORDER BY facilitator.name, facilitator.id LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads the session; how to reach them is for staff only."""

    id: int
    name: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """`starts_at` and `ends_at` are wall-clock times of the place, `finishes` is the moment itself.

    :ivar capacity: of the group where people sign up for the whole series; None is unlimited or not counted.
    :ivar coming: how many registrations have a place; `waiting` how many have none yet.
    :ivar in_series: how many meetings of its series are still to come.
    """

    id: UUID
    edition: UUID
    organisation: int
    slug: str
    title: str
    own_title: str | None
    note: str
    form: Form
    location: int
    location_name: str
    location_slug: str
    place: str
    room: int | None
    room_name: str | None
    timezone: str
    starts_at: datetime
    ends_at: datetime
    finishes: datetime
    state: SessionState
    cancel_reason: str
    edited: bool
    rule: int | None
    capacity: int | None
    taken: int
    by_group: bool
    setup_minutes: int
    clearup_minutes: int
    outside_hours: bool
    version: int
    coming: int
    waiting: int
    in_series: int

    @property
    def called(self) -> str:
        return self.own_title or self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state is SessionState.CANCELLED

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def place_value(self) -> str:
        """As the forms name a place, with its room when it has one."""
        return f"{self.location}:{self.room or ''}"


async def read_session(session: UUID) -> SessionFacts:
    """:raises UnknownSession: there is none."""
    record = await fetch_row(_SESSION, session)
    if record is None:
        raise UnknownSession
    counts = await fetch_row(_COUNTS, session, record["edition"], record["rule"])
    return _facts(dict(record), dict(counts or {}))


def _facts(row: dict[str, Any], counts: dict[str, int]) -> SessionFacts:
    form = Form(row["form"])
    by_group = target_of(form) is RegistrationTarget.EDITION
    chosen = {
        "form": form,
        "by_group": by_group,
        "state": SessionState(row["state"]),
        "capacity": row["group_capacity"] if by_group else row["capacity"],
        "taken": row["group_taken"] if by_group else row["seats_taken"],
    }
    values = {**row, **counts, **chosen}
    return SessionFacts(**{name: values[name] for name in SessionFacts.__dataclass_fields__})


async def leaders_of(session: UUID) -> list[Leader]:
    return [Leader(**row) for row in await fetch(_STAFF, session)]


async def candidates_for(session: UUID, organisation: int) -> Sequence[dict[str, Any]]:
    """Who could lead it too, as options of a form: people of the organisation and of those above it."""
    return [{"value": row["id"], "label": row["name"]} for row in await fetch(_CANDIDATES, session, organisation)]
