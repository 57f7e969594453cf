"""The sessions that an agenda shows, each with all that its row says, in one query."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from agenda.conditions import CAPACITY, PER_EDITION, SEATS_TAKEN, TABLES, Conditions, Known, conditions_of
from agenda.filters import AgendaFilters
from database.transaction import fetch
from events.vocabulary import ActivityKind, Delivery, Form, RegistrationPolicy, SessionState
from places.vocabulary import HostKind, LocationKind
from refusals import Invalid

PAGE_SIZE: Final = 50
Aware = Annotated[datetime, "aware"]


class UnknownCursor(Invalid):
    """The list cannot go on from there. Start again at the beginning."""

    code = "unknown_cursor"


@dataclass(slots=True)
class SessionRow:
    """A session as the agenda shows it.

    :ivar starts_at: and `ends_at` are aware, in the zone of the place (`timezone`).
    :ivar title: of the session when it has its own, else of the activity.
    :ivar themes: and `target_groups` are values of events.vocabulary.
    :ivar capacity: None is unlimited; with `seats_taken` it is of the edition for forms that sign up once.
    :ivar has_begun: whether it is of a cohort that met before, which nobody can join any more.
    :ivar has_queue: whether people wait for a place; of the edition for forms that sign up once.
    :ivar joins_at: aware; when the next meeting starts for which one can sign up here, None when there is none.
    :ivar has_content: whether e-content is linked to the session, its activity or its template.
    """

    id: UUID
    edition_id: UUID
    activity_id: int
    location_id: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    state: SessionState
    cancel_reason: str
    note: str
    title: str
    activity_title: str
    activity_slug: str
    summary: str
    kind: ActivityKind
    form: Form
    themes: list[str]
    target_groups: list[str]
    language: str
    delivery: Delivery
    cost_cents: int
    registration_policy: RegistrationPolicy
    registration_url: str | None
    waiting_list: bool
    capacity: int | None
    seats_taken: int
    location_slug: str
    location_name: str
    location_kind: LocationKind
    host_kind: HostKind | None
    street: str
    postcode: str
    place: str
    room: str | None
    organisation_slug: str
    organisation_name: str
    has_content: bool
    has_begun: bool
    has_queue: bool
    joins_at: datetime | None


COLUMNS: Final = f"""
    session.id, session.edition AS edition_id, activity.id AS activity_id, location.id AS location_id,
    session.starts_at, session.ends_at, location.timezone,
    CASE WHEN edition.state = 'cancelled' THEN 'cancelled' ELSE session.state END AS state,
    session.cancel_reason, session.note,
    coalesce(session.title, activity.title) AS title, activity.title AS activity_title,
    activity.slug AS activity_slug, activity.summary, activity.kind, activity.form, activity.themes,
    activity.target_groups, activity.language, edition.delivery, activity.cost_cents, activity.registration_policy,
    activity.registration_url, activity.waiting_list, {CAPACITY} AS capacity, {SEATS_TAKEN} AS seats_taken,
    location.slug AS location_slug, location.name AS location_name, location.kind AS location_kind, location.host_kind,
    location.street, location.postcode, location.place,
    (SELECT room.name FROM room WHERE room.id = session.room) AS room,
    organisation.slug AS organisation_slug, organisation.name AS organisation_name,
    EXISTS (SELECT FROM content_link WHERE content_link.activity = activity.id)
        OR EXISTS (SELECT FROM content_link WHERE content_link.session = session.id)
        OR EXISTS (SELECT FROM content_link WHERE content_link.template = activity.template) AS has_content,
    activity.form = 'cohort' AND EXISTS (
        SELECT FROM session earlier
        WHERE earlier.edition = edition.id AND earlier.state = 'scheduled' AND earlier.ends_at <= now()
    ) AS has_begun,
    CASE WHEN {PER_EDITION}
        THEN EXISTS (SELECT FROM registration WHERE registration.edition = edition.id AND state = 'waiting')
        ELSE EXISTS (SELECT FROM registration WHERE registration.session = session.id AND state = 'waiting')
    END AS has_queue,
    CASE WHEN session.starts_at > now() OR NOT {PER_EDITION} THEN session.starts_at ELSE (
        SELECT min(later.starts_at) FROM session later
        WHERE later.edition = edition.id AND later.state = 'scheduled' AND later.starts_at > now()
    ) END AS joins_at
"""  # noqa: S608  put together of constants
_ORDER: Final = "ORDER BY session.starts_at, session.id LIMIT"
# A session longer than this would be missed while it is going on, and the index spares the years before.
_LONGEST: Final = "interval '31 days'"


async def sessions(
    filters: AgendaFilters,
    *,
    limit: int = PAGE_SIZE,
    after: str | None = None,
    now: Aware | None = None,
    known: Known | None = None,
) -> list[SessionRow]:
    """The sessions that the filters ask for, in order of time, in one query (and one to look up slugs, if not known).

    Without `from` those that have not ended yet. A cancelled session is there until it would have ended.

    :param after: the `cursor_of` the last row of the page before.
    :param known: as for `conditions_of`.
    :raises UnknownValue: as `conditions_of`.
    :raises UnknownCursor: `after` is no cursor.
    """
    conditions = await conditions_of(filters, known)
    add_time(conditions, filters, now)
    if after is not None:
        moment, session_id = _read_cursor(after)
        place = f"{conditions.parameter(moment, 'timestamptz')}, {conditions.parameter(session_id, 'uuid')}"
        conditions.common.append(f"(session.starts_at, session.id) > ({place})")
    return await rows_of(conditions, limit)


async def upcoming_of_activity(activity_id: int, limit: int = PAGE_SIZE) -> list[SessionRow]:
    """What is still to come of one published activity, the cancelled ones too."""
    return await _upcoming("activity.id", activity_id, limit)


async def upcoming_of_location(location_id: int, limit: int = PAGE_SIZE) -> list[SessionRow]:
    """What is still to come at one location, the cancelled ones too."""
    return await _upcoming("location.id", location_id, limit)


async def _upcoming(column: str, value: int, limit: int) -> list[SessionRow]:
    conditions = Conditions(common=["activity.state = 'published'", "session.ends_at > now()"])
    conditions.common.append(f"{column} = {conditions.parameter(value, 'int')}")
    return await rows_of(conditions, limit)


async def rows_of(conditions: Conditions, limit: int) -> list[SessionRow]:
    # The limit is written out: of a parameter the planner fears that it is large, and then joins everything first.
    sql = f"SELECT {COLUMNS} {TABLES} WHERE {conditions.where()} {_ORDER} {limit:d}"
    return [session_row(record) for record in await fetch(sql, *conditions.values)]


def add_time(conditions: Conditions, filters: AgendaFilters, now: Aware | None) -> None:
    """What is past only when `from` asks for it; of what was cancelled never.

    :param now: None is the present. A query without parameters is planned once and not each time, and planning takes
        longer than finding the fifty sessions of a page.
    """
    moment = "now()" if now is None else conditions.parameter(now, "timestamptz")
    if filters.first_day is None:
        conditions.common.append(f"session.ends_at > {moment} AND session.starts_at > {moment} - {_LONGEST}")
    else:
        conditions.common.append(f"session.ends_at > {moment} OR session.state = 'scheduled'")


def cursor_of(row: SessionRow) -> str:
    """Where a list goes on after this row."""
    return f"{row.starts_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}_{row.id}"


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    moment, _, session_id = cursor.partition("_")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC), UUID(session_id)
    except ValueError:
        raise UnknownCursor(field="cursor") from None


def session_row(record: asyncpg.Record) -> SessionRow:
    # By position, because by name takes twice as long and a page has fifty: COLUMNS has the order of the fields.
    row = SessionRow(*record.values())
    timezone = _zone(row.timezone)
    row.starts_at, row.ends_at = row.starts_at.astimezone(timezone), row.ends_at.astimezone(timezone)
    row.state, row.kind, row.form = SessionState(row.state), ActivityKind(row.kind), Form(row.form)
    row.delivery, row.registration_policy = Delivery(row.delivery), RegistrationPolicy(row.registration_policy)
    row.location_kind = LocationKind(row.location_kind)
    row.host_kind = HostKind(row.host_kind) if row.host_kind else None
    return row


@lru_cache(maxsize=256)
def _zone(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone)
