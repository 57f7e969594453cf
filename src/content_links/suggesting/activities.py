"""Activities that a package fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from content_links.licensing.days import local_today
from content_links.suggesting.languages import NEWCOMERS, SEVERAL, about, naming
from content_links.suggesting.matching_words import common_words, quick_points
from content_links.suggesting.phases import Moment, moment_for
from content_links.suggesting.traits import traits_of
from content_links.suggesting.weighing import Evidence, Reason, Traits, Weighed, least_of, weigh
from content_links.suggesting.words_said import in_words, words_said
from content_links.vocabulary import PackageKind, Phase
from database.transaction import fetch, fetch_row
from events.vocabulary import ActivityKind, ActivityState, Form

_ASKED: Final = """
SELECT id, kind, themes, target_groups, level, language FROM package
WHERE id = $1 AND state = 'available' AND withdrawn_at IS NULL
"""
MOST_RANKED: Final = 120
"""So many go from the quick ranking of the database to what asks more of each."""
MOST_ALIKE: Final = 150
"""So many are looked at that have nothing in common but what they are about and whom they are for."""
MOST_WEIGHED: Final = 60
"""And so many of those to the exact one."""
_FOUND: Final = f"""
WITH {common_words("package", "activity")}, users AS MATERIALIZED (
    SELECT activity.id, activity.organisation, activity.template, searchable(activity.title) AS name, link.phase
    FROM content_link AS link JOIN activity ON activity.id = link.activity
    WHERE link.package = $1 AND NOT link.hidden
    UNION ALL
    SELECT activity.id, activity.organisation, activity.template, searchable(activity.title), link.phase
    FROM content_link AS link JOIN activity ON activity.inherits_from = link.revision
    WHERE link.package = $1 AND NOT link.hidden
), kin AS (
    SELECT other.id, users.organisation, users.phase
    FROM users JOIN activity AS other ON searchable(other.title) = users.name
    UNION ALL
    SELECT alias.activity, users.organisation, users.phase
    FROM users JOIN activity_alias AS alias ON searchable(alias.name) = users.name
    UNION ALL
    SELECT other.id, users.organisation, users.phase
    FROM users JOIN activity AS other ON other.template = users.template
), used AS MATERIALIZED (
    SELECT id, count(DISTINCT organisation)::int AS libraries, mode() WITHIN GROUP (ORDER BY phase) AS phase
    FROM kin GROUP BY id
), linked AS MATERIALIZED (
    SELECT id FROM users
    UNION
    SELECT activity FROM content_link WHERE package = $1 AND activity IS NOT NULL
    UNION
    SELECT edition.activity FROM content_link AS link JOIN session ON session.id = link.session
        JOIN edition ON edition.id = session.edition WHERE link.package = $1
    UNION
    SELECT activity FROM suggestion_answer WHERE package = $1
), licensed AS MATERIALIZED (
    SELECT own.id FROM unnest($7::int[]) AS own (id) WHERE is_licensed($1, own.id, $9)
), near AS (
    SELECT activity FROM texts
    UNION
    SELECT id FROM used
    UNION
    (SELECT activity.id FROM activity JOIN licensed ON licensed.id = activity.organisation
    WHERE activity.themes && $2::varchar[] AND activity.target_groups && $3::varchar[] LIMIT {MOST_ALIKE})
), ranked AS MATERIALIZED (
    SELECT activity.id, coalesce(texts.text, 0) AS text, coalesce(texts.said, '{{}}') AS said,
        coalesce(used.libraries, 0) AS libraries, used.phase,
        {quick_points("activity", "activity.entry_level")} AS points
    FROM near JOIN activity ON activity.id = near.activity JOIN licensed ON licensed.id = activity.organisation
        LEFT JOIN texts ON texts.activity = activity.id LEFT JOIN used ON used.id = activity.id
        LEFT JOIN linked ON linked.id = activity.id
    WHERE linked.id IS NULL AND activity.state <> 'archived'
        AND (activity.language = $4 OR $4 = '{SEVERAL}' OR activity.target_groups && $5::varchar[]
            OR lower(activity.title) ~ $8)
    ORDER BY points DESC, activity.id LIMIT {MOST_RANKED}
)
SELECT ranked.*, activity.slug, activity.title, activity.summary, activity.kind, activity.form, activity.state,
    activity.themes, activity.target_groups, activity.entry_level AS level, activity.language,
    organisation.slug AS organisation_slug, organisation.name AS organisation_name
FROM ranked JOIN activity ON activity.id = ranked.id JOIN organisation ON organisation.id = activity.organisation
    CROSS JOIN LATERAL (
        SELECT count(*) AS sessions, max(session.starts_at AT TIME ZONE location.timezone)
            FILTER (WHERE session.state = 'scheduled' AND session.ends_at > now()) AS last
        FROM edition JOIN session ON session.edition = edition.id JOIN location ON location.id = session.location
        WHERE edition.activity = activity.id
    ) AS planned
WHERE (planned.sessions = 0 OR planned.last IS NOT NULL)
    AND is_licensed($1, activity.organisation, greatest($9, coalesce(planned.last::date, $9)))
ORDER BY ranked.points DESC, ranked.id LIMIT {MOST_WEIGHED}
"""  # noqa: S608  put together of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedActivity:
    """:ivar points: see `weighing`; `reasons` are the strongest first.
    :ivar moment: where in its path the package would go.
    """

    id: int
    slug: str
    title: str
    summary: str
    kind: ActivityKind
    form: Form
    state: ActivityState
    organisation_slug: str
    organisation_name: str
    points: float
    reasons: tuple[Reason, ...]
    moment: Moment


async def activities_for_package(
    package_id: int, organisations: Sequence[int], *, limit: int = 5, today: date | None = None
) -> list[SuggestedActivity]:
    """What the package fits best, of these organisations (ids); none when it fits nowhere, or is not to be had.

    Left out is what is linked to it already, what somebody said no to, what is archived or over, what belongs to an
    organisation without a licence until the last of its meetings, and what is in a language that does not fit.

    :param today: in the Netherlands, the present day when left out.
    """
    asked = await fetch_row(_ASKED, package_id)
    if asked is None:
        return []
    traits = traits_of(asked)
    records = await fetch(_FOUND, *_values(asked, traits, organisations, today or local_today()))
    weighed = [(record, _weigh(traits, record)) for record in records]
    least = least_of(each.points for _, each in weighed)
    best = sorted((each for each in weighed if each[1].points >= least), key=_order)[:limit]
    words = await words_said("package", package_id, [lexeme for record, _ in best for lexeme in record["said"]])
    return [_suggested(asked, record, found, words) for record, found in best]


_Found = tuple[Mapping[str, Any], Weighed]


def _values(asked: Mapping[str, Any], traits: Traits, organisations: Sequence[int], today: date) -> tuple[Any, ...]:
    return (
        asked["id"],
        sorted(traits.themes),
        sorted(traits.target_groups),
        traits.language,
        sorted(traits.target_groups & NEWCOMERS),
        traits.level,
        list(organisations),
        naming(traits.language),
        today,
    )


def _weigh(package: Traits, record: Mapping[str, Any]) -> Weighed:
    return weigh(
        Evidence(
            activity=traits_of(record),
            package=package,
            text=float(record["text"]),
            words=tuple(record["said"]),
            libraries=record["libraries"],
            about=about(record["language"], record["title"]),
        )
    )


def _order(found: _Found) -> tuple[float, str, int]:
    return -found[1].points, found[0]["title"], found[0]["id"]


def _suggested(
    asked: Mapping[str, Any], record: Mapping[str, Any], weighed: Weighed, words: Mapping[str, str]
) -> SuggestedActivity:
    kind, form = PackageKind(asked["kind"]), Form(record["form"])
    names = ("id", "slug", "title", "summary", "organisation_slug", "organisation_name")
    return SuggestedActivity(
        **{name: record[name] for name in names},
        kind=ActivityKind(record["kind"]),
        form=form,
        state=ActivityState(record["state"]),
        points=weighed.points,
        reasons=in_words(weighed.reasons, words),
        moment=moment_for(form, kind, Phase(record["phase"]) if record["phase"] else None),
    )
