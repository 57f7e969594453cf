"""The catalogue: which packages fit what is asked, page by page, and how many there are of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from content_links.queries import COLUMNS, PackageRow, package_of
from content_links.vocabulary import Access, CatalogueOrder, Duration, PackageKind, PackageState
from database.transaction import fetch, fetch_value
from events.vocabulary import TargetGroup, Theme
from refusals import UnknownCursor


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFilters:
    """An empty field asks for nothing; several values mean any of them; all words of `q` must be there somewhere.

    :ivar offered_on: only what some organisation may offer that day; of `organisations` (ids) when there are any.
    """

    q: str = ""
    themes: Sequence[Theme] = ()
    target_groups: Sequence[TargetGroup] = ()
    kinds: Sequence[PackageKind] = ()
    access: Sequence[Access] = ()
    languages: Sequence[str] = ()
    levels: Sequence[str] = ()
    durations: Sequence[Duration] = ()
    organisations: Sequence[int] = ()
    offered_on: date | None = None
    states: Sequence[PackageState] = (PackageState.AVAILABLE,)
    order: CatalogueOrder = CatalogueOrder.TITLE


@dataclass(frozen=True, slots=True)
class PackagePage:
    """`next` is where the next page begins, or None on the last."""

    items: list[PackageRow]
    next: str | None


@dataclass(frozen=True, slots=True)
class PackageFacets:
    """How many packages there are with each value, given all filters but those of the facet itself."""

    themes: dict[str, int] = field(default_factory=dict)
    target_groups: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    access: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    durations: dict[str, int] = field(default_factory=dict)


_DURATION = """CASE WHEN duration_minutes <= 15 THEN 'quarter' WHEN duration_minutes <= 60 THEN 'hour'
    WHEN duration_minutes <= 240 THEN 'half_day' WHEN duration_minutes > 240 THEN 'longer' END"""
# As the index has it.
_WORDS = "searchable(title || ' ' || summary || ' ' || provider || ' ' || description)"
_OFFERED_SOMEWHERE = """
NOT EXISTS (SELECT FROM licence WHERE licence.package = package.id) OR EXISTS (
    SELECT FROM licence WHERE licence.package = package.id AND licence.starts_on <= {day}
        AND (licence.ends_on IS NULL OR licence.ends_on >= {day}))
"""
_OFFERED_BY = "EXISTS (SELECT FROM unnest({organisations}) AS own WHERE is_licensed(package.id, own, {day}))"
_FACETS = {
    "themes": ("themes", "themes::text[] && {}"),
    "target_groups": ("target_groups", "target_groups::text[] && {}"),
    "kinds": ("kind", "kind = ANY({})"),
    "access": ("access", "access = ANY({})"),
    "languages": ("language", "language = ANY({})"),
    "levels": ("level", "level = ANY({})"),
    "durations": (_DURATION, f"coalesce({_DURATION} = ANY({{}}), false)"),
}
"""By the name in PackageFilters and PackageFacets: what is counted, and what fits a choice."""
_LISTS = frozenset({"themes", "target_groups"})
_ORDERS = {
    CatalogueOrder.TITLE: (),
    CatalogueOrder.SHORTEST: ("coalesce(duration_minutes, 32767)",),
    CatalogueOrder.NEWEST: ("-extract(epoch FROM created_at)",),
}


@dataclass(slots=True)
class _Conditions:
    """Parts of a WHERE over `package`, with nothing in them that is not asked; `fits` is by the name of the facet."""

    values: list[Any] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    fits: dict[str, str] = field(default_factory=dict)

    def parameter(self, value: Any, cast: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{cast}"

    def where(self) -> str:
        return _all([*self.common, *self.fits.values()])


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(f"({each})" for each in conditions) or "true"


def _conditions(filters: PackageFilters) -> _Conditions:
    conditions = _Conditions()
    if filters.states:
        conditions.common.append(f"state = ANY({conditions.parameter(list(filters.states), 'text[]')})")
    for word in filters.q.split():
        pattern = conditions.parameter(f"%{_escaped(word)}%", "text")
        conditions.common.append(f"{_WORDS} LIKE searchable({pattern})")
    if filters.offered_on:
        day = conditions.parameter(filters.offered_on, "date")
        own = conditions.parameter(list(filters.organisations), "int[]") if filters.organisations else ""
        offered = _OFFERED_BY.format(organisations=own, day=day) if own else _OFFERED_SOMEWHERE.format(day=day)
        conditions.common.append(offered)
    for name, (_, fits) in _FACETS.items():
        if chosen := list(getattr(filters, name)):
            conditions.fits[name] = fits.format(conditions.parameter(chosen, "text[]"))
    return conditions


def _page(conditions: _Conditions, order: CatalogueOrder, after: int | None, limit: int) -> str:
    keys = ", ".join([*_ORDERS[order], "searchable(title)", "id"])
    where = conditions.where()
    if after is not None:
        last = conditions.parameter(after, "int")
        where += f" AND ({keys}) > (SELECT {keys} FROM package WHERE id = {last})"  # noqa: S608  constants
    # The limit is written out, so that the planner knows that it is small.
    return f"SELECT {COLUMNS} FROM package WHERE {where} ORDER BY {keys} LIMIT {limit:d}"  # noqa: S608  as above


def _counts(conditions: _Conditions) -> str:
    """Packages that are alike in all facets are counted first; then there is little to count."""
    columns = ", ".join(f"{column} AS {name}" for name, (column, _) in _FACETS.items())
    fits = "".join(f", ({each}) AS {name}_fit" for name, each in conditions.fits.items())
    groups = ", ".join(str(number + 1) for number in range(len(_FACETS) + len(conditions.fits)))
    judged = f"""
        WITH judged AS MATERIALIZED (
            SELECT {columns}{fits}, count(*) AS packages FROM package WHERE {_all(conditions.common)} GROUP BY {groups}
        )
    """  # noqa: S608  as above
    return judged + " UNION ALL ".join(_count(name, conditions) for name in _FACETS)


def _count(name: str, conditions: _Conditions) -> str:
    others = _all([f"{other}_fit" for other in conditions.fits if other != name])
    values = f"judged CROSS JOIN unnest({name}) AS each (value)" if name in _LISTS else "judged"
    value = "value" if name in _LISTS else name
    return f"""
        SELECT '{name}' AS facet, {value}::text AS value, sum(packages)::int AS packages
        FROM {values} WHERE {others} GROUP BY 2
    """  # noqa: S608  as above


async def list_packages(filters: PackageFilters, *, limit: int = 50, cursor: str | None = None) -> PackagePage:
    """One page of packages, in order of title unless asked otherwise.

    :param cursor: the `next` of the page before.
    :raises UnknownCursor: there is no such page.
    """
    after = await _package_at(cursor) if cursor is not None else None
    conditions = _conditions(filters)
    sql = _page(conditions, filters.order, after, limit + 1)
    records = await fetch(sql, *conditions.values)
    items = [package_of(record) for record in records[:limit]]
    return PackagePage(items, items[-1].slug if len(records) > limit else None)


async def package_facets(filters: PackageFilters) -> PackageFacets:
    """The counts beside a catalogue, in one query; the most frequent value first."""
    conditions = _conditions(filters)
    records = await fetch(_counts(conditions), *conditions.values)
    facets = PackageFacets()
    known = [record for record in records if record["value"]]
    for record in sorted(known, key=lambda record: (-record["packages"], record["value"])):
        getattr(facets, record["facet"])[record["value"]] = record["packages"]
    return facets


async def _package_at(cursor: str) -> int:
    package_id: int | None = await fetch_value("SELECT id FROM package WHERE slug = $1", cursor)
    if package_id is None:
        raise UnknownCursor(field="cursor")
    return package_id


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
