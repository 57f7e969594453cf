"""What is in procurement: packages with who backs them, what they cost, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from content_links.licensing.days import local_today
from content_links.procuring.errors import UnknownNomination
from content_links.procuring.suppressing import shown
from content_links.vocabulary import PackageKind, PackageState
from database.transaction import fetch, fetch_row

SOON: Final = timedelta(days=120)
"""A licence that ends within so many days asks for a decision."""
YEAR: Final = timedelta(days=365)
MOST: Final = 1_000

# The term that counts is the newest that has begun; before that the one to come. Use is that of the term so far, or of
# the past year when nothing was procured yet. What is simply in the catalogue is in no procurement.
_ROWS: Final = """
WITH term AS (
    SELECT DISTINCT ON (package) package, cost_cents, starts_on, ends_on FROM procurement_step
    WHERE starts_on IS NOT NULL ORDER BY package, (starts_on <= $1) DESC, at DESC, id DESC
), moved AS (
    SELECT package, max(at) AS at FROM procurement_step GROUP BY package
), backed AS (
    SELECT nomination.package, array_agg(organisation.name ORDER BY organisation.name, organisation.id) AS names,
        array_agg(nomination.reason ORDER BY organisation.name, organisation.id) AS reasons
    FROM nomination JOIN organisation ON organisation.id = nomination.organisation
    WHERE nomination.at > round_began(nomination.package) GROUP BY nomination.package
), licensed AS (
    SELECT package, min(ends_on) FILTER (WHERE ends_on >= $1) AS ends_on FROM licence GROUP BY package
), chosen AS (
    SELECT package.id, package.slug, package.title, package.provider, package.kind, package.state,
        coalesce(backed.names, '{}') AS backed_by, coalesce(backed.reasons, '{}') AS reasons,
        term.cost_cents, term.starts_on, term.ends_on, licensed.ends_on AS licence_ends_on, moved.at AS moved_at,
        CASE WHEN term.starts_on <= $1 THEN term.starts_on ELSE $1::date - $2::int END AS since
    FROM package LEFT JOIN term ON term.package = package.id LEFT JOIN moved ON moved.package = package.id
        LEFT JOIN backed ON backed.package = package.id LEFT JOIN licensed ON licensed.package = package.id
    WHERE package.state = ANY($3::text[])
        AND (package.state <> 'available' OR num_nonnulls(moved.package, backed.package, licensed.package) > 0)
        AND ($4::text IS NULL OR package.slug = $4)
)
SELECT chosen.*, used.opened, used.completed, learning.learners, linked.activities
FROM chosen
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(opened), 0)::int AS opened, coalesce(sum(completed), 0)::int AS completed
        FROM package_use WHERE package_use.package = chosen.id AND package_use.day BETWEEN chosen.since AND $1
    ) AS used
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT learner)::int AS learners FROM progress
        WHERE progress.package = chosen.id AND greatest(opened_at, completed_at) >= chosen.since
    ) AS learning
    CROSS JOIN LATERAL (
        SELECT count(*)::int AS activities FROM activities_beside(chosen.id)
    ) AS linked
ORDER BY searchable(chosen.title), chosen.id LIMIT $5
"""
_NOMINATION: Final = """
SELECT nomination.id, package.slug AS package, organisation.id AS organisation_id, organisation.slug AS organisation,
    organisation.name AS organisation_name, nomination.reason, nomination.at,
    nullif(account.name, '') AS account,
    nomination.at > round_began(nomination.package) AS is_current
FROM nomination JOIN package ON package.id = nomination.package
    JOIN organisation ON organisation.id = nomination.organisation LEFT JOIN account ON account.id = nomination.account
"""
_NOMINATIONS: Final = f"""
{_NOMINATION}
WHERE ($1::text IS NULL OR package.slug = $1) AND ($2::text IS NULL OR organisation.slug = $2) AND nomination.id > $3
ORDER BY nomination.id LIMIT $4
"""
_STEPS: Final = """
SELECT step.id, step.former_state, step.state, step.reason, step.cost_cents, step.starts_on, step.ends_on, step.at,
    nullif(account.name, '') AS account
FROM procurement_step AS step JOIN package ON package.id = step.package LEFT JOIN account ON account.id = step.account
WHERE package.slug = $1 ORDER BY step.at, step.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcurementRow:
    """A package in procurement. Numbers of use are since `since`, and None when they are too few to tell.

    :ivar backed_by: names of the organisations that nominate it in this round; `reasons` are theirs, in that order.
    :ivar cost_cents: for the term from `starts_on` to `ends_on`, both included; None when nothing was procured.
    :ivar licence_ends_on: the first last day of a licence, today or later.
    :ivar moved_at: when it last came in another state; None when it never did.
    """

    id: int
    slug: str
    title: str
    provider: str
    kind: PackageKind
    state: PackageState
    backed_by: tuple[str, ...]
    reasons: tuple[str, ...]
    cost_cents: int | None
    starts_on: date | None
    ends_on: date | None
    licence_ends_on: date | None
    moved_at: datetime | None
    since: date
    opened: int | None
    completed: int | None
    learners: int | None
    activities: int

    @property
    def cents_per_use(self) -> int | None:
        """What one opening cost so far; None before the first one, and when they are too few to tell."""
        if self.cost_cents is None or not self.opened or self.starts_on != self.since:
            return None
        return round(self.cost_cents / self.opened)

    def ends_soon(self, today: date) -> bool:
        """Whether a licence ends so soon that somebody must decide."""
        is_used = self.state in (PackageState.PROCURED, PackageState.AVAILABLE)
        return is_used and self.licence_ends_on is not None and self.licence_ends_on <= today + SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRow:
    """`package` and `organisation` are slugs, `account` is the name of who did it, None when it is not known."""

    id: int
    package: str
    organisation_id: int
    organisation: str
    organisation_name: str
    reason: str
    at: datetime
    account: str | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """`account` is the name of who decided; None for what the days did, and when it is not known."""

    id: int
    former_state: PackageState | None
    state: PackageState
    reason: str
    cost_cents: int | None
    starts_on: date | None
    ends_on: date | None
    at: datetime
    account: str | None


async def packages_in_procurement(
    states: Sequence[PackageState] = tuple(PackageState), *, today: date | None = None, package: str | None = None
) -> list[ProcurementRow]:
    """By title, at most `MOST`.

    :param package: only that one (slug).
    """
    records = await fetch(_ROWS, today or local_today(), YEAR.days, list(states), package, MOST)
    return [_row(record) for record in records]


async def nominations(
    *, package: str | None = None, organisation: str | None = None, after: int = 0, limit: int = 50
) -> list[NominationRow]:
    """In order of id, those of former rounds too.

    :param package, organisation: only of these (slugs).
    """
    return [NominationRow(**record) for record in await fetch(_NOMINATIONS, package, organisation, after, limit)]


async def nomination_by_id(nomination: int) -> NominationRow:
    """:raises UnknownNomination: there is none."""
    record = await fetch_row(f"{_NOMINATION} WHERE nomination.id = $1", nomination)
    if record is None:
        raise UnknownNomination
    return NominationRow(**record)


async def steps_of(package: str) -> list[StepRow]:
    """The story of a package (slug), the oldest first."""
    return [_step(record) for record in await fetch(_STEPS, package)]


def _row(record: Mapping[str, Any]) -> ProcurementRow:
    return ProcurementRow(
        **{
            **record,
            "kind": PackageKind(record["kind"]),
            "state": PackageState(record["state"]),
            "backed_by": tuple(record["backed_by"]),
            "reasons": tuple(record["reasons"]),
            **{name: shown(record[name]) for name in ("opened", "completed", "learners")},
        }
    )


def _step(record: Mapping[str, Any]) -> StepRow:
    former = record["former_state"]
    states = {"former_state": PackageState(former) if former else None, "state": PackageState(record["state"])}
    return StepRow(**{**record, **states})
