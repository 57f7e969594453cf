"""What a national or provincial organisation may say about a template. The limits are those of the tables."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from events.creating_errors import MoreStaffAtLeast
from events.schemas import Capacity, CostCents, Days, EntryLevel, Hours, Minutes, Names, People, PlannedSessions, Title
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, Skill, TargetGroup, Theme, WsobFunction
from places.vocabulary import Equipment
from tabular.fields import LanguageCode, Line, Paragraphs, SlugText

TemplateSlug = Annotated[SlugText, Field(max_length=120)]
Note = Annotated[Line, Field(max_length=300)]


class TemplateDetails(BaseModel):
    """A building block. The fields that activities have too are what an adopted activity begins with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title
    kind: ActivityKind
    form: Form
    summary: Annotated[Line, Field(max_length=300)] = ""
    description: Annotated[Paragraphs, Field(max_length=20_000)] = ""
    planned_sessions: PlannedSessions | None = None
    session_minutes: Annotated[int, Field(ge=5, le=24 * 60)] | None = None
    capacity: Capacity | None = None
    themes: Annotated[list[Theme], Field(max_length=len(Theme))] = []
    target_groups: Annotated[list[TargetGroup], Field(max_length=len(TargetGroup))] = []
    language: Annotated[LanguageCode, Field(max_length=8)] = "nl"
    entry_level: EntryLevel = ""
    partners: Names = []
    wsob_function: WsobFunction | None = None
    registration: RegistrationPolicy = RegistrationPolicy.REQUIRED
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
    def _in_order(self) -> Self:
        if self.staff_max is not None and self.staff_max < self.staff_min:
            raise MoreStaffAtLeast(field="staff_max")
        return self
