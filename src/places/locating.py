"""Makes and changes locations and their opening hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby, pairwise

from database.transaction import execute, execute_many, fetch, fetch_value, transaction
from database.violations import violations
from outbox.recording import record
from places.errors import (
    CoordinatesIncomplete,
    LocationKeyTaken,
    LocationSlugTaken,
    OpeningHoursOverlap,
    UnknownLocation,
)
from places.facts import LocationMoved
from places.organising import lock_organisation
from places.queries import LocationRow, OrganisationRow, location_by_slug
from places.schemas import LocationDetails, OpeningHoursDetails

_INSERT = """
INSERT INTO location (organisation, slug, key, name, kind, host_kind, street, postcode, place, latitude, longitude,
    timezone, phone, wheelchair, hearing_loop, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id
"""
_UPDATE = """
UPDATE location SET key = $2, name = $3, kind = $4, host_kind = $5, street = $6, postcode = $7, place = $8,
    latitude = $9, longitude = $10, timezone = $11, phone = $12, wheelchair = $13, hearing_loop = $14, note = $15
WHERE id = $1
"""
_SLUG_LENGTH = 120
_NUMBERED_SLUGS = 50


async def add_location(*, organisation_slug: str, details: LocationDetails) -> LocationRow:
    """Adds a location; its slug is its key when that is free, and else begins with the slug of the organisation.

    :raises UnknownOrganisation: there is no such organisation.
    :raises LocationKeyTaken: the organisation has a location with this key.
    """
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        slug = await _free_slug(organisation.slug, details.key)
        row = _new_row(organisation, slug, details)
        errors = {**_taken(row), "location_slug_key": LocationSlugTaken(slug=slug)}
        with violations(errors):
            await fetch_value(_INSERT, organisation.id, slug, *_columns(row))
        return await location_by_slug(slug)


async def change_location(*, slug: str, details: LocationDetails) -> LocationRow:
    """Changes what `details` has set and leaves the rest; touches nothing when nothing differs.

    The slug stays, because people have links to it. A visible change raises the SEQUENCE of sessions held there; of
    another address who comes there is told, of another name not.

    :raises UnknownLocation: there is no such location.
    :raises LocationKeyTaken: the organisation has another location with the new key.
    :raises CoordinatesIncomplete: one of the coordinates would be left alone.
    """
    async with transaction():
        if await fetch_value("SELECT id FROM location WHERE slug = $1 FOR UPDATE", slug) is None:
            raise UnknownLocation(slug=slug, field="location")
        current = await location_by_slug(slug)
        changed = _changed(current, details)
        if changed != current:
            half = CoordinatesIncomplete(field="longitude" if changed.longitude is None else "latitude")
            with violations({**_taken(changed), "location_coordinates_pair": half}):
                await execute(_UPDATE, current.id, *_columns(changed))
            if current.street and _spelled(changed) != _spelled(current):
                await record(LocationMoved(location=current.id, former_address=_address(current)))
        return changed


async def set_opening_hours(*, location_slug: str, hours: Sequence[OpeningHoursDetails]) -> None:
    """Replaces all opening hours of a location.

    :raises UnknownLocation: there is no such location.
    :raises OpeningHoursOverlap: two of them are open at the same time.
    """
    _refuse_overlap(hours)
    sql = "INSERT INTO opening_hours (location, weekday, opens_at, closes_at) VALUES ($1, $2, $3, $4)"
    async with transaction():
        location = await location_by_slug(location_slug)
        # Two people who save at the same time wait here, so that their hours are not mixed.
        await execute("SELECT id FROM location WHERE id = $1 FOR UPDATE", location.id)
        await execute("DELETE FROM opening_hours WHERE location = $1", location.id)
        await execute_many(sql, [(location.id, each.weekday, each.opens_at, each.closes_at) for each in hours])


async def retire_location(*, slug: str, now: datetime | None = None) -> None:
    """From now on nothing new is planned there; what was held there stays. A second time changes nothing.

    Whoever asks for this looks first whether sessions are still to come there: this knows nothing of sessions.

    :raises UnknownLocation: there is no such location.
    """
    sql = "UPDATE location SET retired_at = coalesce(retired_at, $2) WHERE slug = $1"
    if await execute(sql, slug, now or datetime.now(UTC)) != "UPDATE 1":
        raise UnknownLocation(slug=slug, field="location")


async def reopen_location(*, slug: str) -> None:
    """The opposite of `retire_location`.

    :raises UnknownLocation: there is no such location.
    """
    if await execute("UPDATE location SET retired_at = NULL WHERE slug = $1", slug) != "UPDATE 1":
        raise UnknownLocation(slug=slug, field="location")


def _address(location: LocationRow) -> str:
    """As mails write it."""
    town = f"{location.postcode} {location.place}".strip()
    return ", ".join(part for part in (location.street, town) if part)


def _spelled(location: LocationRow) -> str:
    """The address without what a correction of its spelling changes: capitals, spaces and signs."""
    return "".join(each for each in _address(location).casefold() if each.isalnum())


def _refuse_overlap(hours: Sequence[OpeningHoursDetails]) -> None:
    ordered = sorted(hours, key=lambda each: (each.weekday, each.opens_at))
    for _, day in groupby(ordered, key=lambda each: each.weekday):
        for earlier, later in pairwise(day):
            if later.opens_at < earlier.closes_at:
                raise OpeningHoursOverlap(first=_stretch(earlier), second=_stretch(later), field="hours")


def _stretch(hours: OpeningHoursDetails) -> str:
    return f"{hours.opens_at:%H:%M}-{hours.closes_at:%H:%M}"


async def _free_slug(organisation_slug: str, key: str) -> str:
    longer = f"{organisation_slug}-{key}"[: _SLUG_LENGTH - 3].rstrip("-")
    wanted = [key, longer, *(f"{longer}-{number}" for number in range(2, _NUMBERED_SLUGS))]
    taken = {record["slug"] for record in await fetch("SELECT slug FROM location WHERE slug = ANY($1::text[])", wanted)}
    return next((slug for slug in wanted if slug not in taken), key)


def _taken(row: LocationRow) -> dict[str, Exception]:
    return {"location_key_once": LocationKeyTaken(key=row.key, field="key")}


def _new_row(organisation: OrganisationRow, slug: str, details: LocationDetails) -> LocationRow:
    values = details.model_dump() | {"timezone": details.timezone or organisation.timezone}
    return LocationRow(
        id=0,
        slug=slug,
        organisation_id=organisation.id,
        organisation_slug=organisation.slug,
        organisation_name=organisation.name,
        **values,
    )


def _changed(row: LocationRow, details: LocationDetails) -> LocationRow:
    given = details.model_dump(include=details.model_fields_set)
    if details.timezone is None:
        given.pop("timezone", None)
    return replace(row, **given)


def _columns(row: LocationRow) -> tuple[object, ...]:
    return (
        row.key,
        row.name,
        row.kind,
        row.host_kind,
        row.street,
        row.postcode,
        row.place,
        row.latitude,
        row.longitude,
        row.timezone,
        row.phone,
        row.wheelchair,
        row.hearing_loop,
        row.note,
    )
