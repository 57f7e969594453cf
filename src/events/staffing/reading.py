"""Reads those who lead sessions, as staff see them. How to reach them is for staff only."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from database.transaction import fetch, fetch_row
from events.staffing.errors import UnknownFacilitator
from events.vocabulary import FacilitatorKind, Skill

_FACILITATORS = """
SELECT facilitator.id, facilitator.organisation AS organisation_id, organisation.name AS organisation_name,
    organisation.timezone, facilitator.name, facilitator.kind, facilitator.skills, facilitator.email, facilitator.phone,
    facilitator.active, account.email AS account,
    (SELECT json_agg(json_build_array(weekday, starts_at, ends_at) ORDER BY weekday, starts_at) FROM facilitator_hours
        WHERE facilitator_hours.facilitator = facilitator.id) AS hours,
    (SELECT json_agg(json_build_array(id, first_day, last_day) ORDER BY first_day) FROM facilitator_absence
        WHERE facilitator_absence.facilitator = facilitator.id AND last_day >= current_date) AS absences,
    coming.count AS coming, coming.next AS next
FROM facilitator JOIN organisation ON organisation.id = facilitator.organisation
LEFT JOIN account ON account.id = facilitator.account,
LATERAL (
    SELECT count(*)::int, min(starts_at) AS next FROM assignment
    WHERE assignment.facilitator = facilitator.id AND active AND starts_at > now()
) coming
"""
_SESSIONS = """
SELECT session.id, assignment.starts_at, assignment.ends_at, coalesce(session.title, activity.title) AS title,
    location.name AS location, location.timezone
FROM assignment JOIN session ON session.id = assignment.session JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity JOIN location ON location.id = session.location
WHERE assignment.facilitator = $1 AND assignment.active AND assignment.ends_at > now()
ORDER BY assignment.starts_at, session.id LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days, both included."""

    id: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorRow:
    """`hours` are (weekday from 1 for Monday, from, until) in the time zone of the organisation.

    :ivar account: the address with which they sign in.
    :ivar coming: how many sessions they lead from now on, of which `next` (aware) is the first.
    """

    id: int
    organisation_id: int
    organisation_name: str
    timezone: str
    name: str
    kind: FacilitatorKind
    skills: tuple[Skill, ...]
    email: str | None
    phone: str | None
    account: str | None
    active: bool
    hours: tuple[tuple[int, time, time], ...]
    absences: tuple[AbsenceRow, ...]
    coming: int
    next: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedSession:
    """Times are aware; `timezone` is that of the place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    title: str
    location: str
    timezone: str


async def facilitators_of(organisations: Sequence[int]) -> list[FacilitatorRow]:
    """Everybody of these organisations by name, those who have stopped last; one query."""
    of_organisations = """
    WHERE facilitator.organisation = ANY($1::int[])
    ORDER BY NOT facilitator.active, facilitator.name, facilitator.id
    """
    return [_facilitator(record) for record in await fetch(_FACILITATORS + of_organisations, list(organisations))]


async def facilitator_by_id(facilitator: int) -> FacilitatorRow:
    """:raises UnknownFacilitator: there is nobody with this id."""
    record = await fetch_row(_FACILITATORS + "WHERE facilitator.id = $1", facilitator)
    if record is None:
        raise UnknownFacilitator(field="facilitator")
    return _facilitator(record)


async def sessions_led_by(facilitator: int, *, limit: int = 50) -> list[LedSession]:
    """The first of those that are not over."""
    return [LedSession(**record) for record in await fetch(_SESSIONS, facilitator, limit)]


def _facilitator(record: Mapping[str, Any]) -> FacilitatorRow:
    values = dict(record) | {
        "kind": FacilitatorKind(record["kind"]),
        "skills": tuple(Skill(each) for each in record["skills"]),
        "hours": tuple(
            (weekday, time.fromisoformat(start), time.fromisoformat(end))
            for weekday, start, end in json.loads(record["hours"] or "[]")
        ),
        "absences": tuple(
            AbsenceRow(absence, date.fromisoformat(first), date.fromisoformat(last))
            for absence, first, last in json.loads(record["absences"] or "[]")
        ),
    }
    return FacilitatorRow(**values)
