"""Reads of organisations, locations, rooms, opening hours and closures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from database.transaction import fetch, fetch_row
from places.errors import UnknownLocation, UnknownOrganisation, UnknownRoom
from places.vocabulary import ClosureKind, Equipment, HostKind, LocationKind, OrganisationKind, SchoolRegion


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    id: int
    slug: str
    name: str
    kind: OrganisationKind
    parent_id: int | None
    timezone: str
    country: str
    school_region: SchoolRegion | None
    email: str | None
    phone: str | None
    website: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRow:
    id: int
    organisation_id: int
    organisation_slug: str
    organisation_name: str
    key: str
    slug: str
    name: str
    kind: LocationKind
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
    note: str
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    id: int
    location_id: int
    name: str
    capacity: int | None
    equipment: tuple[Equipment, ...] = ()
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHoursRow:
    """Local time of the location; `weekday` is 1 for Monday to 7 for Sunday."""

    weekday: int
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRow:
    """Days, both included; `location_id` is None when it holds for the whole organisation."""

    id: int
    organisation_id: int
    location_id: int | None
    kind: ClosureKind
    uid: str
    name: str
    first_day: date
    last_day: date
    region: SchoolRegion | None


_ORGANISATION_BY_SLUG = """
SELECT id, slug, name, kind, parent AS parent_id, timezone, country, school_region, email, phone, website
FROM organisation WHERE slug = $1
"""
_ORGANISATIONS = """
SELECT id, slug, name, kind, parent AS parent_id, timezone, country, school_region, email, phone, website
FROM organisation WHERE ($1::text IS NULL OR slug > $1) ORDER BY slug LIMIT $2
"""
# The depth ends a circle that somebody made by hand in the database.
_ANCESTORS = """
WITH RECURSIVE up AS (
    SELECT organisation.*, 0 AS depth FROM organisation WHERE id = $1
    UNION ALL
    SELECT organisation.*, up.depth + 1 FROM organisation JOIN up ON organisation.id = up.parent WHERE up.depth < 20
)
SELECT id, slug, name, kind, parent AS parent_id, timezone, country, school_region, email, phone, website
FROM up WHERE depth > 0 ORDER BY depth
"""
_DESCENDANTS = """
WITH RECURSIVE down AS (
    SELECT organisation.*, 0 AS depth FROM organisation WHERE id = $1
    UNION ALL
    SELECT organisation.*, down.depth + 1
    FROM organisation JOIN down ON organisation.parent = down.id WHERE down.depth < 20
)
SELECT id, slug, name, kind, parent AS parent_id, timezone, country, school_region, email, phone, website
FROM down WHERE depth > 0 ORDER BY depth, slug
"""
_LOCATIONS = """
SELECT location.id, location.organisation AS organisation_id, organisation.slug AS organisation_slug,
    organisation.name AS organisation_name, location.key, location.slug, location.name, location.kind,
    location.host_kind, location.street, location.postcode, location.place, location.latitude, location.longitude,
    location.timezone, location.phone, location.wheelchair, location.hearing_loop, location.note, location.retired_at
FROM location JOIN organisation ON organisation.id = location.organisation
"""
_ROOMS = """
SELECT id, location AS location_id, name, capacity, equipment, retired_at FROM room
"""
_CLOSURES = """
WITH RECURSIVE up AS (
    SELECT location.id AS at, organisation.id AS organisation, organisation.parent,
        organisation.school_region AS region, 0 AS depth
    FROM location JOIN organisation ON organisation.id = location.organisation WHERE location.id = ANY($1::int[])
    UNION ALL
    SELECT up.at, organisation.id, organisation.parent, up.region, up.depth + 1
    FROM up JOIN organisation ON organisation.id = up.parent WHERE up.depth < 20
)
SELECT up.at, closure.id, closure.organisation AS organisation_id, closure.location AS location_id, closure.kind,
    closure.uid, closure.name, closure.first_day, closure.last_day, closure.region
FROM up JOIN closure ON closure.organisation = up.organisation
WHERE (closure.location IS NULL OR closure.location = up.at)
    AND (up.depth = 0 OR closure.kind = 'school_holidays')
    AND (closure.region IS NULL OR up.region IS NULL OR closure.region = up.region)
    AND closure.first_day <= $3 AND closure.last_day >= $2
ORDER BY up.at, closure.first_day, closure.id
"""


async def organisation_by_slug(slug: str) -> OrganisationRow:
    """:raises UnknownOrganisation: there is none."""
    record = await fetch_row(_ORGANISATION_BY_SLUG, slug)
    if record is None:
        raise UnknownOrganisation(slug=slug, field="organisation")
    return _organisation(record)


async def organisations(*, limit: int = 200, after: str | None = None) -> list[OrganisationRow]:
    """Organisations in order of slug, from the one after the slug `after` on."""
    return [_organisation(record) for record in await fetch(_ORGANISATIONS, after, limit)]


async def ancestors(organisation_id: int) -> list[OrganisationRow]:
    """The organisations above it, the nearest first."""
    return [_organisation(record) for record in await fetch(_ANCESTORS, organisation_id)]


async def descendants(organisation_id: int) -> list[OrganisationRow]:
    """The organisations below it, the nearest first."""
    return [_organisation(record) for record in await fetch(_DESCENDANTS, organisation_id)]


async def location_by_slug(slug: str) -> LocationRow:
    """:raises UnknownLocation: there is none."""
    record = await fetch_row(_LOCATIONS + "WHERE location.slug = $1", slug)
    if record is None:
        raise UnknownLocation(slug=slug, field="location")
    return _location(record)


async def location_by_id(location_id: int) -> LocationRow:
    """:raises UnknownLocation: there is none."""
    record = await fetch_row(_LOCATIONS + "WHERE location.id = $1", location_id)
    if record is None:
        raise UnknownLocation(slug=location_id, field="location")
    return _location(record)


async def locations_of_organisation(organisation_id: int) -> list[LocationRow]:
    """All locations of one organisation, in the order in which they were added."""
    records = await fetch(_LOCATIONS + "WHERE location.organisation = $1 ORDER BY location.id", organisation_id)
    return [_location(record) for record in records]


async def locations(*, limit: int = 200, after: str | None = None) -> list[LocationRow]:
    """Locations of all organisations in order of slug, from the one after the slug `after` on."""
    condition = "WHERE ($1::text IS NULL OR location.slug > $1) ORDER BY location.slug LIMIT $2"
    return [_location(record) for record in await fetch(_LOCATIONS + condition, after, limit)]


async def rooms_of_locations(location_ids: Sequence[int]) -> dict[int, list[RoomRow]]:
    """The rooms of each location in order of name, in one query; a location without rooms has an empty list."""
    rooms: dict[int, list[RoomRow]] = {location_id: [] for location_id in location_ids}
    for record in await fetch(_ROOMS + "WHERE location = ANY($1::int[]) ORDER BY name, id", list(location_ids)):
        rooms[record["location_id"]].append(_room(record))
    return rooms


async def room_by_id(room_id: int) -> RoomRow:
    """:raises UnknownRoom: there is none."""
    record = await fetch_row(_ROOMS + "WHERE id = $1", room_id)
    if record is None:
        raise UnknownRoom(field="room")
    return _room(record)


async def opening_hours_of_location(location_id: int) -> list[OpeningHoursRow]:
    """The opening hours from Monday to Sunday."""
    return (await opening_hours_of_locations([location_id]))[location_id]


async def opening_hours_of_locations(location_ids: Sequence[int]) -> dict[int, list[OpeningHoursRow]]:
    """The opening hours of each location from Monday to Sunday, in one query; none for one that is always open."""
    sql = """
    SELECT location, weekday, opens_at, closes_at FROM opening_hours WHERE location = ANY($1::int[])
    ORDER BY location, weekday, opens_at
    """
    hours: dict[int, list[OpeningHoursRow]] = {location_id: [] for location_id in location_ids}
    for location, *stretch in await fetch(sql, list(location_ids)):
        weekday, opens_at, closes_at = stretch
        hours[location].append(OpeningHoursRow(weekday=weekday, opens_at=opens_at, closes_at=closes_at))
    return hours


async def closures_of_locations(location_ids: Sequence[int], first: date, last: date) -> dict[int, list[ClosureRow]]:
    """What closes each location on any day from `first` to `last`, both included, in one query.

    That is: closures of the location and of its organisation, and school holidays of the organisations above it. A
    closure of a school region counts only for organisations of that region, and for those that have none.
    """
    closures: dict[int, list[ClosureRow]] = defaultdict(list, {location_id: [] for location_id in location_ids})
    for record in await fetch(_CLOSURES, list(location_ids), first, last):
        closures[record["at"]].append(_closure(record))
    return dict(closures)


async def closures_of_location(location_id: int, first: date, last: date) -> list[ClosureRow]:
    """As `closures_of_locations`, for one."""
    return (await closures_of_locations([location_id], first, last))[location_id]


def _organisation(record: Mapping[str, Any]) -> OrganisationRow:
    values = dict(record) | {
        "kind": OrganisationKind(record["kind"]),
        "school_region": record["school_region"] and SchoolRegion(record["school_region"]),
    }
    return OrganisationRow(**values)


def _location(record: Mapping[str, Any]) -> LocationRow:
    values = dict(record) | {
        "kind": LocationKind(record["kind"]),
        "host_kind": record["host_kind"] and HostKind(record["host_kind"]),
    }
    return LocationRow(**values)


def _room(record: Mapping[str, Any]) -> RoomRow:
    return RoomRow(**dict(record) | {"equipment": tuple(Equipment(each) for each in record["equipment"])})


def _closure(record: Mapping[str, Any]) -> ClosureRow:
    values = {name: value for name, value in record.items() if name != "at"}
    values["kind"] = ClosureKind(values["kind"])
    values["region"] = values["region"] and SchoolRegion(values["region"])
    return ClosureRow(**values)
