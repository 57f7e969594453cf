"""Makes editions and their schedule rules."""

from uuid import UUID, uuid4

from database.transaction import execute, fetch_row, fetch_value, transaction
from database.violations import violations
from events.creating_errors import EditionExists, RuleExists
from events.errors import UnknownEdition
from events.housing import require_place
from events.reading_activities import activity_by_slug
from events.recurrence import parse_rule
from events.rules import format_period
from events.scheduling import generate
from events.schemas import EditionDetails, RuleDetails
from places.queries import location_by_slug

_INSERT_EDITION = """
INSERT INTO edition (id, activity, location, room, first_day, last_day, delivery, capacity, planned_sessions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_INSERT_RULE = """
INSERT INTO schedule_rule (edition, room, first_day, last_day, starts_at, ends_at, rrule, skip, skipped_days,
    skipped_periods, location)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
"""
_PLACE = """
SELECT edition.location, location.timezone FROM edition JOIN location ON location.id = edition.location
WHERE edition.id = $1 FOR UPDATE OF edition
"""


async def create_edition(*, activity_slug: str, details: EditionDetails) -> UUID:
    """Adds an edition to an activity and returns its id; `add_rule` gives it sessions.

    :raises UnknownActivity: there is no such activity.
    :raises UnknownLocation: there is no such location.
    :raises UnknownRoom: the room is not one of this location.
    :raises PlaceRetired, RoomRetired: it is not used any more.
    :raises EditionExists: the activity has one at this location from the same day.
    """
    edition = uuid4()
    async with transaction():
        activity = await activity_by_slug(activity_slug)
        location = await location_by_slug(details.location)
        await require_place(location.id, details.room)
        values = details.model_dump(exclude={"location"}).values()
        exists = EditionExists(first_day=details.first_day, field="first_day")
        with violations({"edition_once": exists}):
            await execute(_INSERT_EDITION, edition, activity.id, location.id, *values)
    return edition


async def add_rule(*, edition: UUID, details: RuleDetails, in_its_own_room: bool = False) -> int:
    """Adds a schedule rule to an edition, makes its sessions up to the horizon, and returns its id.

    :param in_its_own_room: without a room it has none; otherwise it has that of the edition.
    :raises UnknownEdition: there is none.
    :raises UnknownRoom: the room is not one of the location.
    :raises PlaceRetired, RoomRetired: it is not used any more.
    :raises ScheduleRefused: the rule cannot be used.
    :raises RuleExists: the edition has the same rule.
    :raises Clashes: rooms or people are in use at those times; for one session a RoomTaken or PersonTaken.
    """
    async with transaction():
        place = await fetch_row(_PLACE, edition)
        if place is None:
            raise UnknownEdition
        await require_place(place["location"], details.room)
        rule = parse_rule(timezone=place["timezone"], **details.model_dump(exclude={"room"}))
        columns = (
            rule.first_day,
            rule.last_day,
            rule.starts_at,
            rule.ends_at,
            rule.rrule,
            sorted(rule.skip),
            sorted(rule.skipped_days),
            [format_period(period) for period in rule.skipped_periods],
            place["location"] if in_its_own_room else None,
        )
        with violations({"schedule_rule_once": RuleExists()}):
            rule_id: int = await fetch_value(_INSERT_RULE, edition, details.room, *columns)
        await generate([edition])
    return rule_id
