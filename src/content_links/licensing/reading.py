"""Reads licences: of a package, of organisations, and which of them end too soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from content_links.licensing.covering import Term
from content_links.licensing.errors import UnknownLicence
from database.transaction import fetch, fetch_row, fetch_value

DAYS_AHEAD: Final = 60
"""So many days before a licence ends, the planner is told."""

_COLUMNS: Final = """
SELECT licence.id, package.slug AS package, package.title, organisation.id AS organisation_id,
    organisation.slug AS organisation, organisation.name AS organisation_name, licence.starts_on, licence.ends_on,
    licence.seats, licence.seats_taken, licence.note
FROM licence JOIN package ON package.id = licence.package JOIN organisation ON organisation.id = licence.organisation
"""
_OF_PACKAGE: Final = f"""
{_COLUMNS} WHERE package.slug = $1 ORDER BY organisation.name, licence.starts_on DESC, licence.id
"""
_LIST: Final = f"""
{_COLUMNS}
WHERE ($1::int[] IS NULL OR organisation.id = ANY($1)) AND ($2::text IS NULL OR package.slug = $2) AND licence.id > $3
ORDER BY licence.id LIMIT $4
"""
_SEEN: Final = f"""
{_COLUMNS}
WHERE organisation.id IN (SELECT unnest(organisations_above(own)) FROM unnest($1::int[]) AS own)
ORDER BY coalesce(licence.ends_on, 'infinity'), searchable(package.title), licence.id LIMIT $2
"""  # noqa: S608  constant
_TERMS: Final = """
SELECT licence.starts_on, licence.ends_on FROM licence
WHERE licence.package = $1 AND licence.organisation = ANY (organisations_above($2))
"""
_IS_OFFERED: Final = """
SELECT CASE WHEN $3::int[] <> '{}' THEN EXISTS (SELECT FROM unnest($3::int[]) AS own WHERE is_licensed($1, own, $2))
    ELSE NOT EXISTS (SELECT FROM licence WHERE licence.package = $1) OR EXISTS (
        SELECT FROM licence WHERE licence.package = $1 AND licence.starts_on <= $2
            AND (licence.ends_on IS NULL OR licence.ends_on >= $2)) END
"""
# A session is in want when no licence covers its local day: not this one, and no other either.
_ENDING: Final = """
WITH ending AS (
    SELECT licence.id, licence.package, licence.organisation, licence.ends_on FROM licence
    WHERE licence.ends_on BETWEEN $2::date - $3::int AND $2::date + $3::int
), used AS (
    SELECT ending.id, content_link.activity FROM ending
        JOIN content_link ON content_link.package = ending.package AND content_link.activity IS NOT NULL
    UNION
    SELECT ending.id, activity.id FROM ending JOIN content_link ON content_link.package = ending.package
        JOIN activity ON activity.inherits_from = content_link.revision
    UNION
    SELECT ending.id, edition.activity FROM ending JOIN content_link ON content_link.package = ending.package
        JOIN session ON session.id = content_link.session JOIN edition ON edition.id = session.edition
)
SELECT ending.id, package.slug AS package, package.title, ending.ends_on, activity.slug AS activity,
    activity.title AS activity_title, activity.organisation AS organisation_id, organisation.name AS organisation_name,
    count(*)::int AS sessions, max(uncovered.day) AS last_day
FROM ending JOIN used ON used.id = ending.id JOIN package ON package.id = ending.package
    JOIN activity ON activity.id = used.activity JOIN organisation ON organisation.id = activity.organisation
    CROSS JOIN LATERAL (
        SELECT (session.starts_at AT TIME ZONE location.timezone)::date AS day
        FROM edition JOIN session ON session.edition = edition.id JOIN location ON location.id = session.location
        WHERE edition.activity = activity.id AND session.state = 'scheduled' AND edition.state = 'scheduled'
            AND session.starts_at > ending.ends_on AND session.starts_at > $2::date - 1
            AND EXISTS (SELECT FROM linked_content(session.id, activity.id, activity.inherits_from,
                lesson_of(session.id)) AS shown WHERE shown.package = ending.package)
    ) AS uncovered
WHERE activity.state <> 'archived' AND ($1::int[] IS NULL OR activity.organisation = ANY($1::int[]))
    AND ending.organisation = ANY (organisations_above(activity.organisation))
    AND uncovered.day > ending.ends_on AND uncovered.day >= $2::date
    AND NOT is_licensed(ending.package, activity.organisation, uncovered.day)
GROUP BY ending.id, package.id, ending.ends_on, activity.id, organisation.id
ORDER BY ending.ends_on, searchable(activity.title), ending.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRow:
    """Package and organisation by slug; both days are included, and without `ends_on` there is no last day."""

    id: int
    package: str
    title: str
    organisation_id: int
    organisation: str
    organisation_name: str
    starts_on: date
    ends_on: date | None
    seats: int | None
    seats_taken: int
    note: str

    def covers(self, day: date) -> bool:
        return Term(self.starts_on, self.ends_on).covers(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingLicence:
    """An activity with meetings after its licence has ended. `last_day` is that of the last of them."""

    id: int
    package: str
    title: str
    ends_on: date
    activity: str
    activity_title: str
    organisation_id: int
    organisation_name: str
    sessions: int
    last_day: date

    def is_over(self, today: date) -> bool:
        return self.ends_on < today


async def licence_by_id(licence: int) -> LicenceRow:
    """:raises UnknownLicence: there is none."""
    record = await fetch_row(f"{_COLUMNS} WHERE licence.id = $1", licence)
    if record is None:
        raise UnknownLicence
    return _licence(record)


async def licences_of_package(slug: str) -> list[LicenceRow]:
    """By organisation, and of each the newest first."""
    return [_licence(record) for record in await fetch(_OF_PACKAGE, slug)]


async def list_licences(
    organisations: Sequence[int] | None = None, *, package: str | None = None, after: int = 0, limit: int = 50
) -> list[LicenceRow]:
    """In order of id.

    :param organisations: only what these have themselves.
    :param after: the last id of the part before.
    """
    return [_licence(record) for record in await fetch(_LIST, organisations, package, after, limit)]


async def licences_of_organisations(organisations: Sequence[int], *, limit: int = 500) -> list[LicenceRow]:
    """What these have themselves, and what holds for them from above; what ends first comes first."""
    return [_licence(record) for record in await fetch(_SEEN, list(organisations), limit)]


async def terms_for(package_id: int, organisation_id: int) -> list[Term]:
    """What an organisation may use by its own licences and those of the organisations above it."""
    return [Term(**record) for record in await fetch(_TERMS, package_id, organisation_id)]


async def ending_licences(
    organisations: Sequence[int] | None, today: date, *, days: int = DAYS_AHEAD
) -> list[EndingLicence]:
    """The activities of these organisations that go on after a licence that ends within so many days, or ended so long
    ago at most; what ends first comes first. One line for each licence and activity.

    :param organisations: None is all of them.
    """
    among = None if organisations is None else list(organisations)
    return [EndingLicence(**record) for record in await fetch(_ENDING, among, today, days)]


def _licence(record: Mapping[str, Any]) -> LicenceRow:
    return LicenceRow(**record)


async def is_offered(package_id: int, on: date, organisations: Sequence[int] = ()) -> bool:
    """Whether one of these organisations may offer the package that day; without any, whether somebody may."""
    offered: bool = await fetch_value(_IS_OFFERED, package_id, on, list(organisations))
    return offered
