"""Saves the editions and schedule rules of a programme file, many at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from database.transaction import execute, execute_many, fetch
from events.creating_errors import PlaceRetired
from events.programme_lines import ProgrammeLine, ProgrammeRow
from events.rule_matching import KnownRule, Timing, match_rules
from events.seating import set_capacity
from events.vocabulary import Delivery
from places.queries import LocationRow
from places.vocabulary import LocationKind
from tabular.counting import Outcome
from tabular.errors import BadLine, BadLines, on_line

_EDITIONS = """
SELECT id, activity, location, first_day, capacity, planned_sessions FROM edition WHERE activity = ANY($1::int[])
"""
_RULES = """
SELECT schedule_rule.id, schedule_rule.edition, schedule_rule.first_day, schedule_rule.last_day,
    schedule_rule.rrule, schedule_rule.starts_at, schedule_rule.ends_at, schedule_rule.skip
FROM schedule_rule JOIN edition ON edition.id = schedule_rule.edition
WHERE edition.activity = ANY($1::int[]) ORDER BY schedule_rule.id
"""
_INSERT_EDITION = """
INSERT INTO edition (id, activity, location, first_day, delivery, capacity, planned_sessions)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_INSERT_RULE = """
INSERT INTO schedule_rule (edition, first_day, last_day, starts_at, ends_at, rrule, skip)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_UPDATE_RULE = """
UPDATE schedule_rule SET last_day = $2, starts_at = $3, ends_at = $4, rrule = $5, skip = $6 WHERE id = $1
"""
_LAST_DAYS = """
UPDATE edition SET last_day = rules.last_day
FROM (
    SELECT edition, CASE WHEN bool_or(last_day IS NULL) THEN NULL ELSE max(last_day) END AS last_day
    FROM schedule_rule WHERE edition = ANY($1::uuid[]) GROUP BY edition
) AS rules
WHERE edition.id = rules.edition AND edition.last_day IS DISTINCT FROM rules.last_day
"""

_Place = tuple[int, int, date]
"""Activity, location and first day."""


@dataclass(slots=True)
class SavedEditions:
    """What happened to the rule of each line, and the editions whose sessions have to be planned anew."""

    outcomes: list[Outcome]
    editions: list[UUID] = field(default_factory=list)


@dataclass(slots=True)
class _KnownEdition:
    id: UUID
    place: _Place
    capacity: int | None
    planned_sessions: int | None


@dataclass(slots=True)
class _Known:
    """The editions and rules that were there, and the new editions as they come."""

    editions: dict[_Place, _KnownEdition]
    rules: dict[tuple[UUID, date], list[KnownRule]]
    by_rule: dict[tuple[_Place, Timing], _KnownEdition]
    by_rule_day: dict[_Place, _KnownEdition]

    def edition_of(self, place: _Place, timing: Timing) -> _KnownEdition | None:
        """A rule can begin later than its edition, so the rules are asked first."""
        return self.by_rule.get((place, timing)) or self.editions.get(place) or self.by_rule_day.get(place)


async def save_editions(
    rows: Sequence[ProgrammeRow],
    activities: Mapping[str, int],
    locations: Mapping[str, LocationRow],
    now: datetime | None = None,
) -> SavedEditions:
    """Adds and changes the editions and rules of all lines.

    :param activities: key -> id.
    :param locations: by key.
    :param now: aware; the present unless given.
    :raises BadLines: an edition has more people in it than its new capacity, or a new one is at a place that is not
        used any more.
    """
    known = await _known(sorted(set(activities.values())))
    places = [(activities[each.row.activity], locations[each.row.location].id, each.row.starts_on) for each in rows]
    groups: dict[tuple[UUID, date], list[int]] = defaultdict(list)
    made: dict[_Place, list[object]] = {}
    outcomes = [Outcome.UNCHANGED] * len(rows)
    bad: list[BadLine] = []
    for position, (each, place) in enumerate(zip(rows, places, strict=True)):
        edition = known.edition_of(place, _timing(each.row))
        if edition is None:
            edition = known.editions[place] = _new_edition(each.row, place)
            made[place] = _columns(edition, locations[each.row.location])
            bad += _retired(each, locations[each.row.location])
        elif await _change_edition(edition, each, now):
            outcomes[position] = Outcome.CHANGED
        groups[edition.id, place[2]].append(position)
    if bad:
        raise BadLines(bad)
    await execute_many(_INSERT_EDITION, list(made.values()))
    return await _save_rules(rows, groups, known, outcomes)


def _retired(each: ProgrammeRow, location: LocationRow) -> list[BadLine]:
    refusal = PlaceRetired(place=location.name)
    return [BadLine(each.line, "location", refusal)] if location.retired_at else []


async def _save_rules(
    rows: Sequence[ProgrammeRow], groups: Mapping[tuple[UUID, date], list[int]], known: _Known, outcomes: list[Outcome]
) -> SavedEditions:
    new: dict[int, tuple[object, ...]] = {}
    changed: list[tuple[object, ...]] = []
    touched: dict[UUID, None] = {}
    for (edition, day), positions in groups.items():
        lines = [rows[position].row for position in positions]
        matched = match_rules(lines, _timing, known.rules.get((edition, day), ()))
        for position, line, rule in zip(positions, lines, matched, strict=True):
            if rule is None:
                new[position] = (edition, line.starts_on, *_rule_columns(line, None))
                outcomes[position] = Outcome.CREATED
            elif (columns := _rule_columns(line, rule)) != _known_columns(rule):
                changed.append((rule.id, *columns))
                outcomes[position] = Outcome.CHANGED
            else:
                continue
            touched[edition] = None
    # In the order of the file, which is the order of the export.
    await execute_many(_INSERT_RULE, [row for _, row in sorted(new.items())])
    await execute_many(_UPDATE_RULE, changed)
    await execute(_LAST_DAYS, list(touched))
    return SavedEditions(outcomes, list(touched))


def _rule_columns(line: ProgrammeLine, known: KnownRule | None) -> tuple[object, ...]:
    """Last day, start, end, RRULE and what is skipped; a column that the file does not have leaves what is known."""
    given = line.model_fields_set
    last_day = known.last_day if known and "ends_on" not in given else line.ends_on
    skip = list(known.skip) if known and "skip" not in given else sorted(set(line.skip))
    return last_day, line.start_time, line.end_time, line.rrule, skip


def _known_columns(rule: KnownRule) -> tuple[object, ...]:
    return rule.last_day, rule.timing.starts_at, rule.timing.ends_at, rule.timing.rrule, list(rule.skip)


def _timing(line: ProgrammeLine) -> Timing:
    return Timing(line.rrule, line.start_time, line.end_time)


def _new_edition(line: ProgrammeLine, place: _Place) -> _KnownEdition:
    return _KnownEdition(uuid4(), place, line.capacity, line.sessions)


def _columns(edition: _KnownEdition, location: LocationRow) -> list[object]:
    delivery = Delivery.ONLINE if location.kind == LocationKind.ONLINE else Delivery.PHYSICAL
    return [edition.id, *edition.place, delivery, edition.capacity, edition.planned_sessions]


async def _change_edition(edition: _KnownEdition, each: ProgrammeRow, now: datetime | None) -> bool:
    """Whether the line says something else than what is known; further lines of the edition find it changed already."""
    given, is_changed = each.row.model_fields_set, False
    if "capacity" in given and each.row.capacity != edition.capacity:
        with on_line(each.line):
            await set_capacity(edition=edition.id, capacity=each.row.capacity, now=now)
        edition.capacity, is_changed = each.row.capacity, True
    if "sessions" in given and each.row.sessions != edition.planned_sessions:
        await execute("UPDATE edition SET planned_sessions = $2 WHERE id = $1", edition.id, each.row.sessions)
        edition.planned_sessions, is_changed = each.row.sessions, True
    return is_changed


def _known_edition(row: Mapping[str, Any]) -> _KnownEdition:
    place = (row["activity"], row["location"], row["first_day"])
    return _KnownEdition(row["id"], place, row["capacity"], row["planned_sessions"])


async def _known(activities: Sequence[int]) -> _Known:
    editions = {row["id"]: _known_edition(row) for row in await fetch(_EDITIONS, list(activities))}
    known = _Known({each.place: each for each in editions.values()}, defaultdict(list), {}, {})
    for row in await fetch(_RULES, list(activities)):
        timing = Timing(row["rrule"], row["starts_at"], row["ends_at"])
        edition = editions[row["edition"]]
        rule = KnownRule(
            id=row["id"],
            first_day=row["first_day"],
            last_day=row["last_day"],
            timing=timing,
            skip=tuple(sorted(row["skip"])),
        )
        place = (*edition.place[:2], rule.first_day)
        known.rules[edition.id, rule.first_day].append(rule)
        known.by_rule.setdefault((place, timing), edition)
        known.by_rule_day.setdefault(place, edition)
    return known
