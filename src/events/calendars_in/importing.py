"""Takes over a calendar of another system: all of it, or nothing when something in it cannot be used."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from database.transaction import execute, execute_many, fetch
from database.violations import violations
from events.calendars_in.errors import PlaceInUse, SuddenlyEmpty
from events.calendars_in.expanding import Expanded, Remark, Wanted, Window, expand
from events.calendars_in.homes import Home, Homes
from events.calendars_in.lines import read_components
from events.calendars_in.matching import Changes, Known, match
from events.calendars_in.reading import SourceEvent, read_event
from events.calendars_in.sources import SourceRow, source_by_id
from events.editing import cancel_session, move_session
from events.errors import RoomTaken
from events.scheduling import horizon
from events.single_sessions import describe_session
from history.operations import operation
from places.queries import opening_hours_of_location, rooms_of_locations
from refusals import Refusal
from tabular.errors import BadLine, BadLines
from tabular.reasons import shown

_MANY = 3
_LOCK = "SELECT FROM calendar_source WHERE id = $1 FOR UPDATE"
_KNOWN = """
SELECT event.id, event.uid, event.recurrence_id, event.digest, event.session, session.edition, session.starts_at,
    (session.starts_at AT TIME ZONE $2)::date AS day,
    coalesce(session.state = 'scheduled' AND session.starts_at > $3, false) AS is_coming,
    coalesce(session.state = 'cancelled', false) AS is_cancelled
FROM imported_event AS event LEFT JOIN session ON session.id = event.session
WHERE event.source = $1 ORDER BY event.id
"""
_INSERT_SESSION = """
INSERT INTO session (id, edition, starts_at, ends_at, location, room, title, note, edited, setup_minutes,
    clearup_minutes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, $10)
"""
_REMEMBER = """
INSERT INTO imported_event (source, uid, recurrence_id, session, revision, digest) VALUES ($1, $2, $3, $4, $5, $6)
"""
_FORGET = "DELETE FROM imported_event WHERE id = ANY($1::bigint[])"
_CLASHES = """
SELECT one.id, room.name AS room, other.starts_at, other.ends_at, coalesce(other.title, activity.title) AS title
FROM session AS one JOIN session AS other ON other.room = one.room AND other.id <> one.id
        AND other.state = 'scheduled'
        AND occupied(other.starts_at, other.ends_at, other.setup_minutes, other.clearup_minutes)
            && occupied(one.starts_at, one.ends_at, one.setup_minutes, one.clearup_minutes)
    JOIN room ON room.id = one.room JOIN edition ON edition.id = other.edition
    JOIN activity ON activity.id = edition.activity
WHERE one.id = ANY($1::uuid[]) AND one.state = 'scheduled'
ORDER BY one.starts_at, other.starts_at
"""


@dataclass(frozen=True, slots=True)
class CalendarCount:
    """What an import did with the events that are to come."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    remarks: tuple[Remark, ...] = ()

    def __str__(self) -> str:
        counts = f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"
        return f"{counts}, {self.cancelled} cancelled"


async def import_calendar(
    source: int, body: bytes, *, account: int | None = None, now: datetime | None = None
) -> CalendarCount:
    """Brings the coming sessions of a calendar in line with what it says now.

    The same file again changes nothing, and what somebody changed here stays until the calendar says something else.
    What is cancelled there, or no longer in it, is cancelled here; people who have signed up are told.

    :param body: iCalendar (RFC 5545) in UTF-8.
    :param account: who does it, for the log of changes; None for a job.
    :param now: aware; the present unless given. What has begun is left alone.
    :raises UnknownSource: there is no such calendar.
    :raises UnusableFile: it is no calendar or too much of it; as BadLines with everything that is wrong in it.
    :raises SuddenlyEmpty: it has no events at all, and several of it were to come.
    """
    now = now or datetime.now(UTC)
    row = await source_by_id(source)
    read = await asyncio.to_thread(_read, body, await _window(row, now))
    async with operation("import.calendar", account=account, organisation=row.organisation, calendar=row.name):
        await execute(_LOCK, source)
        known = [Known(**record) for record in await fetch(_KNOWN, source, row.timezone, now)]
        _refuse_empty(read, known)
        changes = match(known, read.expanded.wanted)
        await _carry_out(row, changes, known)
    return CalendarCount(
        created=len(changes.new),
        changed=len(changes.other),
        unchanged=len(changes.same),
        cancelled=len(changes.gone),
        remarks=tuple(read.expanded.remarks),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    events: int
    expanded: Expanded


def _read(body: bytes, window: Window) -> _Read:
    events: list[SourceEvent] = []
    bad: list[BadLine] = []
    components = read_components(body)
    for component in components:
        try:
            events.append(read_event(component, window.zone))
        except Refusal as refusal:
            bad.append(BadLine(component.line, refusal.field or "VEVENT", refusal))
    if bad:
        raise BadLines(bad)
    return _Read(len(components), expand(events, window))


async def _window(row: SourceRow, now: datetime) -> Window:
    hours = await opening_hours_of_location(row.location)
    stretches: dict[int, tuple[time, time]] = {}
    for each in hours:
        opens, closes = stretches.get(each.weekday, (each.opens_at, each.closes_at))
        stretches[each.weekday] = min(opens, each.opens_at), max(closes, each.closes_at)
    return Window(
        now=now,
        until=horizon(now.date()),
        zone=ZoneInfo(row.timezone),
        place=row.location_name,
        hours=lambda day: _open_on(stretches, day),
    )


def _open_on(stretches: dict[int, tuple[time, time]], day: date) -> tuple[time, time] | None:
    return stretches.get(day.isoweekday())


def _refuse_empty(read: _Read, known: Sequence[Known]) -> None:
    """A server that answers with an empty calendar while it is being mended must not cancel a season."""
    if not read.events and sum(each.is_coming for each in known) >= _MANY:
        raise SuddenlyEmpty


async def _carry_out(row: SourceRow, changes: Changes, known: Sequence[Known]) -> None:
    """Rooms may be exchanged among the sessions, so whether they clash is only asked at the end."""
    rooms = {each.name.casefold(): each.id for each in (await rooms_of_locations([row.location]))[row.location]}
    homes = Homes(row)
    homes.remember(known)
    await execute("SET CONSTRAINTS session_room_once DEFERRED")
    for gone in changes.gone:
        await cancel_session(gone.session, reason="")  # type: ignore[arg-type]
    touched: dict[UUID, Wanted] = {}
    begun = [(each, wanted) for each, wanted in changes.other if not each.is_coming and not each.is_cancelled]
    for each, wanted in changes.other:
        if each.is_coming and each.session is not None:
            await _change(each, wanted, row, homes, rooms)
            touched[each.session] = wanted
    made = await _insert(row, [*changes.new, *(wanted for _, wanted in begun)], homes, rooms)
    sessions = {wanted.key: session for session, wanted in made.items()}
    await _remember(row, changes, sessions)
    await _refuse_clashes(touched | made, row)
    with violations({"session_room_once": RoomTaken(field="room")}):
        await execute("SET CONSTRAINTS session_room_once IMMEDIATE")


async def _change(each: Known, wanted: Wanted, row: SourceRow, homes: Homes, rooms: dict[str, int]) -> None:
    assert each.session is not None  # noqa: S101  only what is coming is changed
    home = await homes.of(wanted)
    await move_session(
        each.session,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        location=row.location,
        room=_room(wanted, rooms),
    )
    await describe_session(each.session, title=_title(wanted, home), note=wanted.description)


async def _insert(row: SourceRow, wanted: Sequence[Wanted], homes: Homes, rooms: dict[str, int]) -> dict[UUID, Wanted]:
    made: dict[UUID, Wanted] = {}
    rows = []
    for each in wanted:
        home, session = await homes.of(each), uuid4()
        made[session] = each
        place = (row.location, _room(each, rooms))
        words = (_title(each, home), each.description)
        rows.append(
            (
                session,
                home.edition,
                each.starts_at,
                each.ends_at,
                *place,
                *words,
                home.setup_minutes,
                home.clearup_minutes,
            )
        )
    await execute_many(_INSERT_SESSION, rows)
    return made


async def _remember(row: SourceRow, changes: Changes, made: dict[tuple[str, str], UUID]) -> None:
    """Anew for what is other, because its RECURRENCE-ID can be that of another one before. What is gone is forgotten:
    when it comes back it is new."""
    pairs = [(wanted, made[wanted.key]) for wanted in changes.new]
    pairs += [(wanted, made.get(wanted.key, each.session)) for each, wanted in changes.other]  # type: ignore[misc]
    await execute(_FORGET, [each.id for each, _ in changes.other] + [each.id for each in changes.gone])
    rows = [
        (row.id, wanted.uid, wanted.recurrence_id, session, wanted.revision, wanted.digest) for wanted, session in pairs
    ]
    await execute_many(_REMEMBER, rows)


async def _refuse_clashes(touched: dict[UUID, Wanted], row: SourceRow) -> None:
    zone = ZoneInfo(row.timezone)
    bad = []
    for clash in await fetch(_CLASHES, list(touched)):
        wanted = touched[clash["id"]]
        reason = PlaceInUse(
            room=clash["room"],
            title=clash["title"],
            start=f"{clash['starts_at'].astimezone(zone):%Y-%m-%d %H:%M}",
            end=f"{clash['ends_at'].astimezone(zone):%H:%M}",
        )
        bad.append(BadLine(wanted.line, f"{shown(wanted.uid)} LOCATION", reason))
    if bad:
        raise BadLines(bad)


def _room(wanted: Wanted, rooms: dict[str, int]) -> int | None:
    """The room that the LOCATION names between its commas, when the place has it."""
    parts = wanted.location.replace(";", ",").replace(" - ", ",").split(",")
    return next((rooms[name] for part in parts if (name := part.strip().casefold()) in rooms), None)


def _title(wanted: Wanted, home: Home) -> str | None:
    return None if wanted.summary == home.title else wanted.summary
