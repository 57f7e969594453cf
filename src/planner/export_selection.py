"""Which sessions staff take along: asked for as in the agenda, with drafts of their own organisations if they want."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from agenda.conditions import TABLES, Conditions, Known, conditions_of, look_up
from agenda.filters import AgendaFilters, query_values
from agenda.search import add_time
from agenda.session_rows import SessionRow, rows_of
from database.transaction import fetch, fetch_value
from events.reading_activities import activity_by_slug
from planner.export_errors import TooManySessions

MOST_SESSIONS: Final = 50_000
BATCH: Final = 500
Format = Literal["csv", "xlsx", "ics"]


class ExportAsked(BaseModel):
    """What an export takes beside the filters of the agenda."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format = "csv"
    drafts: bool = False
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters, the ids of the organisations of which drafts are in it too, and the one activity if it is one."""

    filters: AgendaFilters
    known: Known
    drafts_of: Sequence[int]
    activity: int | None = None

    @classmethod
    async def read(cls, pairs: Iterable[tuple[str, str]], drafts_of: Sequence[int] = (), *, activity: str = "") -> Self:
        """:param activity: a slug, or empty for all of them.

        :raises UnknownActivity: there is no such activity.
        :raises pydantic.ValidationError: an unknown parameter or value, by name.

        :raises UnknownValue: no such organisation, location, place or package.
        """
        filters = AgendaFilters.model_validate(query_values(pairs))
        only = (await activity_by_slug(activity)).id if activity else None
        return cls(filters, await look_up(filters), drafts_of, only)

    async def count(self) -> int:
        """:raises TooManySessions: it is more than anybody could look at."""
        conditions = await self._conditions()
        sql = f"SELECT count(*) {TABLES} WHERE {conditions.where()}"
        count: int = await fetch_value(sql, *conditions.values)
        if count > MOST_SESSIONS:
            raise TooManySessions(count=count, limit=MOST_SESSIONS)
        return count

    async def timezones(self) -> list[str]:
        conditions = await self._conditions()
        sql = f"SELECT DISTINCT location.timezone {TABLES} WHERE {conditions.where()}"
        return [row["timezone"] for row in await fetch(sql, *conditions.values)]

    async def batches(self) -> AsyncIterator[list[SessionRow]]:
        """All of it in order of time, never more than BATCH at once."""
        after: tuple[datetime, UUID] | None = None
        while True:
            rows = await rows_of(await self._conditions(after), BATCH, SessionRow)
            if rows:
                yield rows
            if len(rows) < BATCH:
                return
            after = rows[-1].starts_at, rows[-1].id

    async def _conditions(self, after: tuple[datetime, UUID] | None = None) -> Conditions:
        conditions = await conditions_of(self.filters, self.known, drafts_of=self.drafts_of)
        add_time(conditions, self.filters, None)
        if self.activity is not None:
            conditions.common.append(f"activity.id = {conditions.parameter(self.activity, 'int')}")
        if after is not None:
            place = f"{conditions.parameter(after[0], 'timestamptz')}, {conditions.parameter(after[1], 'uuid')}"
            conditions.common.append(f"(session.starts_at, session.id) > ({place})")
        return conditions


def split(pairs: Iterable[tuple[str, str]], own: Iterable[str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The parameters of the page itself, and those of the filters; empty ones are left out."""
    names, given = set(own), [pair for pair in pairs if pair[1].strip()]
    return {name: value for name, value in given if name in names}, [pair for pair in given if pair[0] not in names]
