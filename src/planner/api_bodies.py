"""What staff send to the JSON API. Moments are RFC 3339 with an offset."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from events.schemas import ActivityDetails, Capacity, LocationSlug, Names, RuleDetails, Title
from events.series.scopes import Scope
from events.vocabulary import ActivityKind, Form, Presence, RegistrationPolicy
from planner.errors import MomentOutOfRange, SessionEndsBeforeStart, SessionTooLong
from tabular.fields import Line, Slug

FIRST_YEAR = 2000
LAST_YEAR = 2199
LONGEST = timedelta(days=31)
MOST_SEATS = 10_000
_UNCHANGED = "unchanged"


def _in_range(moment: datetime) -> datetime:
    # The years at the ends of what a datetime can hold overflow in other zones.
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise MomentOutOfRange(first=FIRST_YEAR, last=LAST_YEAR)
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
RoomId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Note = Annotated[Line, Field(max_length=500)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewActivity(ActivityDetails):
    """`organisation` is the slug of whose it is; `aliases` are former and other names."""

    organisation: Slug
    aliases: Names = Field(default_factory=list)


class ActivityChange(ActivityDetails):
    """Only what is sent is changed; `aliases` are replaced as a whole."""

    # These have defaults here because nobody has to send them; what is not sent is never read.
    key: Slug = _UNCHANGED
    title: Title = _UNCHANGED
    kind: ActivityKind = ActivityKind.COURSE
    form: Form = Form.SINGLE
    registration: RegistrationPolicy = RegistrationPolicy.UNKNOWN
    aliases: Names = Field(default_factory=list)


class NewRule(RuleDetails):
    """`outside_hours`: the place will be open for these sessions, whatever its opening hours."""

    outside_hours: bool = False


class NewSession(Body):
    """One session beside the rules of its edition. `location` is a slug; without it, that of the edition.

    `outside_hours`: the place will be open for it, whatever its opening hours.
    """

    edition: UUID
    starts_at: Moment
    ends_at: Moment
    location: LocationSlug | None = None
    room: RoomId | None = None
    title: Title | None = None
    note: Note = ""
    outside_hours: bool = False

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        check_times(self.starts_at, self.ends_at)
        return self


class SessionChange(Body):
    """Only what is sent is changed. With another start and no end it lasts as long as it did.

    In a series, moments say how many days later or earlier and at what local time its meetings will be. `version` is
    the `sequence` of the session as the sender saw it; the header If-Match says the same. `outside_hours`: the place
    will be open for it, whatever its opening hours.
    """

    scope: Scope
    version: Version | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    location: LocationSlug | None = None
    room: RoomId | None = None
    title: Title | None = None
    note: Note = ""
    capacity: Capacity | None = None
    outside_hours: bool = False

    @property
    def moves(self) -> bool:
        return not self.model_fields_set.isdisjoint({"starts_at", "ends_at", "location", "room"})


class SeatsChange(Body):
    """Only what is sent is changed.

    `capacity` null is unlimited; `desk_seats` are those of the free ones that only the desk gives away; below
    `minimum` people it is not worth holding.
    """

    capacity: Capacity | None = None
    desk_seats: Annotated[int, Field(ge=0, le=MOST_SEATS)] = 0
    minimum: Annotated[int | None, Field(ge=1, le=MOST_SEATS)] = None


class Undo(Body):
    """`operation` is an id; without one it is the last thing that the sender did and has not undone yet."""

    operation: UUID | None = None


class Cancellation(Body):
    """As with a change, `version` is the `sequence` that the sender saw."""

    scope: Scope = Scope.THIS
    version: Version | None = None
    reason: Annotated[Line, Field(min_length=1, max_length=300)]


class AttendanceMarks(Body):
    """Who was there, by the id of the registration."""

    marks: Annotated[dict[UUID, Presence], Field(max_length=1_000)]


class Headcount(Body):
    count: Annotated[int, Field(ge=0, le=100_000)]


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """:raises SessionEndsBeforeStart, SessionTooLong: no session can be like that."""
    if ends_at <= starts_at:
        raise SessionEndsBeforeStart(field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise SessionTooLong(field="ends_at", days=LONGEST.days)
