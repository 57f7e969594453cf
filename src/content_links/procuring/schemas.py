"""What libraries and the committee may say about procuring packages. The limits are those of the tables."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from content_links.licensing.errors import LicenceEndsBeforeStart
from content_links.licensing.schemas import Day, Seats
from content_links.procuring.errors import LicensedTwice
from content_links.schemas import PackageSlug
from content_links.vocabulary import PackageState
from tabular.fields import Paragraphs, SlugText

MOST_CENTS = 2_000_000_000
MOST_LICENCES = 500

OrganisationSlug = Annotated[SlugText, Field(max_length=80)]
Reason = Annotated[Paragraphs, Field(max_length=1_000)]
GivenReason = Annotated[Paragraphs, Field(min_length=1, max_length=1_000)]
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS)]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NominationDetails(_Said):
    """An organisation says why a package of the catalogue should be procured; both by slug."""

    package: PackageSlug
    organisation: OrganisationSlug
    reason: GivenReason


class LicenceWanted(_Said):
    """Who may use what is procured; `seats` None is as many people as like."""

    organisation: OrganisationSlug
    seats: Seats | None = None


class StepDetails(_Said):
    """A step of the committee. Cost, term and licences belong to procuring, and to procuring again what is available.

    Both days are included; `ends_on` None is until further notice. `seen` is the state that the sender saw.
    """

    state: PackageState
    reason: Reason = ""
    cost_cents: Cents | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    licences: Annotated[tuple[LicenceWanted, ...], Field(max_length=MOST_LICENCES)] = ()
    seen: PackageState | None = None

    @property
    def has_terms(self) -> bool:
        return bool(self.licences) or not self.cost_cents == self.starts_on == self.ends_on is None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise LicenceEndsBeforeStart(field="ends_on")
        if len({each.organisation for each in self.licences}) < len(self.licences):
            raise LicensedTwice(field="licences")
        return self
