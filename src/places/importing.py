"""Imports locations from CSV and closures from calendars: all of a file or nothing, and twice is the same as once."""

from dataclasses import dataclass
from datetime import date

from database.transaction import execute, fetch, fetch_value, transaction
from places.closing import INSERT_CLOSURE
from places.closure_calendar import ClosureEvent, read_closures
from places.locating import add_location, change_location
from places.organising import lock_organisation
from places.queries import LocationRow, locations_of_organisation, organisation_by_slug
from places.schemas import LocationDetails
from places.vocabulary import ClosureKind, SchoolRegion
from tabular.counting import ImportCount, Outcome
from tabular.doubles import doubled_lines
from tabular.errors import BadLines, on_line
from tabular.reading import Source, read_rows

_UPDATE_CLOSURE = "UPDATE closure SET name = $2, first_day = $3, last_day = $4, region = $5 WHERE id = $1"


async def import_locations(source: Source, organisation_slug: str) -> ImportCount:
    """Adds and changes the locations of one organisation; what is not in the file stays as it is.

    The columns are the fields of LocationDetails. `key` says which location a line is about; a column that the file
    does not have leaves what is known. Only what differs is written, because a change of a location reaches calendars.

    :raises UnusableFile: the file cannot be read; with what is wrong in which line it is a BadLines.
    :raises UnknownOrganisation: there is no such organisation.
    """
    rows = read_rows(source, LocationDetails)
    if doubled := doubled_lines("key", ((each.line, each.row.key) for each in rows)):
        raise BadLines(doubled)
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        known = {location.key: location for location in await locations_of_organisation(organisation.id)}
        outcomes = []
        for each in rows:
            with on_line(each.line):
                outcomes.append(await _save_location(each.row, known.get(each.row.key), organisation_slug))
        return ImportCount.of(outcomes)


async def import_closures(
    source: Source, organisation_slug: str, kind: ClosureKind, region: SchoolRegion | None = None
) -> ImportCount:
    """Adds and changes closures of one organisation from an .ics file; a UID says which closure an event is about.

    An event that names several regions becomes a closure for each. A cancelled event removes its closure, which counts
    as changed.

    :param region: the school region of events that do not say one themselves.
    :raises UnusableFile: the file cannot be read; with what is wrong in which event it is a BadLines.
    :raises UnknownOrganisation: there is no such organisation.
    """
    timezone = (await organisation_by_slug(organisation_slug)).timezone
    wanted = [closure for event in read_closures(source, timezone) for closure in _closures(event, region)]
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        known = await _known_closures(organisation.id, kind)
        outcomes = [await _save(closure, known.get(closure.uid), organisation.id, kind) for closure in wanted]
        return ImportCount.of([outcome for outcome in outcomes if outcome])


async def _save_location(details: LocationDetails, known: LocationRow | None, organisation_slug: str) -> Outcome:
    if known is None:
        await add_location(organisation_slug=organisation_slug, details=details)
        return Outcome.CREATED
    changed = await change_location(slug=known.slug, details=details)
    return Outcome.UNCHANGED if changed == known else Outcome.CHANGED


@dataclass(frozen=True, slots=True)
class _Content:
    name: str
    first_day: date
    last_day: date
    region: str | None


@dataclass(frozen=True, slots=True)
class _Closure:
    uid: str
    content: _Content | None
    """None when it is cancelled."""


@dataclass(frozen=True, slots=True)
class _KnownClosure:
    id: int
    content: _Content


def _closures(event: ClosureEvent, default: SchoolRegion | None) -> list[_Closure]:
    regions: tuple[SchoolRegion | None, ...] = event.regions or (None if event.is_national else default,)
    closures = []
    for region in regions:
        uid = event.uid if len(regions) == 1 else f"{event.uid[:240]}#{region}"
        content = _Content(event.name, event.first_day, event.last_day, region)
        closures.append(_Closure(uid, None if event.is_cancelled else content))
    return closures


async def _known_closures(organisation_id: int, kind: ClosureKind) -> dict[str, _KnownClosure]:
    sql = "SELECT id, uid, name, first_day, last_day, region FROM closure WHERE organisation = $1 AND kind = $2"
    return {
        uid: _KnownClosure(closure_id, _Content(*content))
        for closure_id, uid, *content in await fetch(sql, organisation_id, kind)
    }


async def _save(
    closure: _Closure, known: _KnownClosure | None, organisation_id: int, kind: ClosureKind
) -> Outcome | None:
    if closure.content is None:
        return await _remove(known)
    values = (closure.content.name, closure.content.first_day, closure.content.last_day, closure.content.region)
    if known is None:
        await fetch_value(INSERT_CLOSURE, organisation_id, None, kind, closure.uid, *values)
        return Outcome.CREATED
    if known.content == closure.content:
        return Outcome.UNCHANGED
    await execute(_UPDATE_CLOSURE, known.id, *values)
    return Outcome.CHANGED


async def _remove(known: _KnownClosure | None) -> Outcome | None:
    if known is None:
        return None
    await execute("DELETE FROM closure WHERE id = $1", known.id)
    return Outcome.CHANGED
