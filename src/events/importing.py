"""Imports a programme from CSV: all of a file or nothing, and twice is the same as once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from database.transaction import transaction
from events.creating import change_activity, create_activity, set_aliases
from events.creating_errors import UnknownLocationKey
from events.importing_rules import save_editions
from events.programme_lines import ProgrammeLine, ProgrammeRow, disagreements
from events.reading_activities import ActivityRow, activities_of_organisation
from events.recurrence import parse_rule
from events.recurrence_errors import ScheduleRefused
from events.scheduling import generate
from events.schemas import ActivityDetails
from events.vocabulary import ActivityState
from places.organising import lock_organisation
from places.queries import LocationRow, locations_of_organisation
from refusals import Refusal
from tabular.counting import ImportCount, Outcome
from tabular.errors import BadLine, BadLines, on_line
from tabular.reading import Source, check_rows

_Report = Callable[[int, int], None]

_BATCH = 100
_COLUMN_OF = {"first_day": "starts_on", "last_day": "ends_on", "starts_at": "start_time", "ends_at": "end_time"}
_SAME_NAME = ("title", "kind", "form", "themes", "target_groups", "entry_level", "registration")


async def import_programme(
    source: Source,
    organisation_slug: str,
    report: _Report = lambda _done, _total: None,
    *,
    now: datetime | None = None,
) -> ImportCount:
    """Adds and changes activities with their editions and schedule rules, and plans their sessions; counts lines.

    The columns are the fields of ProgrammeLine. What is not in the file stays as it is, and so does what a column that
    the file does not have would say. New activities are published at once.

    :param report: is told how many editions are planned, and of how many.
    :param now: aware; the present unless given. A changed rule leaves the sessions before it as they are.
    :raises UnusableFile: the file cannot be read; with what is wrong in which line it is a BadLines.
    :raises UnknownOrganisation: there is no such organisation.
    :raises RoomTaken: a changed rule needs a room that is in use at that time.
    """
    rows, bad = check_rows(source, ProgrammeLine)
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        locations = {each.key: each for each in await locations_of_organisation(organisation.id)}
        if bad := [*bad, *_bad_lines(rows, locations)]:
            raise BadLines(bad)
        activities, of_activities = await _save_activities(rows, organisation.id, organisation_slug)
        saved = await save_editions(rows, activities, locations, now)
        await _plan(saved.editions, report, now)
        return ImportCount.of([_outcome(*both) for both in zip(of_activities, saved.outcomes, strict=True)])


def _bad_lines(rows: Sequence[ProgrammeRow], locations: Mapping[str, LocationRow]) -> list[BadLine]:
    bad = disagreements(rows)
    for each in rows:
        location = locations.get(each.row.location)
        if location is None:
            bad.append(BadLine(each.line, "location", UnknownLocationKey(key=each.row.location)))
        elif refusal := _schedule_refusal(each.row, location.timezone):
            bad.append(BadLine(each.line, _COLUMN_OF.get(refusal.field or "", refusal.field or ""), refusal))
    return bad


def _schedule_refusal(line: ProgrammeLine, timezone: str) -> Refusal | None:
    return _tried(line.starts_on, line.ends_on, line.start_time, line.end_time, line.rrule, timezone)


@lru_cache(maxsize=4096)
def _tried(*schedule: Any) -> Refusal | None:
    """Many lines of a programme share a schedule, and trying one out costs a millisecond."""
    names = ("first_day", "last_day", "starts_at", "ends_at", "rrule", "timezone")
    try:
        parse_rule(**dict(zip(names, schedule, strict=True)))
    except ScheduleRefused as refusal:
        return refusal
    return None


async def _save_activities(
    rows: Sequence[ProgrammeRow], organisation_id: int, organisation_slug: str
) -> tuple[dict[str, int], list[Outcome]]:
    """The ids of the activities by their key, and for each line what happened to its activity."""
    known = {each.key: each for each in await activities_of_organisation(organisation_id)}
    ids: dict[str, int] = {}
    outcomes: dict[str, Outcome] = {}
    for each in rows:
        if (key := each.row.activity) not in ids:
            with on_line(each.line):
                ids[key], outcomes[key] = await _save_activity(each.row, known.get(key), organisation_slug)
    return ids, [outcomes[each.row.activity] for each in rows]


async def _save_activity(line: ProgrammeLine, known: ActivityRow | None, organisation_slug: str) -> tuple[int, Outcome]:
    details, names = _details(line), list(dict.fromkeys(line.former_names))
    if known is None:
        made = await create_activity(
            organisation_slug=organisation_slug, details=details, aliases=names, state=ActivityState.PUBLISHED
        )
        return made.id, Outcome.CREATED
    has_other_names = "former_names" in line.model_fields_set and names != known.former_names
    if has_other_names:
        await set_aliases(slug=known.slug, names=names)
    changed = await change_activity(slug=known.slug, details=details)
    return known.id, Outcome.CHANGED if has_other_names or changed != known else Outcome.UNCHANGED


def _details(line: ProgrammeLine) -> ActivityDetails:
    """Only with what the file says: the rest of a known activity stays."""
    values: dict[str, Any] = {name: getattr(line, name) for name in _SAME_NAME if name in line.model_fields_set}
    if "partner" in line.model_fields_set:
        values["partners"] = line.partner
    if "cost_eur" in line.model_fields_set:
        values["cost_cents"] = int(line.cost_eur * 100)
    return ActivityDetails(key=line.activity, **values)


async def _plan(editions: Sequence[UUID], report: _Report, now: datetime | None) -> None:
    for start in range(0, len(editions), _BATCH):
        await generate(editions[start : start + _BATCH], now=now)
        report(min(start + _BATCH, len(editions)), len(editions))


def _outcome(of_activity: Outcome, of_rule: Outcome) -> Outcome:
    return Outcome.CHANGED if (of_activity, of_rule) == (Outcome.CHANGED, Outcome.UNCHANGED) else of_rule
