"""The sessions that an agenda shows, in order of time."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from agenda.conditions import Conditions, Known, conditions_of
from agenda.filters import AgendaFilters
from agenda.session_rows import ListedSession, SessionRow, rows_of
from refusals import UnknownCursor

PAGE_SIZE: Final = 50
Aware = Annotated[datetime, "aware"]


# A session longer than this would be missed while it is going on, and the index spares the years before.
_LONGEST: Final = "interval '31 days'"


async def sessions(
    filters: AgendaFilters,
    *,
    limit: int = PAGE_SIZE,
    after: str | None = None,
    now: Aware | None = None,
    known: Known | None = None,
) -> list[SessionRow]:
    """The sessions that the filters ask for, in order of time, in one query (and one to look up slugs, if not known).

    Without `from` those that have not ended yet. A cancelled session is there until it would have ended.

    :param after: the `cursor_of` the last row of the page before.
    :param known: as for `conditions_of`.
    :raises UnknownValue: as `conditions_of`.
    :raises UnknownCursor: `after` is no cursor.
    """
    return await rows_of(await _asked(filters, after, now, known), limit, SessionRow)


async def listed(
    filters: AgendaFilters, *, limit: int = PAGE_SIZE, after: str | None = None, known: Known | None = None
) -> list[ListedSession]:
    """As `sessions`, with no more than a list shows."""
    return await rows_of(await _asked(filters, after, None, known), limit, ListedSession)


async def upcoming_of_activity(activity_id: int, limit: int = PAGE_SIZE) -> list[SessionRow]:
    """What is still to come of one published activity, the cancelled ones too."""
    return await rows_of(_coming("activity.id", activity_id), limit, SessionRow)


async def upcoming_of_location(location_id: int, limit: int = PAGE_SIZE) -> list[ListedSession]:
    """What is still to come at one location, the cancelled ones too."""
    return await rows_of(_coming("location.id", location_id), limit, ListedSession)


async def _asked(filters: AgendaFilters, after: str | None, now: Aware | None, known: Known | None) -> Conditions:
    conditions = await conditions_of(filters, known)
    add_time(conditions, filters, now)
    if after is not None:
        moment, session_id = _read_cursor(after)
        place = f"{conditions.parameter(moment, 'timestamptz')}, {conditions.parameter(session_id, 'uuid')}"
        conditions.common.append(f"(session.starts_at, session.id) > ({place})")
    return conditions


def _coming(column: str, value: int) -> Conditions:
    conditions = Conditions(common=["activity.state = 'published'", "session.ends_at > now()"])
    conditions.common.append(f"{column} = {conditions.parameter(value, 'int')}")
    return conditions


def add_time(conditions: Conditions, filters: AgendaFilters, now: Aware | None) -> None:
    """What is past only when `from` asks for it; of what was cancelled never.

    :param now: None is the present. A query without parameters is planned once and not each time, and planning takes
        longer than finding the fifty sessions of a page.
    """
    moment = "now()" if now is None else conditions.parameter(now, "timestamptz")
    if filters.first_day is None:
        conditions.common.append(f"session.ends_at > {moment} AND session.starts_at > {moment} - {_LONGEST}")
    else:
        conditions.common.append(f"session.ends_at > {moment} OR session.state = 'scheduled'")


def cursor_of(row: ListedSession) -> str:
    """Where a list goes on after this row."""
    return f"{row.starts_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}_{row.id}"


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    moment, _, session_id = cursor.partition("_")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC), UUID(session_id)
    except ValueError:
        raise UnknownCursor(field="cursor") from None
