"""Copies a season to the next: the same weekdays, without closed days, and with nobody signed up yet."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from database.transaction import execute, fetch, fetch_value, savepoint, transaction
from database.violations import violations
from events.closures import Closure, closed_days
from events.creating_errors import PlaceRetired
from events.local_time import local_day, to_utc, zone
from events.recurrence import ScheduleRule, parse_rule
from events.rules import PlannedRule, rules_of_editions
from events.series.clashes import Clash
from events.series.errors import ActivityWithdrawn, AlreadyCopied, RunsOn
from events.series.season_rooms import plan_where_free
from events.series.season_rules import Season, with_lessons
from events.single_sessions import add_session
from events.vocabulary import ActivityState, Form
from places.queries import closures_of_locations
from refusals import Refusal

_LOCK = "SELECT FROM organisation WHERE id = $1 FOR NO KEY UPDATE"
_SOURCES = """
SELECT edition.id, edition.activity, edition.location, edition.room, edition.delivery, edition.capacity,
    edition.planned_sessions, activity.title, activity.state, activity.form, location.name AS place,
    location.retired_at IS NOT NULL AS is_retired, room.retired_at IS NOT NULL AS room_is_retired, location.timezone
FROM edition JOIN activity ON activity.id = edition.activity JOIN location ON location.id = edition.location
    LEFT JOIN room ON room.id = edition.room
WHERE activity.organisation = $1 AND edition.state = 'scheduled'
    AND edition.first_day <= $3 AND (edition.last_day IS NULL OR edition.last_day >= $2)
    AND ($4::text[] IS NULL OR activity.slug = ANY($4::text[]))
ORDER BY edition.activity, edition.first_day, edition.id
"""
_LESSONS = "SELECT count(*) FROM session WHERE rule = ANY($1::int[]) AND occurs_on BETWEEN $2 AND $3"
_LOOSE = """
SELECT session.starts_at, session.ends_at, session.location, room.id AS room, session.title, session.note
FROM session LEFT JOIN room ON room.id = session.room AND room.retired_at IS NULL
WHERE session.edition = $1 AND session.rule IS NULL AND session.state = 'scheduled' ORDER BY session.starts_at
"""
_INSERT_EDITION = """
INSERT INTO edition (id, activity, location, room, first_day, last_day, delivery, capacity, planned_sessions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_INSERT_RULE = """
INSERT INTO schedule_rule (edition, location, room, first_day, last_day, starts_at, ends_at, rrule, title, note, skip)
SELECT $1, location, CASE WHEN EXISTS (SELECT FROM room WHERE room.id = schedule_rule.room AND retired_at IS NULL)
    THEN room END, $3, $4, $5, $6, $7, title, note, skip
FROM schedule_rule WHERE id = $2
"""
_LEADERS = """
SELECT facilitator.id FROM edition_facilitator JOIN facilitator ON facilitator.id = edition_facilitator.facilitator
WHERE edition_facilitator.edition = $1 AND facilitator.active
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCopied:
    """An edition of the season that is not in the next one, and why."""

    edition: UUID
    title: str
    place: str
    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedSeason:
    """What was copied.

    :ivar editions: edition -> its copy.
    :ivar unplaced: for sessions of the copies that got no room, or not everybody who led them, what was in the way.
    """

    editions: Mapping[UUID, UUID]
    sessions: int
    unplaced: Sequence[Clash]
    not_copied: Sequence[NotCopied]


@dataclass(frozen=True, slots=True)
class _Copy:
    edition: UUID
    rooms: Mapping[UUID, int | None]


async def copy_season(
    *,
    organisation_id: int,
    from_first: date,
    from_last: date,
    to_first: date,
    activities: Collection[str] | None = None,
) -> CopiedSeason:
    """Copies what runs on the days from `from_first` to `from_last`, both included, so many whole weeks later.

    Closed days of the new season are skipped, and courses keep their number of lessons. Rooms and people are kept where
    they are free. A second time adds nothing: what is there already is listed with that reason.

    :param to_first: the first day on which something can be planned.
    :param activities: slugs; all of them unless given.
    """
    season = Season.before(from_first, from_last, to_first)
    async with transaction():
        await execute(_LOCK, organisation_id)
        sources = await fetch(_SOURCES, organisation_id, from_first, from_last, activities and list(activities))
        rules: dict[UUID, list[PlannedRule]] = defaultdict(list)
        for rule in await rules_of_editions([source["id"] for source in sources]):
            rules[rule.edition].append(rule)
        copies: dict[UUID, UUID] = {}
        unplaced: list[Clash] = []
        not_copied: list[NotCopied] = []
        for source in sources:
            try:
                async with savepoint():
                    copied = await _copy(source, rules[source["id"]], season)
                    if copied is None:
                        continue
                    people = [row["id"] for row in await fetch(_LEADERS, source["id"])]
                    unplaced += await plan_where_free(copied.edition, people=people, rooms=copied.rooms)
            except Refusal as reason:
                names = {"edition": source["id"], "title": source["title"], "place": source["place"]}
                not_copied.append(NotCopied(**names, reason=reason))
            else:
                copies[source["id"]] = copied.edition
        sql = "SELECT count(*) FROM session WHERE edition = ANY($1::uuid[])"
        made: int = await fetch_value(sql, list(copies.values()))
    return CopiedSeason(editions=copies, sessions=made, unplaced=unplaced, not_copied=not_copied)


async def _copy(source: Mapping[str, Any], rules: Sequence[PlannedRule], season: Season) -> _Copy | None:
    """The edition with its rules and single sessions, not planned yet; None when nothing of it is in the season."""
    running = [(rule, schedule) for rule in rules if season.days_of(schedule := rule.schedule())]
    loose = [row for row in await fetch(_LOOSE, source["id"]) if _is_in(season, row, source["timezone"])]
    if not running and not loose:
        return None
    if source["state"] == ActivityState.ARCHIVED:
        raise ActivityWithdrawn
    if source["is_retired"]:
        raise PlaceRetired(place=source["place"], field="location")
    if any(season.runs_on(schedule) for _, schedule in running):
        raise RunsOn
    nexts = await _nexts(source, running, season)
    days = [local_day(row["starts_at"], source["timezone"]) + season.shift for row in loose]
    copy = await _insert(source, nexts, days)
    for (rule, _), each in zip(running, nexts, strict=True):
        columns = (each.first_day, each.last_day, each.starts_at, each.ends_at, each.rrule)
        await execute(_INSERT_RULE, copy, rule.id, *columns)
    return _Copy(copy, await _copy_loose(copy, loose, source, season))


async def _nexts(
    source: Mapping[str, Any], running: Sequence[tuple[PlannedRule, ScheduleRule]], season: Season
) -> list[ScheduleRule]:
    nexts = [season.next(schedule) for _, schedule in running]
    if source["form"] == Form.COHORT and nexts:
        lessons = await fetch_value(_LESSONS, [rule.id for rule, _ in running], season.first, season.last)
        closed = [await _closed(rule, each) for (rule, _), each in zip(running, nexts, strict=True)]
        nexts = with_lessons(nexts, lessons, closed)
    for each in nexts:
        names = ("first_day", "last_day", "starts_at", "ends_at", "timezone", "rrule", "skip")
        parse_rule(**{name: getattr(each, name) for name in names})
    return nexts


async def _closed(rule: PlannedRule, schedule: ScheduleRule) -> set[date]:
    first, until = schedule.first_day, schedule.first_day + timedelta(days=3 * 366)
    closures = (await closures_of_locations([rule.location], first, until))[rule.location]
    known = [Closure(each.kind, each.first_day, each.last_day, each.name, each.region) for each in closures]
    return closed_days(rule.skip, known, rule.country, first, until, region=rule.region)


async def _insert(source: Mapping[str, Any], rules: Sequence[ScheduleRule], days: Sequence[date]) -> UUID:
    copy = uuid4()
    first = min([*(rule.first_day for rule in rules), *days])
    last = max([*(rule.last_day for rule in rules if rule.last_day), *days])
    room = None if source["room_is_retired"] else source["room"]
    values = (first, last, source["delivery"], source["capacity"], source["planned_sessions"])
    with violations({"edition_once": AlreadyCopied()}):
        await execute(_INSERT_EDITION, copy, source["activity"], source["location"], room, *values)
    return copy


async def _copy_loose(
    copy: UUID, loose: Sequence[Mapping[str, Any]], source: Mapping[str, Any], season: Season
) -> dict[UUID, int | None]:
    """Sessions beside the rules, at the same time of the clock, and the rooms that they wish."""
    rooms: dict[UUID, int | None] = {}
    for row in loose:
        start, length = row["starts_at"].astimezone(zone(source["timezone"])), row["ends_at"] - row["starts_at"]
        starts_at = to_utc(start.date() + season.shift, start.time(), source["timezone"])
        values = {"location": row["location"], "title": row["title"], "note": row["note"]}
        session = await add_session(edition=copy, starts_at=starts_at, ends_at=starts_at + length, **values)
        rooms[session] = row["room"]
    return rooms


def _is_in(season: Season, row: Mapping[str, Any], timezone: str) -> bool:
    return season.first <= local_day(row["starts_at"], timezone) <= season.last
