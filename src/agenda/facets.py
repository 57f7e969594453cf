"""How many sessions there are of each choice of a filter, in one query.

The counts of a filter ignore what is chosen in it, because another choice adds to it; all other filters narrow them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

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


# The value of each filter, its name, and what it needs unfolded: a session counts for each of its themes.
_VALUES: Final[Mapping[str, tuple[str, str, str]]] = {
    "kind": ("judged.kind", "''", ""),
    "form": ("judged.form", "''", ""),
    "theme": ("value", "''", "CROSS JOIN unnest(judged.themes) AS value"),
    "target_group": ("value", "''", "CROSS JOIN unnest(judged.target_groups) AS value"),
    "language": ("judged.language", "''", ""),
    "delivery": ("judged.delivery", "''", ""),
    "place": ("judged.place", "''", ""),
    "location": ("judged.location_slug", "judged.location_name", ""),
    "organisation": ("judged.organisation_slug", "judged.organisation_name", ""),
}
_JUDGED: Final = """
WITH found AS MATERIALIZED (
    SELECT session.edition, session.location, count(*) AS sessions {tables} WHERE {where} GROUP BY 1, 2
), judged AS MATERIALIZED (
    SELECT found.sessions, activity.kind, activity.form, activity.themes, activity.target_groups, activity.language,
        edition.delivery, location.place, location.slug AS location_slug, location.name AS location_name,
        organisation.slug AS organisation_slug, organisation.name AS organisation_name{fits}
    FROM found JOIN edition ON edition.id = found.edition JOIN activity ON activity.id = edition.activity
        JOIN location ON location.id = found.location JOIN organisation ON organisation.id = activity.organisation
)
"""
_TOTAL: Final = """
SELECT 'total' AS facet, '' AS value, '' AS name, coalesce(sum(sessions), 0)::int AS sessions FROM judged {fitting}
"""
_COUNTED: Final = "SELECT '{facet}', {value}, {name}, sum(sessions)::int FROM judged {unfolded} {fitting} GROUP BY 2, 3"


async def facets(filters: AgendaFilters, *, now: datetime | None = None, known: Known | None = None) -> Facets:
    """The counts beside the agenda, over the same time as `agenda.search.sessions`.

    :param now: aware; the present when left out.
    :param known: as for `conditions_of`.
    :raises UnknownValue: as `agenda.conditions.conditions_of`.
    """
    conditions = await conditions_of(filters, known)
    add_time(conditions, filters, now or datetime.now(UTC))
    counted = Facets()
    for record in await fetch(_query(conditions), *conditions.values):
        if record["facet"] == "total":
            counted.total = record["sessions"]
        else:
            choice = Choice(record["value"], record["name"], record["sessions"])
            counted.choices.setdefault(record["facet"], []).append(choice)
    return counted


def _query(conditions: Conditions) -> str:
    where = " AND ".join(f"({each})" for each in conditions.common)
    fits = "".join(f", ({condition}) AS {name}_fits" for name, condition in conditions.facets.items())
    parts = [_TOTAL.format(fitting=_fitting(conditions)), *_parts(conditions)]
    return _JUDGED.format(tables=TABLES, where=where, fits=fits) + " UNION ALL ".join(parts) + " ORDER BY 4 DESC, 3, 2"


def _parts(conditions: Conditions) -> Iterator[str]:
    for facet, (value, name, unfolded) in _VALUES.items():
        fitting = _fitting(conditions, besides=facet)
        yield _COUNTED.format(facet=facet, value=value, name=name, unfolded=unfolded, fitting=fitting)


def _fitting(conditions: Conditions, *, besides: str = "") -> str:
    names = [f"{name}_fits" for name in conditions.facets if name != besides]
    return f" WHERE {' AND '.join(names)}" if names else ""
