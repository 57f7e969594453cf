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
_JUDGED = f"""
WITH judged AS (
    SELECT package.*,
        coalesce(themes::text[] && nullif($3::text[], '{{}}'), true) AS themes_fit,
        coalesce(target_groups::text[] && nullif($4::text[], '{{}}'), true) AS target_groups_fit,
        coalesce(kind = ANY (nullif($5::text[], '{{}}')), true) AS kinds_fit,
        coalesce(access = ANY (nullif($6::text[], '{{}}')), true) AS access_fit,
        coalesce(language = ANY (nullif($7::text[], '{{}}')), true) AS languages_fit,
        coalesce(level = ANY (nullif($8::text[], '{{}}')), true) AS levels_fit,
        coalesce({_DURATION} = ANY (nullif($9::text[], '{{}}')), $9::text[] = '{{}}') AS durations_fit,
        {_DURATION} AS duration
    FROM package
    WHERE coalesce(state = ANY (nullif($2::text[], '{{}}')), true)
        AND searchable(title || ' ' || summary || ' ' || provider || ' ' || description)
            LIKE ALL (SELECT searchable(pattern) FROM unnest($1::text[]) AS pattern)
        AND ($11::date IS NULL OR CASE WHEN $10::int[] = '{{}}'
            THEN NOT EXISTS (SELECT FROM licence WHERE licence.package = package.id) OR EXISTS (
                SELECT FROM licence WHERE licence.package = package.id AND licence.starts_on <= $11
                    AND (licence.ends_on IS NULL OR licence.ends_on >= $11))
            ELSE EXISTS (SELECT FROM unnest($10::int[]) AS own WHERE is_licensed(package.id, own, $11)) END)
)
"""  # noqa: S608  put together of constants
_FITS = {
    "themes": "themes_fit",
    "target_groups": "target_groups_fit",
    "kinds": "kinds_fit",
    "access": "access_fit",
    "languages": "languages_fit",
    "levels": "levels_fit",
    "durations": "durations_fit",
}
_ORDERS = {
    CatalogueOrder.TITLE: "0::float8",
    CatalogueOrder.SHORTEST: "coalesce(duration_minutes, 32767)::float8",
    CatalogueOrder.NEWEST: "-extract(epoch FROM created_at)::float8",
}


def _page(order: str) -> str:
    """:param order: what comes before the title."""
    return f"""
{_JUDGED}
SELECT {COLUMNS} FROM judged
WHERE {" AND ".join(_FITS.values())}
    AND ($12::int IS NULL OR ({order}, searchable(title), id)
        > (SELECT {order}, searchable(title), id FROM package WHERE id = $12::int))
ORDER BY {order}, searchable(title), id LIMIT $13
"""  # noqa: S608  put together of constants


def _facet(name: str, values: str) -> str:
    others = " AND ".join(fits for facet, fits in _FITS.items() if facet != name)
    return f"SELECT '{name}' AS facet, {values} WHERE {others} GROUP BY value"


_PAGES = {order: _page(sql) for order, sql in _ORDERS.items()}
_FACETS = _JUDGED + " UNION ALL ".join(
    [
        *(
            _facet(name, f"value, count(*) AS packages FROM judged CROSS JOIN unnest({name}) AS value")
            for name in ("themes", "target_groups")
        ),
        *(
            _facet(name, f"value, count(*) FROM (SELECT judged.*, {column} AS value FROM judged) AS judged")  # noqa: S608
            for name, column in (
                ("kinds", "kind"),
                ("access", "access"),
                ("languages", "language"),
                ("levels", "nullif(level, '')"),
                ("durations", "duration"),
            )
        ),
    ]
)


async def list_packages(filters: PackageFilters, *, limit: int = 50, cursor: str | None = None) -> PackagePage:
    """One page of packages, in order of title unless asked otherwise.

    :param cursor: the `next` of the page before.
    :raises UnknownCursor: there is no such page.
    """
    after = await _package_at(cursor) if cursor is not None else None
    records = await fetch(_PAGES[filters.order], *_values(filters), after, limit + 1)
    items = [package_of(record) for record in records[:limit]]
    return PackagePage(items, items[-1].slug if len(records) > limit else None)


async def package_facets(filters: PackageFilters) -> PackageFacets:
    """The counts beside a catalogue, in one query; the most frequent value first."""
    records = await fetch(_FACETS, *_values(filters))
    facets = PackageFacets()
    known = [record for record in records if record["value"] is not None]
    for record in sorted(known, key=lambda record: (-record["packages"], record["value"])):
        getattr(facets, record["facet"])[record["value"]] = record["packages"]
    return facets


async def _package_at(cursor: str) -> int:
    package_id: int | None = await fetch_value("SELECT id FROM package WHERE slug = $1", cursor)
    if package_id is None:
        raise UnknownCursor(field="cursor")
    return package_id


def _values(filters: PackageFilters) -> tuple[Any, ...]:
    groups: tuple[Sequence[Any], ...] = (
        filters.states,
        filters.themes,
        filters.target_groups,
        filters.kinds,
        filters.access,
        filters.languages,
        filters.levels,
        filters.durations,
        filters.organisations,
    )
    return [f"%{_escaped(word)}%" for word in filters.q.split()], *(list(group) for group in groups), filters.offered_on


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
