"""Which part of a series an edit is about, and writing down that part's rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from database.transaction import execute, fetch, fetch_value
from database.violations import violations
from events.creating_errors import RuleExists
from events.local_time import zone
from events.recurrence import ScheduleRule, pattern_days
from events.rrule import LATEST_DAY
from events.rules import PlannedRule, format_period, rules_of_editions
from events.scheduling import horizon
from events.series.locking import Pivot
from events.series.scopes import Scope
from events.series.shifting import head_of, tail_of

_LAST_SLOT = "SELECT max(occurs_on) FROM session WHERE rule = $1"
_END = "UPDATE schedule_rule SET last_day = $2 WHERE id = $1"
_SILENCE = "UPDATE schedule_rule SET skipped_periods = array_append(skipped_periods, $2) WHERE id = $1"
_UPDATE = """
UPDATE schedule_rule SET location = $2, room = $3, title = $4, note = $5, first_day = $6, last_day = $7, starts_at = $8,
    ends_at = $9, rrule = $10, skip = $11, skipped_days = $12, skipped_periods = $13
WHERE id = $1 RETURNING id
"""
_INSERT = """
INSERT INTO schedule_rule (edition, location, room, title, note, first_day, last_day, starts_at, ends_at, rrule, skip,
    skipped_days, skipped_periods)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
"""
_LET_LAST = "UPDATE edition SET last_day = $2 WHERE id = $1 AND last_day < $2"
_DETACH = "UPDATE session SET rule = NULL WHERE rule = $1 AND occurs_on = ANY($2::date[]) RETURNING id, occurs_on"
_ATTACH = """
UPDATE session SET rule = $1, occurs_on = becomes.occurs_on
FROM unnest($2::uuid[], $3::date[]) AS becomes (id, occurs_on) WHERE session.id = becomes.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The meetings of a rule from one of its days on.

    :ivar schedule: the rule from that day on.
    :ivar days: the days that it names, up to the last one for which there can be a session.
    :ivar is_whole: the rule has no earlier days.
    """

    rule: PlannedRule
    schedule: ScheduleRule
    days: Sequence[date]
    is_whole: bool

    @property
    def begins_on(self) -> date:
        return self.days[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Becomes:
    """What the rule of a part becomes. `location` None is that of the edition, and so its room."""

    schedule: ScheduleRule
    location: int | None
    room: int | None
    title: str | None
    note: str


async def part_of(pivot: Pivot, scope: Scope, now: datetime) -> Part | None:
    """What is to come of the series of a session, as far as the scope says; None where nothing is."""
    rule = next((each for each in await rules_of_editions([pivot.edition]) if each.id == pivot.rule), None)
    if rule is None:
        return None
    schedule = rule.schedule()
    until = max(horizon(now.date()), await fetch_value(_LAST_SLOT, rule.id) or now.date())
    known = [day for day in pattern_days(schedule, until=until) if not _is_silent(schedule, day)]
    first = pivot.record["occurs_on"] if scope is Scope.FOLLOWING else date.min
    days = [day for day in known if day >= first and begins_at(schedule, day) > now]
    if not days:
        return None
    is_whole = days[0] == known[0]
    tail = schedule if is_whole else tail_of(schedule, days[0])
    return Part(rule=rule, schedule=tail, days=days, is_whole=is_whole)


def begins_at(schedule: ScheduleRule, day: date) -> datetime:
    """When a meeting on that day begins; aware."""
    return datetime.combine(day, schedule.starts_at, tzinfo=zone(schedule.timezone))


async def save_part(part: Part, becomes: Becomes, slots: Mapping[date, date]) -> int:
    """Gives a part its new rule with the sessions that it has, and returns the id of that rule.

    The sessions are not moved yet: planning does that.

    :param slots: each day of the part -> the day that it becomes.
    :raises RuleExists: the edition has such a rule.
    """
    keeps = part.is_whole and all(day == becomes_day for day, becomes_day in slots.items())
    moved = [] if keeps else await fetch(_DETACH, part.rule.id, list(slots))
    with violations({"schedule_rule_once": RuleExists()}):
        rule: int = await fetch_value(_UPDATE if part.is_whole else _INSERT, *_columns(part, becomes))
    if not part.is_whole:
        await _end_before(part)
    await execute(_LET_LAST, part.rule.edition, becomes.schedule.last_day)
    await execute(_ATTACH, rule, [row["id"] for row in moved], [slots[row["occurs_on"]] for row in moved])
    return rule


async def end_part(part: Part) -> None:
    """From its first day on the rule gives no sessions any more; a rule without any is kept, as what was planned."""
    if part.is_whole:
        await execute(_SILENCE, part.rule.id, format_period((part.schedule.first_day, LATEST_DAY)))
    else:
        await _end_before(part)


def _is_silent(schedule: ScheduleRule, day: date) -> bool:
    """Whether the rule was called off as a whole: see `end_part`."""
    return any(first <= day for first, last in schedule.skipped_periods if last == LATEST_DAY)


async def _end_before(part: Part) -> None:
    await execute(_END, part.rule.id, head_of(part.rule.schedule(), part.begins_on).last_day)


def _columns(part: Part, becomes: Becomes) -> list[Any]:
    schedule = becomes.schedule
    key: int | UUID = part.rule.id if part.is_whole else part.rule.edition
    return [
        key,
        becomes.location,
        becomes.room,
        becomes.title,
        becomes.note,
        schedule.first_day,
        schedule.last_day,
        schedule.starts_at,
        schedule.ends_at,
        schedule.rrule,
        sorted(schedule.skip),
        sorted(schedule.skipped_days),
        [format_period(period) for period in schedule.skipped_periods],
    ]
