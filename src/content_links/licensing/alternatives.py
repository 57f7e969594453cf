"""What to offer in the place of a package that may not be offered (any more)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from content_links.vocabulary import Access, PackageKind
from database.transaction import fetch

_ALTERNATIVES: Final = """
SELECT lapsed.package AS was, lapsed.organisation, other.*
FROM unnest($1::int[], $2::int[]) AS lapsed (package, organisation) JOIN package AS was ON was.id = lapsed.package
CROSS JOIN LATERAL (
    SELECT other.id, other.slug, other.title, other.summary, other.provider, other.kind, other.access, other.url,
        other.language, other.level, other.duration_minutes, other.access_note
    FROM package AS other
    WHERE other.state = 'available' AND other.id <> was.id AND other.language = was.language
        AND other.themes::text[] && was.themes::text[] AND is_licensed(other.id, lapsed.organisation, $3)
    ORDER BY cardinality(ARRAY(SELECT unnest(other.themes) INTERSECT SELECT unnest(was.themes))) DESC,
        other.level = was.level DESC, other.kind = was.kind DESC, searchable(other.title), other.id
    LIMIT $4
) AS other
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A package in the place of another one."""

    id: int
    slug: str
    title: str
    summary: str
    provider: str
    kind: PackageKind
    access: Access
    url: str | None
    language: str
    level: str
    duration_minutes: int | None
    access_note: str


async def alternatives(
    lapsed: Collection[tuple[int, int]], *, on: date, limit: int
) -> dict[tuple[int, int], list[Alternative]]:
    """For each package and organisation (ids), packages of the same subjects and language that it may offer that day.

    Most subjects in common come first, then the same level and kind. One query.
    """
    found: dict[tuple[int, int], list[Alternative]] = {pair: [] for pair in lapsed}
    packages, organisations = [package for package, _ in found], [organisation for _, organisation in found]
    for record in await fetch(_ALTERNATIVES, packages, organisations, on, limit):
        found[record["was"], record["organisation"]].append(_alternative(record))
    return found


def _alternative(record: Mapping[str, Any]) -> Alternative:
    values = {name: record[name] for name in Alternative.__dataclass_fields__}
    return Alternative(**values | {"kind": PackageKind(values["kind"]), "access": Access(values["access"])})
