"""What somebody filled in about a session, and doing it. The forms and the drags of the board send the same."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from events.schemas import Capacity, LocalTime, Title
from events.series.cancelling import cancel_sessions
from events.series.changing import UNSET, Scope, SeriesChange, change_sessions
from events.staffing.opening import hold_within_hours
from planner.api_bodies import Note
from planner.board_window import Day
from planner.form_values import EMPTY_IS_NONE, AtPlace, Sent
from planner.session_reading import SessionFacts
from tabular.fields import Line


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    scope: Scope = Scope.THIS
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    sure: Sent = False
    seen: str = ""


class ChangeForm(_Form, AtPlace):
    """A drag sends times and place only; what is not sent stays. `outside_hours`: the place will be open for it."""

    day: Day = Field(alias="date")
    starts_at: LocalTime
    ends_at: LocalTime
    title: Annotated[Title | None, EMPTY_IS_NONE] = None
    note: Note = ""
    capacity: Annotated[Capacity | None, EMPTY_IS_NONE] = None
    outside_hours: Sent = False

    @classmethod
    def of(cls, facts: SessionFacts) -> dict[str, Any]:
        """What the form begins with."""
        return {
            "date": facts.day.isoformat(),
            "starts_at": f"{facts.starts_at:%H:%M}",
            "ends_at": f"{facts.ends_at:%H:%M}",
            "place": facts.place_value,
            "title": facts.own_title or "",
            "note": facts.note,
            "capacity": facts.capacity or "",
            "scope": Scope.THIS,
            "version": facts.version,
            "outside_hours": facts.outside_hours,
        }

    @property
    def starts(self) -> datetime:
        """Wall-clock time of the place."""
        return datetime.combine(self.day, self.starts_at)


class CancelForm(_Form):
    reason: Annotated[Line, Field(min_length=1, max_length=300)]


def change_of(facts: SessionFacts, form: ChangeForm) -> SeriesChange:
    """Only what is different from how the session is now."""
    moved = (form.location, form.room) != (facts.location, facts.room)
    timed = (form.starts_at, form.ends_at) != (facts.starts_at.time(), facts.ends_at.time())
    return SeriesChange(
        starts_at=form.starts_at if timed else None,
        ends_at=form.ends_at if timed else None,
        day_shift=(form.day - facts.day).days,
        location=form.location if moved else UNSET,
        room=form.room if moved else UNSET,
        title=form.title if _is_sent(form, "title", facts.own_title) else UNSET,
        note=form.note if _is_sent(form, "note", facts.note) else UNSET,
        capacity=form.capacity if _is_sent(form, "capacity", facts.capacity) else UNSET,
    )


def _is_sent(form: ChangeForm, name: str, former: object) -> bool:
    return name in form.model_fields_set and getattr(form, name) != former


async def change(facts: SessionFacts, form: ChangeForm) -> list[UUID]:
    """Raises as `change_sessions`, and OutsideOpeningHours unless the form says that the place will be open."""
    changed = await change_sessions(
        session=facts.id, scope=form.scope, change=change_of(facts, form), version=form.version
    )
    await hold_within_hours(changed, outside_hours=form.outside_hours)
    return changed


async def cancel(facts: SessionFacts, form: CancelForm) -> list[UUID]:
    """Raises as `cancel_sessions`."""
    return await cancel_sessions(session=facts.id, scope=form.scope, reason=form.reason, version=form.version)
