"""What people may say about activities, editions and schedule rules. The limits are those of the tables."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from events.creating_errors import EditionEndsBeforeStart, MoreStaffAtLeast
from events.vocabulary import (
    ActivityKind,
    Delivery,
    Form,
    RegistrationPolicy,
    Skill,
    Skip,
    TargetGroup,
    Theme,
    WsobFunction,
)
from places.vocabulary import Equipment
from tabular import fields
from tabular.fields import LanguageCode, Line, Paragraphs, Slug, SlugText, WebAddress

LocalTime = fields.LocalTime
Title = Annotated[Line, Field(min_length=1, max_length=200)]
EntryLevel = Annotated[Line, Field(max_length=20)]
Names = Annotated[list[Title], Field(max_length=20)]
Capacity = Annotated[int, Field(ge=1, le=100_000)]
PlannedSessions = Annotated[int, Field(ge=1, le=1_000)]
CostCents = Annotated[int, Field(ge=0, le=100_000_000)]
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
People = Annotated[int, Field(ge=0, le=1_000)]


def _each_once(offsets: list[int]) -> list[int]:
    return list(dict.fromkeys(offsets))


Days = Annotated[list[Annotated[int, Field(ge=0, le=365)]], Field(max_length=10), AfterValidator(_each_once)]
"""Offsets in days; one that is there twice counts once."""
Hours = Annotated[list[Annotated[int, Field(ge=1, le=72)]], Field(max_length=10), AfterValidator(_each_once)]
"""Offsets in hours; one that is there twice counts once."""
RoomId = Annotated[int, Field(ge=1, le=2**31 - 1)]
LocationSlug = Annotated[SlugText, Field(max_length=120)]


class _Details(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ActivityDetails(_Details):
    """An activity of an organisation.

    `programme` is the slug of one of the organisation's programmes. Without `wsob_function` it follows from the kind.
    The people who lead a session have the `skills` together; its room is also taken `setup_minutes` before it and
    `clearup_minutes` after it, and has the `equipment`.

    Mails go so many days (`reminder_days`, `prepare_days`) or hours before a session and so many days after it. The
    first of those afterwards asks how it was when `asks_how_it_was` says so.
    """

    key: Slug
    title: Title
    kind: ActivityKind
    form: Form
    registration: RegistrationPolicy
    summary: Annotated[Line, Field(max_length=300)] = ""
    description: Annotated[Paragraphs, Field(max_length=20_000)] = ""
    programme: Slug | None = None
    themes: Annotated[list[Theme], Field(max_length=len(Theme))] = []
    target_groups: Annotated[list[TargetGroup], Field(max_length=len(TargetGroup))] = []
    language: Annotated[LanguageCode, Field(max_length=8)] = "nl"
    entry_level: EntryLevel = ""
    partners: Names = []
    wsob_function: WsobFunction | None = None
    registration_url: WebAddress | None = None
    waiting_list: bool = True
    cost_cents: CostCents = 0
    neutral_title: Title | None = None
    reminder_days: Days = [7, 1]
    reminder_hours: Hours = []
    prepare_days: Days = [3]
    follow_up_days: Days = [1]
    asks_how_it_was: bool = True
    setup_minutes: Minutes = 0
    clearup_minutes: Minutes = 0
    staff_min: People = 0
    staff_max: People | None = None
    skills: Annotated[list[Skill], Field(max_length=len(Skill))] = []
    equipment: Annotated[list[Equipment], Field(max_length=len(Equipment))] = []

    @model_validator(mode="after")
    def _staff_in_order(self) -> Self:
        if self.staff_max is not None and self.staff_max < self.staff_min:
            raise MoreStaffAtLeast(field="staff_max")
        return self


class EditionDetails(_Details):
    """One run of an activity; `location` is a slug and `room` the id of one of its rooms. Days are local."""

    location: LocationSlug
    room: RoomId | None = None
    first_day: date
    last_day: date | None = None
    delivery: Delivery = Delivery.PHYSICAL
    capacity: Capacity | None = None
    planned_sessions: PlannedSessions | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise EditionEndsBeforeStart(field="last_day")
        return self


class RuleDetails(_Details):
    """When an edition meets: days and times are local to its location. `skipped_periods` are (first, last) days."""

    first_day: date
    last_day: date | None = None
    starts_at: LocalTime
    ends_at: LocalTime
    rrule: Annotated[Line, Field(min_length=1, max_length=500)]
    skip: Annotated[list[Skip], Field(max_length=len(Skip))] = []
    skipped_days: Annotated[list[date], Field(max_length=400)] = []
    skipped_periods: Annotated[list[tuple[date, date]], Field(max_length=400)] = []
    room: RoomId | None = None
