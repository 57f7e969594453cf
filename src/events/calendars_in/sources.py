"""Calendars of other systems: adding them, switching them off, and how they are doing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.transaction import execute, fetch, fetch_row, fetch_value, transaction
from database.violations import violations
from events.calendars_in.errors import SourceNameTaken, UnknownSource
from events.creating_errors import UnknownLocationKey
from events.errors import UnknownActivity
from events.vocabulary import ActivityKind, Form
from places.organising import lock_organisation

_SOURCES = """
SELECT source.id, source.organisation, organisation.slug AS organisation_slug, source.name, source.url,
    source.location, location.name AS location_name, location.timezone, source.activity,
    (SELECT slug FROM activity WHERE activity.id = source.activity) AS activity_slug, source.kind, source.form,
    source.active, source.polled_at, source.etag, source.last_modified, source.failures, source.last_error,
    (SELECT count(*) FROM imported_event JOIN session ON session.id = imported_event.session
        WHERE imported_event.source = source.id AND session.state = 'scheduled' AND session.starts_at > now()) AS coming
FROM calendar_source AS source JOIN location ON location.id = source.location
    JOIN organisation ON organisation.id = source.organisation
"""
_INSERT = """
INSERT INTO calendar_source (organisation, name, url, location, activity, kind, form)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_LOCATION = "SELECT id FROM location WHERE organisation = $1 AND key = $2"
_ACTIVITY = "SELECT id FROM activity WHERE organisation = $1 AND slug = $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """`coming` is how many of its sessions are still to come; `last_error` is in Dutch, as the pages are."""

    id: int
    organisation: int
    organisation_slug: str
    name: str
    url: str | None
    location: int
    location_name: str
    timezone: str
    activity: int | None
    activity_slug: str | None
    kind: ActivityKind
    form: Form
    active: bool
    polled_at: datetime | None
    etag: str | None
    last_modified: str | None
    failures: int
    last_error: str
    coming: int


async def add_source(
    *,
    organisation_slug: str,
    name: str,
    location_key: str,
    kind: ActivityKind,
    form: Form,
    url: str | None = None,
    activity_slug: str | None = None,
) -> int:
    """Adds a calendar and returns its id; nothing is read yet.

    :raises UnknownOrganisation: there is no such organisation.
    :raises UnknownLocationKey: the organisation has no such location.
    :raises UnknownActivity: the organisation has no such activity.
    :raises SourceNameTaken: it has a calendar with this name.
    """
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        location = await fetch_value(_LOCATION, organisation.id, location_key)
        if location is None:
            raise UnknownLocationKey(key=location_key, field="location")
        activity = await fetch_value(_ACTIVITY, organisation.id, activity_slug) if activity_slug else None
        if activity_slug and activity is None:
            raise UnknownActivity(field="activity")
        with violations({"calendar_source_name_once": SourceNameTaken(name=name, field="name")}):
            source: int = await fetch_value(_INSERT, organisation.id, name, url, location, activity, kind, form)
    return source


async def source_by_id(source: int) -> SourceRow:
    """:raises UnknownSource: there is none."""
    record = await fetch_row(_SOURCES + "WHERE source.id = $1", source)
    if record is None:
        raise UnknownSource
    return _source(record)


async def source_named(organisation_slug: str, name: str) -> SourceRow | None:
    record = await fetch_row(_SOURCES + "WHERE organisation.slug = $1 AND source.name = $2", organisation_slug, name)
    return _source(record) if record else None


async def sources_of(organisations: list[int]) -> list[SourceRow]:
    """Those of these organisations, by organisation and name."""
    sql = _SOURCES + "WHERE source.organisation = ANY($1::int[]) ORDER BY organisation.name, source.name, source.id"
    return [_source(record) for record in await fetch(sql, organisations)]


async def switch_source(source: int, *, active: bool) -> None:
    """A calendar that is switched off is asked no longer; what came from it stays.

    :raises UnknownSource: there is none.
    """
    sql = "UPDATE calendar_source SET active = $2, failures = 0 WHERE id = $1"
    if await execute(sql, source, active) != "UPDATE 1":
        raise UnknownSource


async def change_address(source: int, url: str) -> None:
    """From now on the calendar is asked there, whole the first time."""
    sql = "UPDATE calendar_source SET url = $2, etag = NULL, last_modified = NULL, failures = 0 WHERE id = $1"
    await execute(sql, source, url)


def _source(record: Mapping[str, Any]) -> SourceRow:
    values = dict(record)
    return SourceRow(**values | {"kind": ActivityKind(values["kind"]), "form": Form(values["form"])})
