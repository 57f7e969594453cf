"""What people may say about organisations, locations, rooms, opening hours and closures.

The limits are those of the tables.
`LocationDetails` is also a line of a CSV file with locations.
"""

from datetime import date
from typing import Annotated, Self

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from places.errors import ClosesBeforeOpening, CoordinatesIncomplete, EndsBeforeStart, HostKindNeeded, NotAnEmailAddress
from places.vocabulary import ClosureKind, Equipment, HostKind, LocationKind, OrganisationKind, SchoolRegion
from tabular.fields import Line, LocalTime, Paragraphs, Slug, TimeZone, WebAddress


def _email_address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise NotAnEmailAddress from error


EmailAddress = Annotated[Line, Field(max_length=254), AfterValidator(_email_address)]
Phone = Annotated[Line, Field(min_length=1, max_length=40)]
Name = Annotated[Line, Field(min_length=1, max_length=200)]
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class _Details(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OrganisationDetails(_Details):
    """`parent` is the slug of the organisation it belongs to."""

    slug: Slug
    name: Name
    kind: OrganisationKind
    parent: Slug | None = None
    timezone: TimeZone = "Europe/Amsterdam"
    country: CountryCode = "NL"
    school_region: SchoolRegion | None = None
    email: EmailAddress | None = None
    phone: Phone | None = None
    website: WebAddress | None = None


class LocationDetails(_Details):
    """A location of an organisation. Without `timezone` it has that of its organisation."""

    key: Slug
    name: Name
    kind: LocationKind
    host_kind: HostKind | None = None
    street: Annotated[Line, Field(max_length=200)] = ""
    place: Annotated[Line, Field(max_length=120)] = ""
    note: Annotated[Paragraphs, Field(max_length=2000)] = ""
    postcode: Annotated[Line, Field(max_length=12)] = ""
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    timezone: TimeZone | None = None
    phone: Phone | None = None
    wheelchair: bool | None = None
    hearing_loop: bool | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == LocationKind.OUTREACH and self.host_kind is None:
            raise HostKindNeeded(field="host_kind")
        if (self.latitude is None) != (self.longitude is None):
            raise CoordinatesIncomplete(field="latitude" if self.latitude is None else "longitude")
        return self


class RoomDetails(_Details):
    name: Annotated[Line, Field(min_length=1, max_length=120)]
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None
    equipment: frozenset[Equipment] = frozenset()


class OpeningHoursDetails(_Details):
    """One stretch of opening in local time; `weekday` is 1 for Monday to 7 for Sunday."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens_at: LocalTime
    closes_at: LocalTime

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.closes_at <= self.opens_at:
            raise ClosesBeforeOpening(field="closes_at")
        return self


class ClosureDetails(_Details):
    """Days, both included. `location` is the slug of the one location that is closed; without it they all are."""

    kind: ClosureKind
    name: Name
    first_day: date
    last_day: date
    region: SchoolRegion | None = None
    location: Annotated[Line, Field(max_length=120)] | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last_day < self.first_day:
            raise EndsBeforeStart(field="last_day")
        return self
