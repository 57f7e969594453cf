"""What somebody fills in to plan an activity: once, as a series, or as a course of so many meetings."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from database.transaction import fetch, fetch_value
from events.local_time import to_utc
from events.schemas import Capacity, LocalTime, Title
from events.series.creating import Run, create_cohort, create_series, create_single
from events.single_sessions import add_session
from events.staffing.opening import hold_within_hours
from events.vocabulary import Skip
from places.errors import UnknownLocation
from planner.api_bodies import Note, check_times
from planner.board_window import Day
from planner.errors import LessonsNeeded
from planner.form_values import EMPTY_IS_NONE, PLACE, AtPlace, Sent
from planner.slot_wishes import Id
from tabular.fields import Slug

DAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIFTH: Final = 5
_PLACE: Final = "SELECT slug, timezone FROM location WHERE id = $1"
_COMING: Final = (
    "SELECT id FROM session WHERE edition = $1 AND starts_at > now() AND state = 'scheduled' ORDER BY starts_at"
)

Repeat = Literal["once", "weekly", "monthly", "course"]


def _split(value: object) -> object:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


class PlaceAndTime(AtPlace):
    """Local times of a place, with or without one of its rooms."""

    starts_at: LocalTime
    ends_at: LocalTime
    outside_hours: Sent = False
    sure: Sent = False
    seen: str = ""


class PlanForm(PlaceAndTime):
    """`every` so many weeks; `lessons` of a course, `last_day` of a series (none: it goes on)."""

    activity: Slug
    first_day: Day
    repeat: Repeat = "once"
    every: Annotated[int, Field(ge=1, le=8)] = 1
    lessons: Annotated[int | None, Field(ge=1, le=200), EMPTY_IS_NONE] = None
    last_day: Annotated[Day | None, EMPTY_IS_NONE] = None
    capacity: Annotated[Capacity | None, EMPTY_IS_NONE] = None
    facilitators: Annotated[list[Id], Field(max_length=20), BeforeValidator(_split)] = Field(default_factory=list)
    skip_public: Sent = False
    skip_school: Sent = False

    @model_validator(mode="after")
    def _ends_somewhere(self) -> Self:
        if self.repeat == "course" and self.lessons is None:
            raise LessonsNeeded(field="lessons")
        return self

    @property
    def rrule(self) -> str:
        code = DAY_CODES[self.first_day.weekday()]
        if self.repeat == "monthly":
            return f"FREQ=MONTHLY;BYDAY={_week_of_month(self.first_day)}{code}"
        return f"FREQ=WEEKLY;INTERVAL={self.every};BYDAY={code}"

    @property
    def skip(self) -> list[Skip]:
        chosen = ((Skip.PUBLIC_HOLIDAYS, self.skip_public), (Skip.SCHOOL_HOLIDAYS, self.skip_school))
        return [kind for kind, is_chosen in chosen if is_chosen]


class MeetingForm(PlaceAndTime):
    """One meeting beside the rules of its group."""

    day: Day = Field(alias="date")
    title: Annotated[Title | None, EMPTY_IS_NONE] = None
    note: Note = ""


def _week_of_month(day: date) -> int:
    """The fifth of some months is the last of the others."""
    week = (day.day - 1) // 7 + 1
    return -1 if week == FIFTH else week


async def plan(form: PlanForm) -> list[UUID]:
    """Plans it and returns the coming sessions, in order of time.

    Raises as `create_series`, and OutsideOpeningHours unless the form says that the place will be open for it.
    """
    run = Run(
        activity=form.activity,
        location=(await _place(form))["slug"],
        room=form.room,
        first_day=form.first_day,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        capacity=form.capacity,
        skip=form.skip,
        facilitators=form.facilitators,
    )
    edition = await _create(form, run)
    sessions = [row["id"] for row in await fetch(_COMING, edition)]
    await hold_within_hours(sessions, outside_hours=form.outside_hours)
    return sessions


async def _create(form: PlanForm, run: Run) -> UUID:
    if form.repeat == "once":
        return await create_single(run)
    if form.repeat == "course" and form.lessons:
        return await create_cohort(run, rrule=form.rrule, lessons=form.lessons)
    return await create_series(run, rrule=form.rrule, last_day=form.last_day)


async def add_meeting(edition: UUID, form: MeetingForm) -> list[UUID]:
    """Raises as `add_session`, and OutsideOpeningHours."""
    timezone = (await _place(form))["timezone"]
    starts_at = to_utc(form.day, form.starts_at, timezone)
    ends_at = to_utc(form.day, form.ends_at, timezone, field="ends_at")
    check_times(starts_at, ends_at)
    session = await add_session(
        edition=edition,
        starts_at=starts_at,
        ends_at=ends_at,
        location=form.location,
        room=form.room,
        title=form.title,
        note=form.note,
    )
    await hold_within_hours([session], outside_hours=form.outside_hours)
    return [session]


async def _place(form: PlaceAndTime) -> Any:
    rows = await fetch(_PLACE, form.location)
    if not rows:
        raise UnknownLocation(slug=str(form.location), field="place")
    return rows[0]


async def timezone_of(place: str) -> str:
    """Of a place as forms name it; the usual one for what is no place."""
    found = None
    if re.fullmatch(PLACE, place):
        location = int(place.split(":", maxsplit=1)[0])
        found = await fetch_value("SELECT timezone FROM location WHERE id = $1", location)
    return found or "Europe/Amsterdam"
