"""Reads of single e-content packages and their parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content_links.errors import UnknownPackage
from content_links.vocabulary import Access, PackageKind, PackageState
from database.transaction import fetch, fetch_row
from events.vocabulary import TargetGroup, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRow:
    """`owner` is the id of the organisation that looks after it; `cover_key` is another one for another picture, and
    empty without one.
    """

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
    access_note: str = ""
    owner: int | None = None
    cover_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    id: int
    position: int
    title: str
    url: str | None


COLUMNS = """
    id, slug, title, summary, description, provider, kind, access, url, themes, target_groups, language, level,
    duration_minutes, state, access_note, owner,
    CASE WHEN cover IS NULL THEN '' ELSE to_char(modified_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS') END AS cover_key
"""


async def package_by_slug(slug: str) -> PackageRow:
    """:raises UnknownPackage: there is none."""
    record = await fetch_row(f"SELECT {COLUMNS} FROM package WHERE slug = $1", slug)  # noqa: S608
    if record is None:
        raise UnknownPackage(slug=slug, field="package")
    return package_of(record)


async def packages_by_slugs(slugs: Sequence[str]) -> dict[str, PackageRow]:
    """Those that exist, in one query."""
    records = await fetch(f"SELECT {COLUMNS} FROM package WHERE slug = ANY($1::text[])", list(slugs))  # noqa: S608
    return {record["slug"]: package_of(record) for record in records}


async def units_of_package(package_id: int) -> list[UnitRow]:
    """The parts in their order."""
    sql = "SELECT id, position, title, url FROM unit WHERE package = $1 ORDER BY position"
    return [UnitRow(**record) for record in await fetch(sql, package_id)]


def package_of(record: Mapping[str, Any]) -> PackageRow:
    """From a row with `COLUMNS`."""
    values = dict(record) | {
        "kind": PackageKind(record["kind"]),
        "access": Access(record["access"]),
        "state": PackageState(record["state"]),
        "themes": tuple(Theme(theme) for theme in record["themes"]),
        "target_groups": tuple(TargetGroup(group) for group in record["target_groups"]),
    }
    return PackageRow(**values)
