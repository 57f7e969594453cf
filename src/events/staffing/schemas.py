"""What people may say about those who lead sessions. The limits are those of the tables."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from events.staffing.errors import AbsenceBackwards, HoursBackwards, StaffOutOfOrder
from events.vocabulary import FacilitatorKind, Skill
from places.schemas import EmailAddress, Phone
from tabular.fields import Line, LocalTime

StaffCount = Annotated[int, Field(ge=0, le=50)]


class _Details(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FacilitatorDetails(_Details):
    """`account` is the e-mail address with which they sign in, when they do."""

    name: Annotated[Line, Field(min_length=1, max_length=120)]
    kind: FacilitatorKind
    skills: frozenset[Skill] = frozenset()
    email: EmailAddress | None = None
    phone: Phone | None = None
    account: EmailAddress | None = None


class HoursDetails(_Details):
    """When somebody can be asked, in local time of their organisation; `weekday` is 1 for Monday to 7 for Sunday."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    starts_at: LocalTime
    ends_at: LocalTime

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise HoursBackwards(field="ends_at")
        return self


class AbsenceDetails(_Details):
    """Days, both included. Why is nobody's business."""

    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last_day < self.first_day:
            raise AbsenceBackwards(field="last_day")
        return self


class StaffingDetails(_Details):
    """How many people lead a session; None is what its activity says."""

    staff_min: StaffCount | None = None
    staff_max: StaffCount | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.staff_min is not None and self.staff_max is not None and self.staff_max < self.staff_min:
            raise StaffOutOfOrder(field="staff_max")
        return self
