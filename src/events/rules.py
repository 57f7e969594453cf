"""Reads the schedule rules of editions with all that decides which days they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from database.transaction import fetch
from events.closures import Closure, closed_days
from events.forms import target_of
from events.recurrence import Occurrence, ScheduleRule, occurrences
from events.vocabulary import Form, RegistrationTarget
from places.queries import ClosureRow, closures_of_locations

_RULES = """
SELECT schedule_rule.id, schedule_rule.edition, schedule_rule.first_day,
    least(schedule_rule.last_day, edition.last_day) AS last_day, schedule_rule.starts_at, schedule_rule.ends_at,
    schedule_rule.rrule, schedule_rule.skip, schedule_rule.skipped_days, schedule_rule.skipped_periods,
    schedule_rule.title, schedule_rule.note, schedule_rule.location AS own_location, schedule_rule.room AS own_room,
    location.id AS location,
    CASE WHEN schedule_rule.location IS NULL THEN coalesce(schedule_rule.room, edition.room) ELSE schedule_rule.room END
        AS room,
    edition.capacity, activity.form, activity.setup_minutes, activity.clearup_minutes, location.timezone,
    organisation.country, organisation.school_region
FROM schedule_rule JOIN edition ON edition.id = schedule_rule.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = coalesce(schedule_rule.location, edition.location)
    JOIN organisation ON organisation.id = location.organisation
"""
_OF_EDITIONS = "WHERE schedule_rule.edition = ANY($1::uuid[]) AND edition.state = 'scheduled' ORDER BY schedule_rule.id"
_RUNNING = """
WHERE schedule_rule.id > $1 AND edition.state = 'scheduled' AND activity.state <> 'archived'
    AND coalesce(least(schedule_rule.last_day, edition.last_day), $2) >= $2
ORDER BY schedule_rule.id LIMIT $3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRule:
    """A rule with where it is held, and what its sessions start with.

    :ivar title: of new sessions, when it is not that of the activity; `note` likewise.
    :ivar record: the row with the rule's own words.
    :ivar seats: the capacity of a new session; None is unlimited or counted elsewhere.
    """

    id: int
    edition: UUID
    location: int
    room: int | None
    seats: int | None
    title: str | None
    note: str
    setup_minutes: int
    clearup_minutes: int
    first_day: date
    skip: frozenset[str]
    country: str
    region: str | None
    record: Mapping[str, Any]

    def schedule(self) -> ScheduleRule:
        """:raises ScheduleRefused: the rule cannot be used (any more)."""
        names = ("first_day", "last_day", "starts_at", "ends_at", "timezone", "rrule")
        return ScheduleRule(
            **{name: self.record[name] for name in names},
            skip=self.skip,
            skipped_days=frozenset(self.record["skipped_days"]),
            skipped_periods=tuple(parse_period(text) for text in self.record["skipped_periods"]),
        )

    def occurrences(self, closures: Sequence[ClosureRow], until: date) -> list[Occurrence]:
        """The sessions of this rule up to a local day, without those on closed days.

        :raises ScheduleRefused: the rule cannot be used (any more), or names a time that a day does not have.
        """
        known = [Closure(each.kind, each.first_day, each.last_day, each.name, each.region) for each in closures]
        closed = closed_days(self.skip, known, self.country, self.first_day, until, region=self.region)
        return occurrences(self.schedule(), until=until, closed_days=closed)


def parse_period(text: str) -> tuple[date, date]:
    """A skipped period, "2027-07-14/2027-08-25", as its first and last day."""
    first, last = text.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def format_period(period: tuple[date, date]) -> str:
    return "/".join(day.isoformat() for day in period)


def seats_of_sessions(form: Form, capacity: int | None) -> int | None:
    """The capacity of a session where people sign up per session; elsewhere it is not the session's."""
    return capacity if target_of(form) == RegistrationTarget.SESSION else None


async def rules_of_editions(editions: Sequence[UUID]) -> list[PlannedRule]:
    """The rules of editions that are not cancelled, in the order in which they were made."""
    return [_planned(record) for record in await fetch(_RULES + _OF_EDITIONS, list(editions))]


async def running_rules(*, after: int, today: date, limit: int) -> list[PlannedRule]:
    """Rules that can still give sessions from `today` on, from the one after the id `after`."""
    return [_planned(record) for record in await fetch(_RULES + _RUNNING, after, today, limit)]


async def closures_of_rules(rules: Sequence[PlannedRule], until: date) -> dict[int, list[ClosureRow]]:
    """What closes the locations of these rules, by location."""
    first = min((rule.first_day for rule in rules), default=until)
    return await closures_of_locations(sorted({rule.location for rule in rules}), first, until)


def _planned(record: Mapping[str, Any]) -> PlannedRule:
    return PlannedRule(
        id=record["id"],
        edition=record["edition"],
        location=record["location"],
        room=record["room"],
        seats=seats_of_sessions(Form(record["form"]), record["capacity"]),
        title=record["title"],
        note=record["note"],
        setup_minutes=record["setup_minutes"],
        clearup_minutes=record["clearup_minutes"],
        first_day=record["first_day"],
        skip=frozenset(record["skip"]),
        country=record["country"],
        region=record["school_region"],
        record=record,
    )
