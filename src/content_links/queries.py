"""Reads of e-content packages: one, a catalogue page, and how many there are of each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content_links.errors import UnknownPackage
from content_links.vocabulary import Access, PackageKind, PackageState
from database.transaction import fetch, fetch_row, fetch_value
from events.vocabulary import TargetGroup, Theme
from refusals import UnknownCursor


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRow:
    id: int
    slug: str
    title: str
    summary: str
    description: str
    provider: str
    kind: PackageKind
    access: Access
    url: str | None
    themes: tuple[Theme, ...]
    target_groups: tuple[TargetGroup, ...]
    language: str
    level: str
    duration_minutes: int | None
    state: PackageState


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    id: int
    position: int
    title: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFilters:
    """An empty field asks for nothing; several values mean any of them; all words of `q` must be there somewhere."""

    q: str = ""
    themes: Sequence[Theme] = ()
    target_groups: Sequence[TargetGroup] = ()
    kinds: Sequence[PackageKind] = ()
    access: Sequence[Access] = ()
    languages: Sequence[str] = ()
    states: Sequence[PackageState] = (PackageState.AVAILABLE,)


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


_COLUMNS = """
    id, slug, title, summary, description, provider, kind, access, url, themes, target_groups, language, level,
    duration_minutes, state
"""
_JUDGED = """
WITH judged AS (
    SELECT package.*,
        coalesce(themes::text[] && nullif($3::text[], '{}'), true) AS themes_fit,
        coalesce(target_groups::text[] && nullif($4::text[], '{}'), true) AS target_groups_fit,
        coalesce(kind = ANY (nullif($5::text[], '{}')), true) AS kinds_fit,
        coalesce(access = ANY (nullif($6::text[], '{}')), true) AS access_fit,
        coalesce(language = ANY (nullif($7::text[], '{}')), true) AS languages_fit
    FROM package
    WHERE coalesce(state = ANY (nullif($2::text[], '{}')), true)
        AND searchable(title || ' ' || summary || ' ' || provider || ' ' || description)
            LIKE ALL (SELECT searchable(pattern) FROM unnest($1::text[]) AS pattern)
)
"""
_PAGE = f"""
{_JUDGED}
SELECT {_COLUMNS} FROM judged
WHERE themes_fit AND target_groups_fit AND kinds_fit AND access_fit AND languages_fit
    AND ($8::int IS NULL
        OR (searchable(title), id) > (SELECT searchable(title), id FROM package WHERE id = $8::int))
ORDER BY searchable(title), id LIMIT $9
"""  # noqa: S608  put together of constants
_FACETS = f"""
{_JUDGED}
SELECT 'themes' AS facet, value, count(*) AS packages FROM judged CROSS JOIN unnest(themes) AS value
WHERE target_groups_fit AND kinds_fit AND access_fit AND languages_fit GROUP BY value
UNION ALL
SELECT 'target_groups', value, count(*) FROM judged CROSS JOIN unnest(target_groups) AS value
WHERE themes_fit AND kinds_fit AND access_fit AND languages_fit GROUP BY value
UNION ALL
SELECT 'kinds', kind, count(*) FROM judged
WHERE themes_fit AND target_groups_fit AND access_fit AND languages_fit GROUP BY kind
UNION ALL
SELECT 'access', access, count(*) FROM judged
WHERE themes_fit AND target_groups_fit AND kinds_fit AND languages_fit GROUP BY access
UNION ALL
SELECT 'languages', language, count(*) FROM judged
WHERE themes_fit AND target_groups_fit AND kinds_fit AND access_fit GROUP BY language
"""  # noqa: S608  put together of constants


async def package_by_slug(slug: str) -> PackageRow:
    """:raises UnknownPackage: there is none."""
    record = await fetch_row(f"SELECT {_COLUMNS} FROM package WHERE slug = $1", slug)  # noqa: S608
    if record is None:
        raise UnknownPackage(slug=slug, field="package")
    return _package(record)


async def packages_by_slugs(slugs: Sequence[str]) -> dict[str, PackageRow]:
    """Those that exist, in one query."""
    records = await fetch(f"SELECT {_COLUMNS} FROM package WHERE slug = ANY($1::text[])", list(slugs))  # noqa: S608
    return {record["slug"]: _package(record) for record in records}


async def units_of_package(package_id: int) -> list[UnitRow]:
    """The parts in their order."""
    sql = "SELECT id, position, title, url FROM unit WHERE package = $1 ORDER BY position"
    return [UnitRow(**record) for record in await fetch(sql, package_id)]


async def list_packages(filters: PackageFilters, *, limit: int = 50, cursor: str | None = None) -> PackagePage:
    """One page of packages in order of title.

    :param cursor: the `next` of the page before.
    :raises UnknownCursor: there is no such page.
    """
    after = await _package_at(cursor) if cursor is not None else None
    records = await fetch(_PAGE, *_values(filters), after, limit + 1)
    items = [_package(record) for record in records[:limit]]
    return PackagePage(items, items[-1].slug if len(records) > limit else None)


async def package_facets(filters: PackageFilters) -> PackageFacets:
    """The counts beside a catalogue, in one query; the most frequent value first."""
    records = await fetch(_FACETS, *_values(filters))
    facets = PackageFacets()
    for record in sorted(records, key=lambda record: (-record["packages"], record["value"])):
        getattr(facets, record["facet"])[record["value"]] = record["packages"]
    return facets


async def _package_at(cursor: str) -> int:
    package_id: int | None = await fetch_value("SELECT id FROM package WHERE slug = $1", cursor)
    if package_id is None:
        raise UnknownCursor(field="cursor")
    return package_id


def _values(filters: PackageFilters) -> tuple[list[str], ...]:
    groups = (
        filters.states,
        filters.themes,
        filters.target_groups,
        filters.kinds,
        filters.access,
        filters.languages,
    )
    return [f"%{_escaped(word)}%" for word in filters.q.split()], *(list(group) for group in groups)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _package(record: Mapping[str, Any]) -> PackageRow:
    values = dict(record) | {
        "kind": PackageKind(record["kind"]),
        "access": Access(record["access"]),
        "state": PackageState(record["state"]),
        "themes": tuple(Theme(theme) for theme in record["themes"]),
        "target_groups": tuple(TargetGroup(group) for group in record["target_groups"]),
    }
    return PackageRow(**values)
