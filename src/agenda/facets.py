"""How many sessions there are of each choice of a filter, in one query.

The counts of a filter ignore what is chosen in it, because another choice adds to it; all other filters narrow them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from asyncpg import Record

from agenda.conditions import TABLES, Conditions, Known, conditions_of
from agenda.filters import AgendaFilters
from agenda.search import add_time
from database.transaction import fetch


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, what to call it when it has a name of its own, and its number of sessions."""

    value: str
    name: str
    count: int


@dataclass(slots=True)
class Facets:
    """All sessions that the filters ask for, and the choices by the name of the filter, the most frequent first."""

    total: int = 0
    choices: dict[str, list[Choice]] = field(default_factory=dict)


_FIELDS: Final = ("kind", "form", "theme", "target_group", "language", "delivery", "place", "location", "organisation")
# Sessions are counted before anything is joined, where the conditions allow it; then there are few rows to count.
_FOUND: Final = """
SELECT found.sessions, location.name AS location_name, organisation.name AS organisation_name,
    activity.kind, activity.form, activity.themes, activity.target_groups, activity.language,
    edition.delivery, location.place, location.slug AS location_slug, organisation.slug AS organisation_slug{fits}
FROM (SELECT session.edition, session.location, count(*)::int AS sessions {tables} WHERE {early} GROUP BY 1, 2) AS found
    JOIN edition ON edition.id = found.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = found.location JOIN organisation ON organisation.id = activity.organisation
WHERE {late}
"""
_JOINED: Final = ("edition.", "activity.", "location.", "organisation.")


async def facets(filters: AgendaFilters, *, now: datetime | None = None, known: Known | None = None) -> Facets:
    """The counts beside the agenda, over the same time as `agenda.search.sessions`.

    :param now: aware; the present when left out.
    :param known: as for `conditions_of`.
    :raises UnknownValue: as `agenda.conditions.conditions_of`.
    """
    conditions = await conditions_of(filters, known)
    add_time(conditions, filters, now)
    return _counted(await fetch(_query(conditions), *conditions.values), list(conditions.facets))


def _query(conditions: Conditions) -> str:
    early = [each for each in conditions.common if "session." in each]
    late = [each for each in conditions.common if "session." not in each]
    tables = TABLES if any(table in each for table in _JOINED for each in early) else "FROM session"
    fits = "".join(f", ({condition}) AS {name}_fits" for name, condition in conditions.facets.items())
    return _FOUND.format(tables=tables, early=_all(early), late=_all(late), fits=fits)


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(f"({each})" for each in conditions)


def _counted(records: Iterable[Record], narrowed: Sequence[str]) -> Facets:
    """:param narrowed: the filters in which something is chosen, in the order of the last columns."""
    total = 0
    counts: dict[str, dict[str, int]] = {facet: {} for facet in _FIELDS}
    names: dict[str, str] = {}
    for record in records:
        sessions, location, organisation, *values = record.values()
        misfits = [facet for facet, fits in zip(narrowed, values[len(_FIELDS) :], strict=True) if not fits]
        if not misfits:
            total += sessions
        elif len(misfits) > 1:
            continue
        for facet, value in zip(_FIELDS, values, strict=False):
            if not misfits or facet == misfits[0]:
                _add(counts[facet], value, sessions)
        names[f"location {values[7]}"] = location
        names[f"organisation {values[8]}"] = organisation
    return Facets(total, {facet: _ranked(facet, found, names) for facet, found in counts.items() if found})


def _add(counts: dict[str, int], value: str | Sequence[str], sessions: int) -> None:
    """A session counts for each of its themes."""
    for each in (value,) if isinstance(value, str) else value:
        counts[each] = counts.get(each, 0) + sessions


def _ranked(facet: str, counts: Mapping[str, int], names: Mapping[str, str]) -> list[Choice]:
    choices = [Choice(value, names.get(f"{facet} {value}", ""), count) for value, count in counts.items()]
    return sorted(choices, key=lambda choice: (-choice.count, choice.name.casefold(), choice.value))
