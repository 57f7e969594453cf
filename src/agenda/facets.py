"""How many sessions there are of each choice of a filter, in one query.

The counts of a filter ignore what is chosen in it, because another choice adds to it; all other filters narrow them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from asyncpg import Record

from agenda.conditions import TABLES, Conditions, Known, conditions_of
from agenda.filters import AgendaFilters
from agenda.search import add_time
from database.transaction import fetch


class Choice(NamedTuple):
    """A value of a filter, what to call it when it has a name of its own, and its number of sessions."""

    value: str
    name: str
    sessions: int


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


def _counted(records: Sequence[Record], narrowed: Sequence[str]) -> Facets:
    """:param narrowed: the filters in which something is chosen, in the order of the last columns."""
    if not records:
        return Facets()
    sessions, locations, organisations, *columns = zip(*(record.values() for record in records), strict=True)
    values = dict(zip(_FIELDS, columns, strict=False))
    weights = _Weights(sessions, dict(zip(narrowed, columns[len(_FIELDS) :], strict=True)))
    names = {"location": dict(zip(values["location"], locations, strict=True))}
    names["organisation"] = dict(zip(values["organisation"], organisations, strict=True))
    choices = {facet: _ranked(_added(values[facet], weights.of(facet)), names.get(facet, {})) for facet in _FIELDS}
    return Facets(sum(weights.of("")), {facet: found for facet, found in choices.items() if found})


@dataclass(frozen=True, slots=True)
class _Weights:
    """How many sessions each record counts for.

    :ivar fits: of each narrowed filter, whether each record is what is chosen in it.
    """

    sessions: Sequence[int]
    fits: Mapping[str, Sequence[bool]]

    def of(self, facet: str) -> Sequence[int]:
        """Of the records that fit all filters but this one."""
        weights = self.sessions
        for name, fits in self.fits.items():
            if name != facet:
                weights = [weight if fit else 0 for weight, fit in zip(weights, fits, strict=True)]
        return weights


def _added(values: Sequence[str | Sequence[str]], weights: Sequence[int]) -> dict[str, int]:
    """A session counts for each of its themes."""
    counts: dict[str, int] = {}
    for value, weight in zip(values, weights, strict=True):
        if not weight:
            continue
        if isinstance(value, str):
            counts[value] = counts.get(value, 0) + weight
            continue
        for each in value:
            counts[each] = counts.get(each, 0) + weight
    return counts


def _ranked(counts: Mapping[str, int], names: Mapping[str, str]) -> list[Choice]:
    choices = [Choice(value, names.get(value, ""), count) for value, count in counts.items()]
    return sorted(choices, key=lambda choice: (-choice.sessions, choice.name.casefold(), choice.value))
