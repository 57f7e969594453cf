"""Sessions as the agenda and the API read them, in one query: what is said of each, and the SQL that finds it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from agenda.conditions import CAPACITY, IS_OPEN, PER_EDITION, SEATS_TAKEN, TABLES, Conditions
from database.transaction import fetch
from events.vocabulary import ActivityKind, Delivery, Form, RegistrationPolicy, SessionState
from places.vocabulary import HostKind, LocationKind


@dataclass(slots=True)
class ListedSession:
    """A session as a row of a list shows it.

    :ivar starts_at: and `ends_at` are aware, in the zone of the place (`timezone`).
    :ivar title: of the session when it has its own, else of the activity.
    :ivar themes: are values of events.vocabulary.
    :ivar capacity: None is unlimited; with `seats_taken` it is of the edition for forms that sign up once. The seats
        of the desk count as taken.
    :ivar has_begun: whether it is of a cohort that met before, which nobody can join any more.
    :ivar has_queue: whether people wait for a place; of the edition for forms that sign up once.
    :ivar joins_at: aware; when the next meeting starts for which one can sign up now, None when there is none.
    :ivar has_content: whether the session offers e-content.
    """

    id: UUID
    starts_at: datetime
    ends_at: datetime
    timezone: str
    state: SessionState
    title: str
    activity_slug: str
    themes: list[str]
    form: Form
    registration_policy: RegistrationPolicy
    registration_url: str | None
    waiting_list: bool
    capacity: int | None
    seats_taken: int
    location_name: str
    location_kind: LocationKind
    host_kind: HostKind | None
    has_content: bool
    has_begun: bool
    has_queue: bool
    joins_at: datetime | None


@dataclass(slots=True)
class SessionRow(ListedSession):
    """A session with all that data and feeds say of it; `target_groups` are values of events.vocabulary."""

    edition_id: UUID
    activity_id: int
    location_id: int
    cancel_reason: str
    note: str
    activity_title: str
    summary: str
    kind: ActivityKind
    target_groups: list[str]
    language: str
    delivery: Delivery
    cost_cents: int
    location_slug: str
    street: str
    postcode: str
    place: str
    room: str | None
    organisation_slug: str
    organisation_name: str


_COLUMNS: Final[Mapping[str, str]] = {
    "id": "session.id",
    "edition_id": "session.edition",
    "activity_id": "activity.id",
    "location_id": "location.id",
    "state": "CASE WHEN edition.state = 'cancelled' THEN 'cancelled' ELSE session.state END",
    "title": "coalesce(session.title, activity.title)",
    "activity_title": "activity.title",
    "activity_slug": "activity.slug",
    "delivery": "edition.delivery",
    "capacity": CAPACITY,
    "seats_taken": SEATS_TAKEN,
    "room": "(SELECT room.name FROM room WHERE room.id = session.room)",
    **{name: f"session.{name}" for name in ("starts_at", "ends_at", "cancel_reason", "note")},
    **{name: f"location.{name}" for name in ("timezone", "host_kind", "street", "postcode", "place")},
    **{f"location_{name}": f"location.{name}" for name in ("slug", "name", "kind")},
    **{f"organisation_{name}": f"organisation.{name}" for name in ("slug", "name")},
}
# What takes a look into another table, asked of the rows that are shown and not of all that could be.
_ASKED: Final[Mapping[str, str]] = {
    # Kept with the event, because the whole rule takes as long as all else that is asked of a row.
    "has_content": """coalesce((
        SELECT kept.has_content FROM rendered_event AS kept
        WHERE kept.session = found.id AND kept.sequence = found.sequence
    ), EXISTS (
        SELECT FROM linked_content(found.id, found.activity_id, found.inherits_from, lesson_of(found.id)) AS shown
            JOIN package ON package.id = shown.package AND package.state = 'available'
        WHERE is_licensed(shown.package, found.organisation, local_today())))""",
    # Not EXISTS, for which PostgreSQL would rather read all sessions once than those of a few editions.
    "has_begun": """found.form = 'cohort' AND (
        SELECT true FROM session
        WHERE session.edition = found.edition_id AND session.state = 'scheduled' AND session.ends_at <= now() LIMIT 1
        ) IS NOT NULL""",
    "has_queue": """CASE WHEN found.per_edition
        THEN EXISTS (SELECT FROM registration
            WHERE registration.edition = found.edition_id AND registration.state = 'waiting')
        ELSE EXISTS (SELECT FROM registration WHERE registration.session = found.id AND registration.state = 'waiting')
        END""",
    "joins_at": """CASE WHEN NOT found.is_open THEN NULL
        WHEN found.starts_at > now() OR NOT found.per_edition THEN found.starts_at ELSE (
        SELECT min(session.starts_at) FROM session
        WHERE session.edition = found.edition_id AND session.state = 'scheduled' AND session.starts_at > now()) END""",
}
_FOR_ASKING: Final = "session.sequence, activity.inherits_from, activity.organisation"
_Row = TypeVar("_Row", bound=ListedSession)


def _query(row: type[ListedSession]) -> tuple[str, str]:
    """What to select of `found`, and what `found` selects, for the fields of a row in their order."""
    names = [field.name for field in fields(row)]
    asked = ", ".join(f"{_ASKED[name]} AS {name}" if name in _ASKED else f"found.{name}" for name in names)
    needed = dict.fromkeys([*(name for name in names if name not in _ASKED), "activity_id", "edition_id"])
    columns = ", ".join(f"{_COLUMNS.get(name, f'activity.{name}')} AS {name}" for name in needed)
    return (
        asked,
        f"{columns}, {_FOR_ASKING}, {PER_EDITION} AS per_edition, {IS_OPEN} AS is_open",
    )


_QUERIES: Final = {row: _query(row) for row in (ListedSession, SessionRow)}


async def rows_of(conditions: Conditions, limit: int, row: type[_Row]) -> list[_Row]:
    """The first sessions that fit, in order of time, in one query."""
    asked, columns = _QUERIES[row]
    # The limit is written out: of a parameter the planner fears that it is large, and then joins everything first.
    sql = f"""
        SELECT {asked} FROM (
            SELECT {columns} {TABLES} WHERE {conditions.where()} ORDER BY session.starts_at, session.id LIMIT {limit:d}
        ) AS found ORDER BY found.starts_at, found.id
    """  # noqa: S608  put together of constants
    return [_read(row(*record.values())) for record in await fetch(sql, *conditions.values)]


_Word = TypeVar("_Word", bound=StrEnum)


def _by_value(words: type[_Word]) -> dict[str, _Word]:
    """Asking the class itself takes five times as long, and a page has three hundred."""
    return {word.value: word for word in words}


_STATES, _FORMS, _POLICIES = _by_value(SessionState), _by_value(Form), _by_value(RegistrationPolicy)
_LOCATION_KINDS, _HOST_KINDS = _by_value(LocationKind), _by_value(HostKind)


def _read(row: _Row) -> _Row:
    timezone = _zone(row.timezone)
    row.starts_at, row.ends_at = row.starts_at.astimezone(timezone), row.ends_at.astimezone(timezone)
    row.state, row.form = _STATES[row.state], _FORMS[row.form]
    row.registration_policy = _POLICIES[row.registration_policy]
    row.location_kind = _LOCATION_KINDS[row.location_kind]
    row.host_kind = None if row.host_kind is None else _HOST_KINDS[row.host_kind]
    if isinstance(row, SessionRow):
        row.kind, row.delivery = ActivityKind(row.kind), Delivery(row.delivery)
    return row


@lru_cache(maxsize=256)
def _zone(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone)
