"""What the public JSON API answers with: moments as RFC 3339 with the offset of the place, whose zone is `timezone`."""

from datetime import date, datetime
from typing import Generic, Literal, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from agenda.seating import SeatsState, seats
from agenda.session_rows import SessionRow
from content_links.linked import LinkedPackage
from content_links.vocabulary import Access, PackageKind, PackageState, Phase
from events.forms import target_of
from events.vocabulary import (
    ActivityKind,
    Delivery,
    Form,
    QuestionKind,
    RegistrationPolicy,
    RegistrationTarget,
    SessionState,
)
from places.vocabulary import HostKind, LocationKind, OrganisationKind

_Item = TypeVar("_Item")


class Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class Page(Answer, Generic[_Item]):
    """A part of a list; `next` is the `cursor` of the part after it, null on the last."""

    items: list[_Item]
    next: str | None


class OrganisationRef(Answer):
    slug: str
    name: str


class Organisation(OrganisationRef):
    """`parent` is the slug of the organisation it belongs to."""

    kind: OrganisationKind
    parent: str | None
    timezone: str
    email: str | None
    phone: str | None
    website: str | None


class Place(Answer):
    """Where something is held."""

    slug: str
    name: str
    kind: LocationKind
    host_kind: HostKind | None
    street: str
    postcode: str
    place: str


class Location(Place):
    organisation: OrganisationRef
    latitude: float | None
    longitude: float | None
    timezone: str
    phone: str | None
    wheelchair: bool | None
    hearing_loop: bool | None
    note: str


class ActivityRef(Answer):
    slug: str
    title: str
    kind: ActivityKind
    form: Form


class Seats(Answer):
    """`left` and `capacity` are null where places are not counted."""

    state: SeatsState
    left: int | None
    capacity: int | None


class Session(Answer):
    """`registers_for` says what people sign up for here: this session, or its whole edition; null: not online."""

    id: UUID
    edition: UUID
    title: str
    summary: str
    note: str
    state: SessionState
    cancel_reason: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    activity: ActivityRef
    organisation: OrganisationRef
    location: Place
    room: str | None
    themes: list[str]
    target_groups: list[str]
    language: str
    delivery: Delivery
    cost_cents: int
    registration: RegistrationPolicy
    registration_url: str | None
    registers_for: RegistrationTarget | None
    waiting_list: bool
    seats: Seats

    @classmethod
    def of(cls, row: SessionRow) -> Self:
        state, left = seats(row)
        return cls(
            edition=row.edition_id,
            activity=ActivityRef(slug=row.activity_slug, title=row.activity_title, kind=row.kind, form=row.form),
            organisation=OrganisationRef(slug=row.organisation_slug, name=row.organisation_name),
            location=place_of(row),
            registration=row.registration_policy,
            registers_for=target_of(row.form),
            seats=Seats(state=state, left=left, capacity=row.capacity),
            **{name: getattr(row, name) for name in _SAME_IN_SESSION},
        )


_SAME_IN_SESSION = [name for name in Session.model_fields if name in SessionRow.__dataclass_fields__]


class EditionRef(Answer):
    id: UUID
    location: str
    first_day: date
    last_day: date | None
    delivery: Delivery
    state: SessionState


class Edition(Answer):
    """One run of an activity at one place; `sessions` are at most the first 200 that are not over."""

    id: UUID
    activity: ActivityRef
    location: Place
    timezone: str
    first_day: date
    last_day: date | None
    delivery: Delivery
    state: SessionState
    capacity: int | None
    seats_left: int | None
    planned_sessions: int | None
    registers_for: RegistrationTarget | None
    sessions: list[Session]


class Content(Answer):
    """A package (or the part of it named `unit_title`) that belongs to an activity; days count from the session."""

    slug: str
    title: str
    unit_title: str | None
    phase: Phase
    release_days: int
    required: bool
    note: str
    url: str | None

    @classmethod
    def of(cls, linked: LinkedPackage) -> Self:
        return cls.model_validate(linked)


class ActivitySummary(ActivityRef):
    summary: str
    organisation: OrganisationRef
    themes: list[str]
    target_groups: list[str]
    language: str
    cost_cents: int
    registration: RegistrationPolicy


class Question(Answer):
    """What an activity asks of who signs up. The answer to a tick is "yes", or nothing."""

    id: int
    kind: QuestionKind
    text: str
    choices: list[str]
    required: bool


class Activity(ActivitySummary):
    """`sessions` are at most the first 50 that are not over.

    `questions` are answered in `answers`, by their id; `companions` and `access_needs` can be given where it asks them.
    """

    description: str
    aliases: list[str]
    entry_level: str
    partners: list[str]
    registration_url: str | None
    waiting_list: bool
    registers_for: RegistrationTarget | None
    asks_names: bool
    asks_access_needs: bool
    questions: list[Question]
    editions: list[EditionRef]
    packages: list[Content]
    sessions: list[Session]


class PackageSummary(Answer):
    slug: str
    title: str
    summary: str
    provider: str
    kind: PackageKind
    access: Access
    url: str | None
    themes: list[str]
    target_groups: list[str]
    language: str
    level: str
    duration_minutes: int | None
    state: PackageState


class Unit(Answer):
    position: int
    title: str
    url: str | None


class PackageActivity(ActivityRef):
    """Where a package is used in a group, and in which phases."""

    phases: list[Phase]


class Package(PackageSummary):
    description: str
    units: list[Unit]
    activities: list[PackageActivity]


class RegistrationAnswer(Answer):
    """`position` is the place on the waiting list, from 1; null for who does not wait."""

    id: UUID
    status: Literal["confirmed", "waiting", "offered", "cancelled", "attended", "no_show", "finished"]
    position: int | None
    manage_url: str
    calendar_url: str


class RegistrationDetails(RegistrationAnswer):
    """`session` or `edition` says what it is for; an offered place is kept until `offer_expires_at`."""

    name: str
    party_size: int
    session: UUID | None
    edition: UUID | None
    offer_expires_at: datetime | None


def place_of(row: SessionRow) -> Place:
    return Place(
        slug=row.location_slug,
        name=row.location_name,
        kind=row.location_kind,
        host_kind=row.host_kind,
        street=row.street,
        postcode=row.postcode,
        place=row.place,
    )
