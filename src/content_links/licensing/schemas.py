"""What people may say about licences. The limits are those of the tables."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from content_links.licensing.errors import LicenceEndsBeforeStart
from content_links.schemas import PackageSlug
from tabular.fields import Line, SlugText

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2199, 12, 31)
MOST_SEATS = 10_000_000

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS)]


class LicenceTerms(BaseModel):
    """Both days are included; `ends_on` None is until further notice, `seats` None is as many people as like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts_on: Day
    ends_on: Day | None = None
    seats: Seats | None = None
    note: Annotated[Line, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise LicenceEndsBeforeStart(field="ends_on")
        return self


class LicenceDetails(LicenceTerms):
    """A licence of an organisation, and all below it, for a package; both by slug."""

    package: PackageSlug
    organisation: Annotated[SlugText, Field(max_length=80)]
