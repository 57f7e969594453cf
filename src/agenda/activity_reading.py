"""What the page of an activity needs to know, in two queries; its e-content is the third."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record

from database.transaction import fetch, fetch_row
from events.errors import UnknownActivity
from events.vocabulary import (
    ActivityKind,
    ActivityState,
    Delivery,
    Form,
    RegistrationPolicy,
    SessionState,
    TargetGroup,
    Theme,
)
from places.vocabulary import HostKind, LocationKind

MOST_MEETINGS = 24
MOST_OF_GROUPS = 200


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    id: int
    slug: str
    title: str
    summary: str
    description: str
    kind: ActivityKind
    form: Form
    state: ActivityState
    themes: tuple[Theme, ...]
    target_groups: tuple[TargetGroup, ...]
    language: str
    entry_level: str
    partners: tuple[str, ...]
    registration_policy: RegistrationPolicy
    registration_url: str | None
    waiting_list: bool
    cost_cents: int
    aliases: tuple[str, ...]
    organisation_name: str
    organisation_phone: str | None
    last_location_id: int | None
    """Where it was last, or will be."""


@dataclass(slots=True)
class MeetingRow:
    """A session with its edition and place; times are aware UTC. `_MEETINGS` has the order of the fields."""

    id: UUID
    edition_id: UUID
    starts_at: datetime
    ends_at: datetime
    title: str | None
    note: str
    state: SessionState
    cancel_reason: str
    capacity: int | None
    seats_taken: int
    """With those that only the desk gives away."""
    is_open: bool
    """Whether people can sign up online now."""
    has_queue: bool
    edition_capacity: int | None
    edition_seats_taken: int
    edition_has_queue: bool
    edition_joins_at: datetime | None
    """When its next meeting starts that is not cancelled."""
    edition_has_met: bool
    edition_meetings: int
    """How many meetings that are not cancelled the edition has in all."""
    edition_ends_at: datetime
    delivery: Delivery
    room: str | None
    location_id: int
    location_slug: str
    location_name: str
    location_kind: LocationKind
    host_kind: HostKind | None
    street: str
    postcode: str
    place: str
    latitude: float | None
    longitude: float | None
    timezone: str
    phone: str | None
    wheelchair: bool | None
    hearing_loop: bool | None

    @property
    def is_cancelled(self) -> bool:
        return self.state is SessionState.CANCELLED

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.timezone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.timezone))


_ACTIVITY = """
SELECT activity.id, activity.slug, activity.title, activity.summary, activity.description, activity.kind, activity.form,
    activity.state, activity.themes, activity.target_groups, activity.language, activity.entry_level, activity.partners,
    activity.registration_policy, activity.registration_url, activity.waiting_list, activity.cost_cents,
    organisation.name AS organisation_name, organisation.phone AS organisation_phone,
    ARRAY(SELECT name FROM activity_alias WHERE activity = activity.id ORDER BY id) AS aliases,
    (SELECT location FROM edition WHERE edition.activity = activity.id ORDER BY first_day DESC LIMIT 1)
        AS last_location_id
FROM activity JOIN organisation ON organisation.id = activity.organisation
WHERE activity.slug = $1 AND activity.state <> 'draft'
"""
# A session longer than 31 days would be missed while it is going on, and the index spares the years before.
_MEETINGS = """
WITH run AS (
    SELECT edition.id, edition.state, edition.capacity, edition.seats_taken + edition.desk_seats AS seats_taken,
        edition.delivery, whole.*, (edition.registration_opens_at IS NULL OR edition.registration_opens_at <= $2)
            AND (edition.registration_closes_at IS NULL OR edition.registration_closes_at > $2) AS is_open,
        EXISTS (SELECT FROM registration WHERE registration.edition = edition.id AND registration.state = 'waiting')
            AS has_queue
    FROM edition JOIN LATERAL (
        SELECT min(starts_at) FILTER (WHERE state = 'scheduled' AND starts_at > $2) AS joins_at,
            coalesce(bool_or(state = 'scheduled' AND ends_at <= $2), false) AS has_met,
            max(ends_at) AS last_end, count(*) FILTER (WHERE state = 'scheduled') AS meetings
        FROM session WHERE session.edition = edition.id
    ) AS whole ON true
    WHERE edition.activity = $1 AND EXISTS (
        SELECT FROM session
        WHERE session.edition = edition.id AND starts_at > $2::timestamptz - interval '31 days' AND ends_at > $2
    )
), shown AS (
    SELECT session.*, run.capacity AS edition_capacity, run.seats_taken AS edition_seats_taken, run.delivery,
        run.has_queue AS edition_has_queue, run.is_open, run.joins_at, run.has_met, run.last_end, run.meetings,
        run.state AS edition_state
    FROM run JOIN LATERAL (
        SELECT * FROM session
        WHERE session.edition = run.id AND ($3 OR starts_at > $2::timestamptz - interval '31 days' AND ends_at > $2)
        ORDER BY id IS NOT DISTINCT FROM $5::uuid DESC, starts_at, id LIMIT $4
    ) AS session ON true
    ORDER BY session.id IS NOT DISTINCT FROM $5::uuid DESC, session.starts_at, session.id LIMIT $4
)
SELECT session.id, session.edition AS edition_id, session.starts_at, session.ends_at, session.title, session.note,
    CASE WHEN session.edition_state = 'cancelled' THEN 'cancelled' ELSE session.state END AS state,
    session.cancel_reason, session.capacity, session.seats_taken + session.desk_seats AS seats_taken, session.is_open,
    EXISTS (SELECT FROM registration WHERE registration.session = session.id AND registration.state = 'waiting')
        AS has_queue,
    session.edition_capacity, session.edition_seats_taken, session.edition_has_queue,
    session.joins_at AS edition_joins_at, session.has_met AS edition_has_met, session.meetings AS edition_meetings,
    session.last_end AS edition_ends_at, session.delivery,
    (SELECT name FROM room WHERE room.id = session.room) AS room,
    location.id AS location_id, location.slug AS location_slug, location.name AS location_name,
    location.kind AS location_kind, location.host_kind, location.street, location.postcode, location.place,
    location.latitude, location.longitude, location.timezone, location.phone, location.wheelchair, location.hearing_loop
FROM shown AS session JOIN location ON location.id = session.location
ORDER BY session.starts_at, session.id
"""


async def activity_by_slug(slug: str) -> ActivityRow:
    """Published or archived; a draft is nobody's business.

    :raises UnknownActivity: there is none.
    """
    record = await fetch_row(_ACTIVITY, slug)
    if record is None:
        raise UnknownActivity(field="activity")
    return _activity(record)


async def meetings_of_activity(activity: ActivityRow, now: datetime, asked: UUID | None = None) -> list[MeetingRow]:
    """The next meetings in order of time and the one asked for; of a fixed group also those that have been."""
    is_whole = activity.form is Form.COHORT
    limit = MOST_OF_GROUPS if is_whole else MOST_MEETINGS
    records = await fetch(_MEETINGS, activity.id, now, is_whole, limit, asked)
    return [_meeting(record) for record in records]


def _activity(record: Mapping[str, Any]) -> ActivityRow:
    values = dict(record) | {
        "kind": ActivityKind(record["kind"]),
        "form": Form(record["form"]),
        "state": ActivityState(record["state"]),
        "themes": tuple(Theme(theme) for theme in record["themes"]),
        "target_groups": tuple(TargetGroup(group) for group in record["target_groups"]),
        "partners": tuple(record["partners"]),
        "registration_policy": RegistrationPolicy(record["registration_policy"]),
        "aliases": tuple(record["aliases"]),
    }
    return ActivityRow(**values)


def _meeting(record: Record) -> MeetingRow:
    # By position, because by name takes five times as long and an activity can have two hundred.
    meeting = MeetingRow(*record.values())
    meeting.state, meeting.delivery = SessionState(meeting.state), Delivery(meeting.delivery)
    meeting.location_kind = LocationKind(meeting.location_kind)
    meeting.host_kind = None if meeting.host_kind is None else HostKind(meeting.host_kind)
    return meeting
