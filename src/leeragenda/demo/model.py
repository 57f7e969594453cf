"""What the files of the demo world may say. Times are local; limits are stricter than those of the product."""

import re
from datetime import date, time
from itertools import chain
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from content_links.vocabulary import Access, PackageKind, Phase
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
from identity.roles import Role
from leeragenda.demo.days import FromToday, parse_from_today, parse_month_day
from places.schemas import EmailAddress, LocationDetails, Name, OpeningHoursDetails, OrganisationDetails
from places.vocabulary import Equipment, SchoolRegion
from tabular.fields import Line, Paragraphs, Slug, WebAddress

PER_EDITION = frozenset({Form.COHORT, Form.GUIDED_TRACK, Form.ONE_TO_ONE, Form.OPEN_GROUP})
_RULE = re.compile(r"(?:\+(?P<later>\d+) )?(?P<starts_at>\d\d:\d\d)-(?P<ends_at>\d\d:\d\d) (?P<rrule>\S+)")
_HOURS = re.compile(r"(\d)(?:-(\d))? (\d\d:\d\d)-(\d\d:\d\d)")

Title = Annotated[Line, Field(min_length=3, max_length=80)]
Summary = Annotated[Line, Field(min_length=20, max_length=120)]
Description = Annotated[Paragraphs, Field(min_length=120, max_length=1500)]
Seats = Annotated[int, Field(ge=1, le=100)]
People = Annotated[int, Field(ge=0, le=100)]
Day = Annotated[FromToday, BeforeValidator(parse_from_today)]
MonthDay = Annotated[tuple[int, int], BeforeValidator(parse_month_day)]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OrganisationShape(OrganisationDetails):
    """`programmes` are names by slug."""

    programmes: dict[Slug, Name] = Field(default_factory=dict)


class AccountShape(Shape):
    """`places` are the keys of the locations that a host has."""

    email: EmailAddress
    name: Name
    role: Role
    organisation: Slug
    places: tuple[str, ...] = ()


class HolidayShape(Shape):
    """School holidays of so many weeks, from an ISO week that differs per region."""

    name: Name
    weeks: int
    noord: int
    midden: int
    zuid: int

    def first_week(self, region: SchoolRegion) -> int:
        return {SchoolRegion.NOORD: self.noord, SchoolRegion.MIDDEN: self.midden, SchoolRegion.ZUID: self.zuid}[region]


class ClosedShape(Shape):
    """A place is closed for some days, `first` days after the first start."""

    name: Name
    first: int
    days: int


def _opening_hours(line: str) -> list[OpeningHoursDetails]:
    found = _HOURS.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} is not like '1-5 09:00-17:00'")
    first, last, opens_at, closes_at = found.groups()
    weekdays = range(int(first), int(last or first) + 1)
    times = {"opens_at": time.fromisoformat(opens_at), "closes_at": time.fromisoformat(closes_at)}
    return [OpeningHoursDetails(weekday=weekday, **times) for weekday in weekdays]


class LocationShape(LocationDetails):
    """`rooms` are numbers of seats by name."""

    organisation: Slug
    rooms: dict[Line, Seats] = Field(default_factory=dict)
    hours: Annotated[
        tuple[OpeningHoursDetails, ...], BeforeValidator(lambda lines: list(chain(*map(_opening_hours, lines))))
    ] = ()
    closures: tuple[ClosedShape, ...] = ()


class PackageShape(Shape):
    slug: Slug
    title: Title
    summary: Summary
    description: Description
    provider: Name
    kind: PackageKind
    access: Access
    url: WebAddress
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    target_groups: Annotated[tuple[TargetGroup, ...], Field(min_length=1, alias="for")]
    language: Line = "nl"
    level: Line = ""
    minutes: int | None = None
    units: tuple[Title, ...] = ()


class LinkShape(Shape):
    """`unit` counts from 1; `meeting` makes it a link of only that coming session (1 is the next), and `lesson` of that
    meeting of each edition.
    """

    package: Slug
    unit: int | None = None
    phase: Phase
    days: int
    note: Annotated[Line, Field(min_length=5, max_length=200)]
    required: bool = False
    meeting: int | None = None
    lesson: int | None = None


class TemplateShape(Shape):
    organisation: Slug
    slug: Slug
    title: Title
    summary: Summary
    description: Description
    kind: ActivityKind
    form: Form
    planned_sessions: int | None = None
    session_minutes: int | None = None
    capacity: Seats | None = None
    themes: tuple[Theme, ...] = ()
    target_groups: Annotated[tuple[TargetGroup, ...], Field(alias="for")] = ()
    registration: RegistrationPolicy = RegistrationPolicy.REQUIRED
    wsob_function: Annotated[WsobFunction | None, Field(alias="wsob")] = None
    staff_min: int = 0
    skills: tuple[Skill, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    links: tuple[LinkShape, ...] = ()


class RuleShape(Shape):
    """Written as "+35 10:00-12:00 FREQ=WEEKLY": `later` days after the first day of the edition."""

    later: int
    starts_at: time
    ends_at: time
    rrule: Line


def _rule(text: str) -> RuleShape:
    found = _RULE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not like '+7 10:00-12:00 FREQ=WEEKLY'")
    return RuleShape.model_validate({**found.groupdict(), "later": int(found["later"] or 0)})


class CancelShape(Shape):
    """`nth` is the place of a coming session in time: the next one is 1."""

    nth: int
    reason: Annotated[Line, Field(min_length=10, max_length=300)]


class EditionShape(Shape):
    """One run at one place, and how many people signed up.

    Per session: `past` people at each one that was, `coming` at the next ones in order, `waiting` for the next one.
    Per edition: `group` people in it and `waiting` for it. Without sign-up: `heads`, the fewest and the most counted.
    """

    at: Line
    first: Day | None = None
    season: tuple[MonthDay, MonthDay] | None = None
    free_of_holidays: bool = False
    when: tuple[Annotated[RuleShape, BeforeValidator(_rule)], ...]
    skip: tuple[Skip, ...] = ()
    not_between: tuple[MonthDay, MonthDay] | None = None
    delivery: Delivery = Delivery.PHYSICAL
    lessons: int | None = None
    seats: Seats | None = None
    group: People = 0
    past: People = 0
    coming: tuple[People, ...] = ()
    waiting: People = 0
    heads: tuple[People, People] | None = None
    cancel: CancelShape | None = None

    @property
    def location(self) -> str:
        return self.at.partition("/")[0]

    @property
    def room(self) -> str | None:
        return self.at.partition("/")[2] or None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.first is None) == (self.season is None):
            raise ValueError(f"{self.at}: either a first day or a season")
        if self.seats is not None and max(self.group, self.past, *self.coming, 0) > self.seats:
            raise ValueError(f"{self.at}: more people than seats")
        return self


class ActivityShape(Shape):
    key: Slug
    title: Title
    summary: Summary
    description: Description
    kind: ActivityKind
    form: Form
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    target_groups: Annotated[tuple[TargetGroup, ...], Field(min_length=1, alias="for")]
    language: Line = "nl"
    level: Line = ""
    programme: Slug
    template: Slug | None = None
    aliases: tuple[Title, ...] = ()
    partners: tuple[Name, ...] = ()
    wsob: WsobFunction
    registration: RegistrationPolicy
    cost_cents: int = 0
    neutral_title: Title | None = None
    reminder_days: tuple[int, ...] = (7, 1)
    reminder_hours: tuple[int, ...] = ()
    prepare_days: tuple[int, ...] = (3,)
    follow_up_days: tuple[int, ...] = (1,)
    links: tuple[LinkShape, ...] = ()
    editions: tuple[EditionShape, ...] = ()

    @model_validator(mode="after")
    def _people_fit_the_form(self) -> Self:
        for edition in self.editions:
            if edition.group and self.form not in PER_EDITION:
                raise ValueError(f"{self.key}: people sign up per session")
            if (edition.past or edition.coming) and self.form in PER_EDITION:
                raise ValueError(f"{self.key}: people sign up per edition")
        return self


class ProgrammeFile(Shape):
    """The activities of one organisation."""

    organisation: Slug
    activities: tuple[ActivityShape, ...]


class ToldShape(Shape):
    """Something that happens to one person at the first start, and that they get mail about."""

    what: Literal["sign_up", "sign_up_and_cancel", "sign_up_and_move", "signed_up_before", "was_there", "is_offered"]
    activity: Slug
    name: Name
    party: int = 1
    minutes: int = 0
    in_days: int | None = None


class World(Shape):
    """Everything, as written in the files; `programmes` holds the activities."""

    organisations: tuple[OrganisationShape, ...]
    accounts: tuple[AccountShape, ...]
    school_holidays: tuple[HolidayShape, ...]
    locations: tuple[LocationShape, ...]
    packages: tuple[PackageShape, ...]
    templates: tuple[TemplateShape, ...]
    programmes: tuple[ProgrammeFile, ...]
    names: tuple[Name, ...]
    told: tuple[ToldShape, ...]

    @property
    def activities(self) -> list[ActivityShape]:
        return [activity for programme in self.programmes for activity in programme.activities]

    @property
    def links(self) -> list[LinkShape]:
        of_activities = [link for activity in self.activities for link in activity.links]
        return [link for template in self.templates for link in template.links] + of_activities

    def organisation(self, slug: str) -> OrganisationShape:
        return next(each for each in self.organisations if each.slug == slug)

    def location(self, key: str) -> LocationShape:
        return next(each for each in self.locations if each.key == key)


def closed_days_of(closure: ClosedShape, today: date) -> tuple[date, date]:
    """The first and last day, both included."""
    first = FromToday(closure.first, None).on(today)
    return first, FromToday(closure.first + closure.days - 1, None).on(today)
