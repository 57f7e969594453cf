"""Plans an activity at a place: once, as a series, or as a course of so many meetings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from database.transaction import execute, execute_many, fetch, fetch_row, transaction
from events.closures import Closure, closed_days
from events.creating_errors import EditionExists
from events.editions import add_rule, create_edition
from events.forms import target_of
from events.reading_activities import activity_by_slug
from events.recurrence import occurrences, parse_rule
from events.rrule import LATEST_DAY
from events.schemas import EditionDetails, RuleDetails
from events.series.errors import TooFewMeetings
from events.series.placing import lead
from events.staffing.belonging import require_person
from events.vocabulary import Delivery, Form, RegistrationTarget, Skip
from places.queries import closures_of_location, location_by_slug

ONCE = "FREQ=DAILY;COUNT=1"
_THERE = """
SELECT edition.id, activity.form FROM edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = edition.location
WHERE activity.slug = $1 AND location.slug = $2 AND edition.first_day = $3
"""
_REGION = "SELECT country, school_region FROM organisation WHERE id = $1"
_LEAD_EDITION = "INSERT INTO edition_facilitator (edition, facilitator) VALUES ($1, $2)"
_LET_LAST = "UPDATE edition SET last_day = greatest(last_day, $2) WHERE id = $1 AND last_day IS NOT NULL"
_SEAT = "UPDATE session SET capacity = $2 WHERE rule = $1 RETURNING id"
_LONGEST_COURSE = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is planned, where and from when on.

    :ivar activity: slug.
    :ivar location: slug.
    :ivar room: id of a room of the location.
    :ivar starts_at: local time of the location; `ends_at` is later on the same day.
    :ivar capacity: places of each meeting, or of the group where people sign up for all meetings at once.
    :ivar facilitators: ids of who leads every meeting.
    """

    activity: str
    location: str
    first_day: date
    starts_at: time
    ends_at: time
    room: int | None = None
    capacity: int | None = None
    skip: Collection[Skip] = ()
    skipped_days: Collection[date] = ()
    skipped_periods: Sequence[tuple[date, date]] = ()
    facilitators: Collection[int] = ()
    delivery: Delivery = Delivery.PHYSICAL


async def create_single(run: Run) -> UUID:
    """Plans one meeting, and returns the id of its edition.

    :raises UnknownActivity, UnknownLocation, UnknownRoom: one of them does not exist.
    :raises EditionExists: there is a group there from that day already.
    :raises ScheduleRefused: nothing can be held then.
    :raises UnknownFacilitator, FacilitatorRetired: somebody cannot lead sessions of this organisation.
    :raises RoomTaken, PersonTaken: the room or a person is in use at that time.
    """
    return await _create(run, rrule=ONCE, last_day=run.first_day, lessons=1)


async def create_series(run: Run, *, rrule: str, last_day: date | None = None) -> UUID:
    """Plans meetings as an RFC 5545 RRULE says, up to `last_day` or without an end; returns the id of their edition.

    As `create_single`, with `Clashes` for what is in the way of several meetings.
    """
    return await _create(run, rrule=rrule, last_day=last_day, lessons=None)


async def create_cohort(run: Run, *, rrule: str, lessons: int) -> UUID:
    """Plans a course of so many meetings, closed days not counted: its rule ends with the last of them.

    As `create_series`.

    :raises TooFewMeetings: the rule does not give so many.
    """
    async with transaction():
        ends_on = (await lesson_days(run, rrule=rrule, lessons=lessons))[-1]
        return await _create(run, rrule=rrule, last_day=ends_on, lessons=lessons)


async def lesson_days(run: Run, *, rrule: str, lessons: int) -> list[date]:
    """The days of the first so many meetings of a rule, without closed days.

    :raises UnknownLocation, ScheduleRefused, TooFewMeetings: there are no such days.
    """
    location = await location_by_slug(run.location)
    rule = parse_rule(timezone=location.timezone, **_rule(run, rrule, None).model_dump(exclude={"room"}))
    until = min(run.first_day + _LONGEST_COURSE, LATEST_DAY)
    region = await fetch_row(_REGION, location.organisation_id)
    closures = await closures_of_location(location.id, run.first_day, until)
    known = [Closure(each.kind, each.first_day, each.last_day, each.name, each.region) for each in closures]
    country, school_region = region or ("", None)
    closed = closed_days(rule.skip, known, country, run.first_day, until, region=school_region)
    days = [each.on for each in occurrences(rule, until=until, closed_days=closed)][:lessons]
    if len(days) < lessons:
        raise TooFewMeetings(found=len(days), lessons=lessons)
    return days


async def _create(run: Run, *, rrule: str, last_day: date | None, lessons: int | None) -> UUID:
    async with transaction():
        activity = await activity_by_slug(run.activity)
        for person in sorted(run.facilitators):
            await require_person(person, activity.organisation_id, field="facilitators")
        there = await fetch_row(_THERE, run.activity, run.location, run.first_day)
        if there is None:
            edition = await create_edition(activity_slug=run.activity, details=_edition(run, last_day, lessons))
            await execute_many(_LEAD_EDITION, [(edition, person) for person in sorted(run.facilitators)])
            await add_rule(edition=edition, details=_rule(run, rrule, last_day))
            return edition
        if target_of(Form(there["form"])) == RegistrationTarget.EDITION:
            raise EditionExists(first_day=run.first_day, field="first_day")
        return await _add_to(there["id"], run, _rule(run, rrule, last_day))


async def _add_to(edition: UUID, run: Run, details: RuleDetails) -> UUID:
    """Twice on a day, such as a talk in the morning and in the afternoon: people sign up for each meeting."""
    await execute(_LET_LAST, edition, details.last_day)
    rule = await add_rule(edition=edition, details=details, in_its_own_room=True)
    sessions = [row["id"] for row in await fetch(_SEAT, rule, run.capacity)]
    await lead(sessions, run.facilitators)
    return edition


def _edition(run: Run, last_day: date | None, lessons: int | None) -> EditionDetails:
    return EditionDetails(
        location=run.location,
        room=run.room,
        first_day=run.first_day,
        last_day=last_day,
        delivery=run.delivery,
        capacity=run.capacity,
        planned_sessions=lessons,
    )


def _rule(run: Run, rrule: str, last_day: date | None) -> RuleDetails:
    return RuleDetails(
        first_day=run.first_day,
        last_day=last_day,
        starts_at=run.starts_at,
        ends_at=run.ends_at,
        rrule=rrule,
        skip=list(run.skip),
        skipped_days=list(run.skipped_days),
        skipped_periods=list(run.skipped_periods),
        room=run.room,
    )
