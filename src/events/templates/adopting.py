"""Adopts a template: an activity with its first run, at a place of the library that adopts."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from database.transaction import execute, transaction
from events.creating import create_activity
from events.editions import create_edition
from events.publishing import publish
from events.reading_activities import ActivityRow
from events.schemas import ActivityDetails, EditionDetails
from events.series.creating import Run, create_cohort, create_series, create_single
from events.templates.content import TemplateContent
from events.templates.errors import LengthNeeded, NotPublished, PastMidnight
from events.templates.reading import Revision, TemplateRow, revision, template_by_slug
from events.vocabulary import Form, Skip, TemplateState

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHARED: Final = tuple(name for name in ActivityDetails.model_fields if name in TemplateContent.model_fields)
"""The fields that go through `ActivityDetails`."""
_ORIGIN = "UPDATE activity SET template = $2, template_version = $3, inherits_from = $4 WHERE id = $1"
_KEY_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What a library fills in itself. What is None is as the template says.

    :ivar key: names the activity within the library; without it, that of the template.
    :ivar location: slug; `room` is the id of one of its rooms.
    :ivar starts_at: local time; `ends_at` is later on the same day.
    :ivar every: so many weeks lie between two meetings.
    :ivar last_day: of a series without a fixed number of meetings; None goes on.
    """

    organisation: str
    location: str
    first_day: date
    starts_at: time
    ends_at: time | None = None
    room: int | None = None
    capacity: int | None = None
    lessons: int | None = None
    every: int = 1
    last_day: date | None = None
    skip: Collection[Skip] = field(default=(Skip.PUBLIC_HOLIDAYS,))
    key: str | None = None
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Adopted:
    """The activity and its first run."""

    activity: ActivityRow
    edition: UUID


async def adopt_template(*, slug: str, adoption: Adoption) -> Adopted:
    """Makes the activity, its first run and the meetings of it, all or nothing.

    The activity remembers which version it comes from and inherits the e-content of that version.

    :raises UnknownTemplate, NotPublished: there is nothing to adopt.
    :raises UnknownOrganisation, UnknownLocation, UnknownRoom: one of them does not exist.
    :raises ActivityKeyTaken: the library has an activity with this key.
    :raises LengthNeeded, PastMidnight: there is no end.
    :raises ScheduleRefused, Clashes: as `events.series.creating` does.
    """
    async with transaction():
        template = await template_by_slug(slug)
        if template.state != TemplateState.PUBLISHED:
            raise NotPublished
        adopted = await revision(template.id)
        details = activity_details(adopted.content, adoption.key or usual_key(template.slug))
        activity = await create_activity(organisation_slug=adoption.organisation, details=details)
        await _remember(activity.id, template, adopted)
        edition = await _plan(activity.slug, adopted.content, adoption)
        if adoption.is_shown:
            await publish(slug=activity.slug)
        return Adopted(activity, edition)


def activity_details(content: TemplateContent, key: str) -> ActivityDetails:
    """What an activity that comes from a template begins with. Pure."""
    return ActivityDetails(key=key, **content.model_dump(include=set(SHARED)))


def usual_key(slug: str) -> str:
    """Libraries call it what it is, without the word for a building block. Pure."""
    return slug.removeprefix("bouwsteen-")[:_KEY_LENGTH].rstrip("-")


def end_of(content: TemplateContent, adoption: Adoption) -> time:
    """When a meeting ends. Pure.

    :raises LengthNeeded: neither says so.
    :raises PastMidnight: it would end on another day.
    """
    if adoption.ends_at is not None:
        return adoption.ends_at
    if content.session_minutes is None:
        raise LengthNeeded(field="ends_at")
    starts = datetime.combine(adoption.first_day, adoption.starts_at)
    ends = starts + timedelta(minutes=content.session_minutes)
    if ends.date() != starts.date():
        raise PastMidnight(field="starts_at")
    return ends.time()


async def _remember(activity: int, template: TemplateRow, adopted: Revision) -> None:
    await execute(_ORIGIN, activity, template.id, adopted.version, adopted.id)


async def _plan(activity: str, content: TemplateContent, adoption: Adoption) -> UUID:
    capacity = adoption.capacity or content.capacity
    if content.form == Form.SELF_PACED:
        details = EditionDetails(location=adoption.location, first_day=adoption.first_day, capacity=capacity)
        return await create_edition(activity_slug=activity, details=details)
    run = Run(
        activity=activity,
        location=adoption.location,
        room=adoption.room,
        first_day=adoption.first_day,
        starts_at=adoption.starts_at,
        ends_at=end_of(content, adoption),
        capacity=capacity,
        skip=adoption.skip,
    )
    rrule = f"FREQ=WEEKLY;INTERVAL={adoption.every};BYDAY={_WEEKDAYS[adoption.first_day.weekday()]}"
    lessons = adoption.lessons or content.planned_sessions
    if lessons == 1 or (lessons is None and content.form == Form.SINGLE):
        return await create_single(run)
    if lessons is not None:
        return await create_cohort(run, rrule=rrule, lessons=lessons)
    return await create_series(run, rrule=rrule, last_day=adoption.last_day)
