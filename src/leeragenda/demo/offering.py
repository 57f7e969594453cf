"""Seeds what the libraries of the demo world offer: activities, editions with their rules and sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from database.transaction import execute, execute_many, fetch, fetch_value
from events.closures import Closure, closed_days
from events.editing import cancel_session
from events.recurrence import Occurrence, ScheduleRule, occurrences
from events.vocabulary import Form
from leeragenda.demo.building_blocks import PublishedTemplate, published_templates
from leeragenda.demo.cataloguing import link_all_meetings, link_one_meeting
from leeragenda.demo.history import SeededEdition
from leeragenda.demo.model import PER_EDITION, ActivityShape, EditionShape, ProgrammeFile, World
from leeragenda.demo.planning import COUNTRY, closures_of, local_day, plan_edition

HORIZON = timedelta(days=425)
_WITHOUT_WAITING_LIST = frozenset({Form.WALK_IN, Form.SELF_PACED, Form.OPEN_GROUP})

_PROGRAMME = "INSERT INTO programme (organisation, slug, name) VALUES ($1, $2, $3)"
_ACTIVITY = """
INSERT INTO activity (organisation, programme, template, key, slug, title, summary, description, kind, form, themes,
    target_groups, language, entry_level, partners, wsob_function, registration_policy, cost_cents, neutral_title,
    reminder_days, reminder_hours, prepare_days, follow_up_days, waiting_list, inherits_from, template_version)
VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
    $24, $25)
RETURNING id
"""
_ALIAS = "INSERT INTO activity_alias (activity, name) VALUES ($1, $2)"
_EDITION = """
INSERT INTO edition (id, activity, location, room, first_day, last_day, delivery, capacity, planned_sessions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_RULE = """
INSERT INTO schedule_rule (edition, first_day, last_day, starts_at, ends_at, rrule, skip, skipped_periods)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
_SESSION = """
INSERT INTO session (id, edition, rule, occurs_on, starts_at, ends_at, location, room, capacity)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_COMING = """
SELECT id FROM session WHERE edition = $1 AND starts_at > $3 ORDER BY starts_at, id OFFSET $2 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _Ids:
    """What is there already, by what the files call it."""

    organisations: Mapping[str, int]
    programmes: Mapping[tuple[int, str], int]
    templates: Mapping[str, PublishedTemplate]
    locations: Mapping[str, int]
    rooms: Mapping[tuple[int, str], int]


async def seed_programmes(world: World) -> None:
    ids = await _by_slug("organisation")
    for shape in world.organisations:
        rows = [(ids[shape.slug], slug, name) for slug, name in shape.programmes.items()]
        await execute_many(_PROGRAMME, rows)


async def seed_activities(world: World, now: datetime) -> list[SeededEdition]:
    """Seeds all activities with sessions from the first day of each edition to the horizon; `now` is aware."""
    ids = await _ids()
    return [
        edition
        for file in world.programmes
        for activity in file.activities
        for edition in await _seed_activity(world, file, activity, ids, now)
    ]


async def cancel_meetings(editions: list[SeededEdition], now: datetime) -> None:
    """Calls off the sessions that the files say, as staff do: whoever is coming gets a mail with the reason."""
    for edition in editions:
        if edition.shape.cancel is not None:
            meeting = await coming_session(edition.id, edition.shape.cancel.nth, now)
            if meeting is not None:
                await cancel_session(meeting, reason=edition.shape.cancel.reason)


async def coming_session(edition: UUID, nth: int, now: datetime) -> UUID | None:
    """The nth session of the edition after `now` (aware); the next one is 1."""
    found: UUID | None = await fetch_value(_COMING, edition, nth - 1, now)
    return found


async def _seed_activity(
    world: World, file: ProgrammeFile, activity: ActivityShape, ids: _Ids, now: datetime
) -> list[SeededEdition]:
    activity_id = await fetch_value(_ACTIVITY, *_activity_columns(file, activity, ids))
    await execute_many(_ALIAS, [(activity_id, name) for name in activity.aliases])
    # Before there are sessions, which a link would all touch.
    await link_all_meetings(activity.links, activity=activity.key)
    editions = []
    for shape in activity.editions:
        edition = await _seed_edition(
            world, ids, local_day(now), activity_id=activity_id, activity=activity, shape=shape
        )
        editions.append(SeededEdition(edition, activity, shape))
    for link in activity.links:
        meeting = await coming_session(editions[0].id, link.meeting, now) if link.meeting else None
        if meeting:
            await link_one_meeting(link, meeting)
    return editions


async def _seed_edition(
    world: World, ids: _Ids, today: date, *, activity_id: int, activity: ActivityShape, shape: EditionShape
) -> UUID:
    planned = plan_edition(world, shape, today)
    edition_id, location = uuid4(), ids.locations[shape.location]
    room = ids.rooms[location, shape.room] if shape.room else None
    seats = None if activity.form in PER_EDITION else shape.seats
    days = (planned.first_day, planned.last_day)
    await execute(_EDITION, edition_id, activity_id, location, room, *days, shape.delivery, shape.seats, shape.lessons)
    closures = closures_of(world, world.location(shape.location), today)
    for rule in planned.rules:
        rule_id = await fetch_value(_RULE, edition_id, *_rule_columns(rule))
        meetings = _meetings(rule, closures, today)
        rows = [
            (uuid4(), edition_id, rule_id, at.on, at.starts_at, at.ends_at, location, room, seats) for at in meetings
        ]
        await execute_many(_SESSION, rows)
    return edition_id


def _meetings(rule: ScheduleRule, closures: list[Closure], today: date) -> list[Occurrence]:
    closed = closed_days(rule.skip, closures, COUNTRY, rule.first_day, today + HORIZON)
    return occurrences(rule, until=today + HORIZON, closed_days=closed)


def _activity_columns(file: ProgrammeFile, activity: ActivityShape, ids: _Ids) -> tuple[object, ...]:
    organisation = ids.organisations[file.organisation]
    template = ids.templates[activity.template] if activity.template else None
    return (
        organisation,
        ids.programmes[organisation, activity.programme],
        template.id if template else None,
        activity.key,
        activity.title,
        activity.summary,
        activity.description,
        activity.kind,
        activity.form,
        activity.themes,
        activity.target_groups,
        activity.language,
        activity.level,
        activity.partners,
        activity.wsob,
        activity.registration,
        activity.cost_cents,
        activity.neutral_title,
        activity.reminder_days,
        activity.reminder_hours,
        activity.prepare_days,
        activity.follow_up_days,
        activity.form not in _WITHOUT_WAITING_LIST,
        template.revision if template else None,
        template.version if template else None,
    )


def _rule_columns(rule: ScheduleRule) -> tuple[object, ...]:
    periods = [f"{first}/{last}" for first, last in rule.skipped_periods]
    return (rule.first_day, rule.last_day, rule.starts_at, rule.ends_at, rule.rrule, sorted(rule.skip), periods)


async def _ids() -> _Ids:
    programmes = await fetch("SELECT organisation, slug, id FROM programme")
    rooms = await fetch("SELECT location, name, id FROM room")
    return _Ids(
        organisations=await _by_slug("organisation"),
        programmes={(row["organisation"], row["slug"]): row["id"] for row in programmes},
        templates=await published_templates(),
        locations=await _by_slug("location"),
        rooms={(row["location"], row["name"]): row["id"] for row in rooms},
    )


async def _by_slug(table: str) -> dict[str, int]:
    return {row["slug"]: row["id"] for row in await fetch(f"SELECT slug, id FROM {table}")}  # noqa: S608  our own names
