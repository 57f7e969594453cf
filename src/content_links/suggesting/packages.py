"""Packages that fit an activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from content_links.licensing.days import local_today
from content_links.licensing.policy import policy_of
from content_links.suggesting.languages import NEWCOMERS, about, languages_of
from content_links.suggesting.matching_words import common_words, quick_points
from content_links.suggesting.phases import Moment, moment_for
from content_links.suggesting.traits import traits_of
from content_links.suggesting.weighing import Evidence, Reason, Traits, Weighed, least_of, weigh
from content_links.suggesting.words_said import in_words, words_said
from content_links.vocabulary import LicencePolicy, PackageKind, Phase
from database.transaction import fetch, fetch_row
from events.vocabulary import Form

_ASKED: Final = """
SELECT activity.id, activity.organisation, activity.title, activity.form, activity.themes, activity.target_groups,
    activity.entry_level AS level, activity.language, days.first, days.last
FROM activity CROSS JOIN LATERAL (
    SELECT min(session.starts_at AT TIME ZONE location.timezone)::date AS first,
        max(session.starts_at AT TIME ZONE location.timezone)::date AS last
    FROM edition JOIN session ON session.edition = edition.id JOIN location ON location.id = session.location
    WHERE edition.activity = activity.id AND session.state = 'scheduled' AND session.ends_at > now()
) AS days
WHERE activity.id = $1
"""
MOST_WEIGHED: Final = 60
"""So many go from the quick ranking of the database to the exact one."""
# What others made of the same building block, or call the same, is the same activity elsewhere.
_FOUND: Final = f"""
WITH {common_words("activity", "package")}, called AS (
    SELECT searchable(title) AS name FROM activity WHERE id = $1
    UNION
    SELECT searchable(name) FROM activity_alias WHERE activity = $1
), kin AS (
    SELECT other.id FROM called JOIN activity AS other ON searchable(other.title) = called.name
    UNION
    SELECT alias.activity FROM called JOIN activity_alias AS alias ON searchable(alias.name) = called.name
    UNION
    SELECT other.id FROM activity AS other WHERE other.template = (SELECT template FROM activity WHERE id = $1)
), used AS MATERIALIZED (
    SELECT link.package, count(DISTINCT activity.organisation)::int AS libraries,
        mode() WITHIN GROUP (ORDER BY link.phase) AS phase
    FROM kin JOIN activity ON activity.id = kin.id
        JOIN content_link AS link ON (link.activity = activity.id OR link.revision = activity.inherits_from)
    WHERE NOT link.hidden AND activity.id <> $1 GROUP BY link.package
), linked AS MATERIALIZED (
    SELECT link.package FROM activity
        JOIN content_link AS link ON (link.activity = activity.id OR link.revision = activity.inherits_from)
    WHERE activity.id = $1
    UNION
    SELECT link.package FROM edition JOIN session ON session.edition = edition.id
        JOIN content_link AS link ON link.session = session.id
    WHERE edition.activity = $1
    UNION
    SELECT package FROM suggestion_answer WHERE activity = $1
), ranked AS MATERIALIZED (
    SELECT package.id, coalesce(texts.text, 0) AS text, coalesce(texts.said, '{{}}') AS said,
        coalesce(used.libraries, 0) AS libraries, used.phase
    FROM package LEFT JOIN texts ON texts.package = package.id LEFT JOIN used ON used.package = package.id
        LEFT JOIN linked ON linked.package = package.id
    WHERE linked.package IS NULL AND package.state = 'available' AND package.withdrawn_at IS NULL
        AND (texts.text IS NOT NULL OR used.libraries IS NOT NULL
            OR (package.themes && $2::varchar[] AND package.target_groups && $3::varchar[]))
        AND (package.language = ANY ($4::text[]) OR package.target_groups && $5::varchar[])
    ORDER BY {quick_points("package", "package.level")} DESC, package.id
    LIMIT {MOST_WEIGHED}
)
SELECT ranked.*, package.slug, package.title, package.summary, package.provider, package.kind, package.themes,
    package.target_groups, package.level, package.language, package.duration_minutes
FROM ranked JOIN package ON package.id = ranked.id
WHERE is_licensed(package.id, $7, $8) AND is_licensed(package.id, $7, $9)
    AND (NOT $10 OR package.access = 'open' OR EXISTS (SELECT FROM licence WHERE licence.package = package.id))
"""  # noqa: S608  put together of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedPackage:
    """:ivar points: see `weighing`; `reasons` are the strongest first.
    :ivar moment: where in the path of the activity it would go.
    """

    id: int
    slug: str
    title: str
    summary: str
    provider: str
    kind: PackageKind
    language: str
    level: str
    duration_minutes: int | None
    points: float
    reasons: tuple[Reason, ...]
    moment: Moment


async def packages_for_activity(
    activity_id: int, *, limit: int = 5, today: date | None = None
) -> list[SuggestedPackage]:
    """What fits the activity best, and could be linked now; none when nothing fits.

    Left out is what is linked to it already, what somebody said no to, what is not to be had (any more), what its
    organisation has no licence for on the days of its meetings, and what is in a language that does not fit.

    :param today: in the Netherlands, the present day when left out.
    """
    asked = await fetch_row(_ASKED, activity_id)
    if asked is None:
        return []
    traits = traits_of(asked)
    records = await fetch(_FOUND, *await _values(asked, traits, today or local_today()))
    weighed = [(record, _weigh(asked, traits, record)) for record in records]
    least = least_of(each.points for _, each in weighed)
    best = sorted((each for each in weighed if each[1].points >= least), key=_order)[:limit]
    return await _in_words(asked, best)


_Found = tuple[Mapping[str, Any], Weighed]


async def _values(asked: Mapping[str, Any], traits: Traits, today: date) -> tuple[Any, ...]:
    first = max(today, asked["first"] or today)
    return (
        asked["id"],
        sorted(traits.themes),
        sorted(traits.target_groups),
        languages_of(traits.language, asked["title"]),
        sorted(traits.target_groups & NEWCOMERS),
        traits.level,
        asked["organisation"],
        first,
        max(first, asked["last"] or first),
        await policy_of(asked["organisation"]) is LicencePolicy.REFUSE,
    )


def _weigh(asked: Mapping[str, Any], activity: Traits, record: Mapping[str, Any]) -> Weighed:
    return weigh(
        Evidence(
            activity=activity,
            package=traits_of(record),
            text=float(record["text"]),
            words=tuple(record["said"]),
            libraries=record["libraries"],
            about=about(asked["language"], asked["title"]),
        )
    )


def _order(found: _Found) -> tuple[float, str, int]:
    return -found[1].points, found[0]["title"], found[0]["id"]


async def _in_words(asked: Mapping[str, Any], best: Sequence[_Found]) -> list[SuggestedPackage]:
    words = await words_said("activity", asked["id"], [lexeme for record, _ in best for lexeme in record["said"]])
    return [_suggested(asked, record, weighed, words) for record, weighed in best]


def _suggested(
    asked: Mapping[str, Any], record: Mapping[str, Any], weighed: Weighed, words: Mapping[str, str]
) -> SuggestedPackage:
    kind = PackageKind(record["kind"])
    used = Phase(record["phase"]) if record["phase"] else None
    names = ("id", "slug", "title", "summary", "provider", "language", "level", "duration_minutes")
    return SuggestedPackage(
        **{name: record[name] for name in names},
        kind=kind,
        points=weighed.points,
        reasons=in_words(weighed.reasons, words),
        moment=moment_for(Form(asked["form"]), kind, used),
    )
