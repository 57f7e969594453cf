"""What the JSON API answers to staff: things as they are stored, drafts too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from database.transaction import fetch, fetch_row, fetch_value
from events.errors import UnknownEdition, UnknownSession
from events.reading_activities import activity_by_slug
from events.vocabulary import (
    ActivityKind,
    ActivityState,
    Form,
    Presence,
    RegistrationPolicy,
    RegistrationState,
    SessionState,
    Skill,
    TargetGroup,
    Theme,
    WsobFunction,
)
from places.vocabulary import Equipment

_SESSION = """
SELECT session.id, session.edition, session.starts_at, session.ends_at, location.timezone, session.state,
    session.cancel_reason, session.title, session.note, location.slug AS location, session.room, session.capacity,
    session.seats_taken, session.headcount, session.sequence
FROM session JOIN location ON location.id = session.location WHERE session.id = $1
"""
_EDITION = """
SELECT edition.id, activity.slug AS activity, location.slug AS location, edition.capacity, edition.desk_seats,
    edition.minimum, edition.seats_taken
FROM edition JOIN activity ON activity.id = edition.activity JOIN location ON location.id = edition.location
WHERE edition.id = $1
"""
_REGISTRATIONS = """
SELECT registration.id, registration.queue_number, registration.name, registration.email, registration.phone,
    registration.party_size, registration.note, registration.locale, registration.state AS status,
    registration.created_at, attendance.presence, location.timezone
FROM session JOIN location ON location.id = session.location
JOIN registration ON registration.session = session.id OR registration.edition = session.edition
LEFT JOIN attendance ON attendance.registration = registration.id AND attendance.session = session.id
WHERE session.id = $1 AND registration.queue_number > $2
ORDER BY registration.queue_number LIMIT $3
"""


class Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class StaffActivity(Answer):
    slug: str
    key: str
    state: ActivityState
    title: str
    summary: str
    description: str
    kind: ActivityKind
    form: Form
    themes: list[Theme]
    target_groups: list[TargetGroup]
    language: str
    entry_level: str
    partners: list[str]
    aliases: list[str]
    wsob_function: WsobFunction
    registration: RegistrationPolicy
    registration_url: str | None
    waiting_list: bool
    cost_cents: int
    neutral_title: str | None
    reminder_days: list[int]
    reminder_hours: list[int]
    prepare_days: list[int]
    follow_up_days: list[int]
    asks_how_it_was: bool
    setup_minutes: int
    clearup_minutes: int
    staff_min: int
    staff_max: int | None
    skills: list[Skill]
    equipment: list[Equipment]

    @classmethod
    async def read(cls, slug: str) -> Self:
        """Raises UnknownActivity."""
        row = await activity_by_slug(slug)
        values = {name: getattr(row, name) for name in cls.model_fields if name != "aliases"}
        return cls(aliases=row.former_names, **values)


class StaffSession(Answer):
    """`title` is null when it is that of the activity; `room` is an id."""

    id: UUID
    edition: UUID
    starts_at: datetime
    ends_at: datetime
    timezone: str
    state: SessionState
    cancel_reason: str
    title: str | None
    note: str
    location: str
    room: int | None
    capacity: int | None
    seats_taken: int
    headcount: int | None
    sequence: int

    @classmethod
    async def read(cls, session: UUID) -> Self:
        """Raises UnknownSession."""
        record = await fetch_row(_SESSION, session)
        if record is None:
            raise UnknownSession
        return cls(**_local(record, "starts_at", "ends_at"))


class StaffEdition(Answer):
    """`seats_taken` counts where people sign up for the whole edition; elsewhere each session has its own."""

    id: UUID
    activity: str
    location: str
    capacity: int | None
    desk_seats: int
    minimum: int | None
    seats_taken: int

    @classmethod
    async def read(cls, edition: UUID) -> Self:
        """Raises UnknownEdition."""
        record = await fetch_row(_EDITION, edition)
        if record is None:
            raise UnknownEdition
        return cls(**record)


class CreatedEdition(Answer):
    id: UUID
    activity: str


class CreatedRule(Answer):
    """`sessions` is how many sessions the edition has now."""

    id: int
    edition: UUID
    sessions: int

    @classmethod
    async def read(cls, rule: int, edition: UUID) -> Self:
        sessions = await fetch_value("SELECT count(*) FROM session WHERE edition = $1", edition)
        return cls(id=rule, edition=edition, sessions=sessions)


class CreatedPackage(Answer):
    slug: str
    title: str


class StaffRegistration(Answer):
    """`presence` is null until somebody has marked it."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    party_size: int
    note: str
    locale: str
    status: RegistrationState
    presence: Presence | None
    created_at: datetime


class StaffRegistrations(Answer):
    """In the order in which people came; `next` is the `cursor` of the part after it."""

    items: list[StaffRegistration]
    next: str | None

    @classmethod
    async def read(cls, session: UUID, *, limit: int, after: int) -> Self:
        records = await fetch(_REGISTRATIONS, session, after, limit + 1)
        items = [StaffRegistration(**_local(record, "created_at")) for record in records[:limit]]
        return cls(items=items, next=str(records[limit - 1]["queue_number"]) if len(records) > limit else None)


def _local(record: Mapping[str, Any], *moments: str) -> dict[str, Any]:
    values = dict(record)
    zone = ZoneInfo(values["timezone"])
    return values | {name: values[name].astimezone(zone) for name in moments}
