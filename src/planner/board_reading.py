"""Reads what the board shows: places with their rooms, and the sessions of a window of days. Two queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch
from events.forms import target_of
from events.vocabulary import ActivityState, Form, RegistrationTarget, SessionState
from places.vocabulary import LocationKind
from planner.board_window import Window

_SESSIONS: Final = """
SELECT session.id, session.location, session.room, session.state, session.cancel_reason, session.edited,
    session.sequence AS version, session.starts_at AT TIME ZONE location.timezone AS starts_at,
    session.ends_at AT TIME ZONE location.timezone AS ends_at, session.capacity, session.seats_taken,
    EXISTS (SELECT FROM session AS other WHERE other.rule = session.rule AND other.id <> session.id) AS in_series,
    coalesce(session.title, activity.title) AS title,
    edition.capacity AS group_capacity, edition.seats_taken AS group_taken, activity.form, activity.themes,
    activity.state AS activity_state, activity.organisation
FROM session JOIN location ON location.id = session.location
JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
LEFT JOIN programme ON programme.id = activity.programme
WHERE session.starts_at < $3::timestamp AT TIME ZONE 'UTC' + interval '1 day'
    AND session.starts_at > $2::timestamp AT TIME ZONE 'UTC' - interval '2 days'
    AND session.starts_at AT TIME ZONE location.timezone < $3::timestamp
    AND session.ends_at AT TIME ZONE location.timezone > $2::timestamp
    AND (activity.organisation = ANY($1::int[]) OR location.organisation = ANY($1::int[]))
    AND ($4::text IS NULL OR location.slug = $4) AND ($5::text IS NULL OR programme.slug = $5)
ORDER BY session.starts_at, session.id
"""
# Places of others only where something of ours is.
_PLACES: Final = """
SELECT location.id, location.slug, location.name, location.kind, location.place,
    room.id AS room, room.name AS room_name, room.capacity
FROM location JOIN organisation ON organisation.id = location.organisation
LEFT JOIN room ON room.location = location.id AND (room.retired_at IS NULL OR room.id = ANY($4::int[]))
WHERE (location.organisation = ANY($1::int[]) AND location.retired_at IS NULL OR location.id = ANY($2::int[]))
    AND ($3::text IS NULL OR location.slug = $3)
ORDER BY organisation.name, array_position($5::text[], location.kind::text), location.name, location.id,
    room.name, room.id
"""


@dataclass(frozen=True, slots=True)
class BoardRoom:
    id: int
    name: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """A location with the rooms that can be planned in."""

    id: int
    slug: str
    name: str
    kind: LocationKind
    place: str
    rooms: tuple[BoardRoom, ...]


@dataclass(frozen=True, slots=True)
class BoardSession:
    """`starts_at` and `ends_at` are wall-clock times of the place. `capacity` None: not counted, or unlimited."""

    id: UUID
    location: int
    room: int | None
    starts_at: datetime
    ends_at: datetime
    title: str
    theme: str
    state: SessionState
    cancel_reason: str
    edited: bool
    in_series: bool
    is_draft: bool
    organisation: int
    capacity: int | None
    taken: int
    version: int

    @property
    def is_cancelled(self) -> bool:
        return self.state is SessionState.CANCELLED


async def read_sessions(
    organisations: Sequence[int], window: Window, *, location: str | None = None, programme: str | None = None
) -> list[BoardSession]:
    """Sessions of these organisations, or at their places, that touch the window; by time."""
    until = window.last + timedelta(days=1)
    records = await fetch(_SESSIONS, organisations, _midnight(window.first), _midnight(until), location, programme)
    return [_session(record) for record in records]


async def read_places(
    organisations: Sequence[int], sessions: Sequence[BoardSession], *, location: str | None = None
) -> list[BoardPlace]:
    """The places of these organisations, and those of others where the sessions are."""
    used = sorted({session.location for session in sessions})
    rooms = sorted({session.room for session in sessions if session.room is not None})
    records = await fetch(_PLACES, organisations, used, location, rooms, list(LocationKind))
    places: dict[int, Any] = {}
    for record in records:
        row = places.setdefault(record["id"], (record, []))
        if record["room"] is not None:
            row[1].append(BoardRoom(record["room"], record["room_name"], record["capacity"]))
    return [_place(record, tuple(rooms)) for record, rooms in places.values()]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  wall-clock time of the place


def _session(record: Any) -> BoardSession:
    by_group = target_of(Form(record["form"])) is RegistrationTarget.EDITION
    return BoardSession(
        id=record["id"],
        location=record["location"],
        room=record["room"],
        starts_at=record["starts_at"],
        ends_at=record["ends_at"],
        title=record["title"],
        theme=next(iter(record["themes"]), ""),
        state=SessionState(record["state"]),
        cancel_reason=record["cancel_reason"],
        edited=record["edited"],
        in_series=record["in_series"],
        is_draft=record["activity_state"] == ActivityState.DRAFT,
        organisation=record["organisation"],
        capacity=record["group_capacity"] if by_group else record["capacity"],
        taken=record["group_taken"] if by_group else record["seats_taken"],
        version=record["version"],
    )


def _place(record: Any, rooms: tuple[BoardRoom, ...]) -> BoardPlace:
    return BoardPlace(
        id=record["id"],
        slug=record["slug"],
        name=record["name"],
        kind=LocationKind(record["kind"]),
        place=record["place"],
        rooms=rooms,
    )
