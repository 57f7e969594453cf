"""What each organisation did with a package: numbers for the next round, never persons."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from content_links.procuring.suppressing import shown_beside_total
from database.transaction import fetch

# What was opened without an activity of anybody has no organisation.
_USE: Final = """
WITH used AS (
    SELECT organisation, sum(opened)::int AS opened, sum(completed)::int AS completed FROM package_use
    WHERE package = $1 AND day BETWEEN $2 AND $3 GROUP BY organisation
), learning AS (
    SELECT organisation, count(DISTINCT learner)::int AS learners FROM progress
    WHERE package = $1 AND greatest(opened_at, completed_at) >= $2 GROUP BY organisation
), linked AS (
    SELECT activity.organisation, count(*)::int AS activities
    FROM activities_beside($1) AS beside (id) JOIN activity ON activity.id = beside.id GROUP BY activity.organisation
), known AS (
    SELECT organisation FROM used UNION SELECT organisation FROM learning UNION SELECT organisation FROM linked
)
SELECT organisation.name AS organisation, coalesce(used.opened, 0) AS opened, coalesce(used.completed, 0) AS completed,
    coalesce(learning.learners, 0) AS learners, coalesce(linked.activities, 0) AS activities
FROM known LEFT JOIN organisation ON organisation.id = known.organisation
    LEFT JOIN used ON used.organisation IS NOT DISTINCT FROM known.organisation
    LEFT JOIN learning ON learning.organisation IS NOT DISTINCT FROM known.organisation
    LEFT JOIN linked ON linked.organisation = known.organisation
ORDER BY organisation.name NULLS LAST, organisation.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationUse:
    """`organisation` is a name, None for what nobody's activity led to; numbers are None when too few to tell."""

    organisation: str | None
    opened: int | None
    completed: int | None
    learners: int | None
    activities: int


async def use_of(package_id: int, *, since: date, today: date) -> list[OrganisationUse]:
    """By name of the organisation; those that link it and have no use yet too. Both days are included."""
    records = await fetch(_USE, package_id, since, today)
    counted = {
        name: shown_beside_total([record[name] for record in records]) for name in ("opened", "completed", "learners")
    }
    return [
        OrganisationUse(
            organisation=record["organisation"],
            activities=record["activities"],
            **{name: numbers[index] for name, numbers in counted.items()},
        )
        for index, record in enumerate(records)
    ]
