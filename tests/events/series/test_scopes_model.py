"""Any sequence of edits and cancellations does to the database what it does to a plain list of meetings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.transaction import execute
from events.creating_errors import RuleExists
from events.series.cancelling import cancel_sessions
from events.series.changing import Scope, SeriesChange, change_sessions
from refusals import Refusal
from tests.events.series.worlds import AMSTERDAM, a_series, an_activity, local, sessions_of

FIRST = date(2027, 1, 5)
NOW = local(1, 20, 13)
ENDED = -1
RULES = ["FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=5",
         "FREQ=DAILY;INTERVAL=4;COUNT=8"]  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """`slot` is the day that its series has for it, `series` a number that a split makes anew."""

    id: UUID
    series: int
    slot: date
    starts_at: datetime
    hours: int
    title: str | None = None
    held: bool = True
    edited: bool = False


@dataclass(frozen=True)
class Edit:
    which: int
    scope: Scope
    cancel: bool
    hour: int | None
    hours: int | None
    days: int
    title: str | None

    def __post_init__(self) -> None:
        """A length is said by the clock, so with the hour at which it begins."""
        if self.hour is None:
            object.__setattr__(self, "hours", None)


EDITS = st.builds(
    Edit,
    which=st.integers(0, 8),
    scope=st.sampled_from(list(Scope)),
    cancel=st.sampled_from([False, False, False, True]),
    hour=st.none() | st.sampled_from([9, 15]),
    hours=st.none() | st.sampled_from([1, 3]),
    days=st.integers(-3, 8),
    title=st.none() | st.just("Anders"),
)


class Refused(Exception):  # noqa: N818  what the model says, not an error
    """The edit cannot be done."""


class Model:
    """Meetings in a list; each series has one clock time."""

    def __init__(self, meetings: list[Meeting]) -> None:
        self.meetings = meetings
        self.times = {0: (meetings[0].starts_at.time(), meetings[0].hours)}

    def apply(self, edit: Edit) -> None:
        pivot = self.meetings[edit.which % len(self.meetings)]
        if not pivot.held:
            if edit.cancel:
                return
            raise Refused
        part = [] if edit.scope is Scope.THIS else list(self._part(pivot, edit.scope))
        if edit.cancel:
            self._cancel(pivot, part)
        elif not part:
            self._replace({pivot.id: self._changed_alone(pivot, edit)})
        else:
            self._change(pivot, part, edit)

    def _part(self, pivot: Meeting, scope: Scope) -> Iterator[Meeting]:
        if pivot.series == ENDED:
            return
        at, _ = self.times[pivot.series]
        first = pivot.slot if scope is Scope.FOLLOWING else date.min
        for each in self.meetings:
            if each.series == pivot.series and each.slot >= first and _at(each.slot, at) > NOW:
                yield each

    def _cancel(self, pivot: Meeting, part: list[Meeting]) -> None:
        gone = [each for each in part if each.held and each.starts_at > NOW] if part else [pivot]
        # The series ends there: later edits of it do not reach beyond.
        ended = {each.id: replace(each, series=ENDED) for each in part}
        called_off = {each.id: replace(ended.get(each.id, each), held=False, edited=True) for each in gone}
        self._replace(ended | called_off)

    def _changed_alone(self, pivot: Meeting, edit: Edit) -> Meeting:
        if pivot.starts_at <= NOW:
            raise Refused
        day = pivot.starts_at.date() + timedelta(days=edit.days)
        at = time(edit.hour) if edit.hour else pivot.starts_at.time()
        changed = replace(
            pivot, starts_at=_at(day, at), hours=edit.hours or pivot.hours, title=edit.title or pivot.title
        )
        if changed.starts_at <= NOW and _moves(edit):
            raise Refused
        return replace(changed, edited=True) if _moves(edit) or edit.title else changed

    def _change(self, pivot: Meeting, part: list[Meeting], edit: Edit) -> None:
        at, hours = self.times[pivot.series]
        at, hours = time(edit.hour) if edit.hour else at, edit.hours or hours
        shift = timedelta(days=edit.days)
        if _at(min(each.slot for each in part) + shift, at) <= NOW:
            raise Refused
        series = max(self.times) + 1
        alone = {pivot.id: self._changed_alone(pivot, edit)} if pivot.edited and pivot.starts_at > NOW else {}
        self.times[series] = (at, hours)
        changed = {}
        for each in part:
            becomes = replace(alone.get(each.id, each), series=series, slot=each.slot + shift)
            if each.held and not each.edited and each.starts_at > NOW:
                becomes = replace(becomes, starts_at=_at(becomes.slot, at), hours=hours, title=edit.title or each.title)
            changed[each.id] = becomes
        self._replace(alone | changed)

    def _replace(self, changed: dict[UUID, Meeting]) -> None:
        self.meetings = [changed.get(each.id, each) for each in self.meetings]


def _moves(edit: Edit) -> bool:
    return bool(edit.hour or edit.hours or edit.days)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=AMSTERDAM)


def _change(edit: Edit) -> SeriesChange:
    ends_at = time(edit.hour + edit.hours) if edit.hour and edit.hours else None
    change = SeriesChange(starts_at=time(edit.hour) if edit.hour else None, ends_at=ends_at, day_shift=edit.days)
    return replace(change, title=edit.title) if edit.title else change


async def _do(edit: Edit, model: Model) -> None:
    pivot = model.meetings[edit.which % len(model.meetings)]
    if edit.cancel:
        await cancel_sessions(session=pivot.id, scope=edit.scope, reason="Ziek", now=NOW)
        return
    await change_sessions(session=pivot.id, scope=edit.scope, change=_change(edit), now=NOW)


async def _planned(edition: UUID) -> list[tuple[object, ...]]:
    rows = await sessions_of(edition)
    return sorted(
        (str(row["id"]), row["starts_at"], row["ends_at"] - row["starts_at"], row["title"], row["state"] == "scheduled")
        for row in rows
    )


def _expected(model: Model) -> list[tuple[object, ...]]:
    return sorted(
        (str(each.id), each.starts_at, timedelta(hours=each.hours), each.title, each.held) for each in model.meetings
    )


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rrule=st.sampled_from(RULES), edits=st.lists(EDITS, min_size=1, max_size=6))
@pytest.mark.usefixtures("database")
async def test_any_sequence_of_edits_is_that_of_a_plain_list(database: None, rrule: str, edits: list[Edit]) -> None:
    await execute("DELETE FROM session")
    edition = await a_series(*await an_activity(), rrule=rrule, first_day=FIRST)
    rows = await sessions_of(edition)
    model = Model([Meeting(row["id"], 0, row["occurs_on"], row["starts_at"].astimezone(AMSTERDAM), 2) for row in rows])
    past = [each for each in model.meetings if each.starts_at <= NOW]
    for edit in edits:
        before = copy_of(model)
        try:
            model.apply(edit)
        except Refused:
            with pytest.raises(Refusal):
                await _do(edit, model)
        else:
            try:
                await _do(edit, before)
            except RuleExists:
                # Two parts of the edition would have the same rule: nothing has changed.
                model = before
        assert await _planned(edition) == _expected(model)
    begun = {each.id: each for each in past}
    # Cancelling is what one may do afterwards: it says that a meeting was not held.
    assert {each.id: each.starts_at for each in model.meetings if each.id in begun} == {
        each.id: each.starts_at for each in past
    }


def copy_of(model: Model) -> Model:
    """A copy, to go back to."""
    copy = Model(list(model.meetings))
    copy.times = dict(model.times)
    return copy
