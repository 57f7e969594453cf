"""The lines of a programme file, and what they must agree on. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from events.creating_errors import DiffersFromEarlierLine, RuleDoubled
from events.schemas import Capacity, EntryLevel, Names, PlannedSessions, Title
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, Skip, TargetGroup, Theme
from tabular.cells import format_cell
from tabular.errors import BadLine
from tabular.fields import Line, Slug
from tabular.reading import NumberedRow
from tabular.reasons import shown

CostEur = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)]


class ProgrammeLine(BaseModel):
    """One schedule rule with its activity and edition; both days are included. `location` is a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    activity: Slug
    title: Title
    former_names: Names = []
    kind: ActivityKind
    form: Form
    themes: list[Theme] = []
    target_groups: list[TargetGroup] = []
    entry_level: EntryLevel = ""
    partner: Names = []
    location: Slug
    starts_on: date
    ends_on: date | None = None
    start_time: time
    end_time: time
    rrule: Annotated[Line, Field(min_length=1, max_length=500)]
    skip: list[Skip] = []
    registration: RegistrationPolicy
    capacity: Capacity | None = None
    sessions: PlannedSessions | None = None
    cost_eur: CostEur = Decimal(0)


ACTIVITY_COLUMNS = (
    "title",
    "former_names",
    "kind",
    "form",
    "themes",
    "target_groups",
    "entry_level",
    "partner",
    "registration",
    "cost_eur",
)
EDITION_COLUMNS = ("capacity", "sessions")

ProgrammeRow = NumberedRow[ProgrammeLine]


def edition_key(line: ProgrammeLine) -> tuple[str, str, date]:
    """Lines of one activity at one place from the same day on are one edition."""
    return line.activity, line.location, line.starts_on


def disagreements(rows: Sequence[ProgrammeRow]) -> list[BadLine]:
    """Where a line says something else of its activity or edition than the first line about it, or doubles a rule."""
    return [*_differing(rows), *_doubled(rows)]


def _differing(rows: Sequence[ProgrammeRow]) -> Iterator[BadLine]:
    firsts: dict[object, ProgrammeRow] = {}
    for each in rows:
        for key, columns in ((each.row.activity, ACTIVITY_COLUMNS), (edition_key(each.row), EDITION_COLUMNS)):
            yield from _differences(each, firsts.setdefault(key, each), columns)


def _differences(each: ProgrammeRow, first: ProgrammeRow, columns: Sequence[str]) -> Iterator[BadLine]:
    for column in columns:
        value, earlier = getattr(each.row, column), getattr(first.row, column)
        if value != earlier:
            texts = {"value": shown(format_cell(value)) or "-", "earlier": shown(format_cell(earlier)) or "-"}
            yield BadLine(each.line, column, DiffersFromEarlierLine(first=first.line, **texts))


def _doubled(rows: Sequence[ProgrammeRow]) -> Iterator[BadLine]:
    firsts: dict[object, int] = {}
    for each in rows:
        rule = (*edition_key(each.row), each.row.rrule, each.row.start_time, each.row.end_time)
        if firsts.setdefault(rule, each.line) != each.line:
            yield BadLine(each.line, "", RuleDoubled(first=firsts[rule]))
