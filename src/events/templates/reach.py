"""What became of a template at the libraries that adopted it: counts, never persons."""

from dataclasses import dataclass
from typing import Final

from database.transaction import fetch

FEWEST_SHOWN: Final = 5
_ADOPTIONS = """
WITH adopted AS (
    SELECT activity.id, activity.organisation, activity.form FROM activity WHERE activity.template = $1
), met AS (
    SELECT adopted.id AS activity, adopted.organisation, session.id, session.headcount
    FROM adopted JOIN edition ON edition.activity = adopted.id
    JOIN session ON session.edition = edition.id AND session.state = 'scheduled'
), people AS (
    SELECT adopted.organisation, sum(registration.party_size) AS number
    FROM adopted JOIN edition ON edition.activity = adopted.id JOIN session ON session.edition = edition.id
    JOIN registration ON registration.session = session.id
    WHERE registration.state IN ('confirmed', 'attended', 'no_show') GROUP BY adopted.organisation
), members AS (
    SELECT adopted.organisation, sum(registration.party_size) AS number
    FROM adopted JOIN edition ON edition.activity = adopted.id
    JOIN registration ON registration.edition = edition.id
    WHERE registration.state IN ('confirmed', 'attended', 'no_show') GROUP BY adopted.organisation
), present AS (
    SELECT met.organisation, count(*) AS number
    FROM met JOIN attendance ON attendance.session = met.id AND attendance.presence = 'present'
    GROUP BY met.organisation
)
SELECT organisation.name AS organisation,
    (SELECT count(*) FROM adopted WHERE adopted.organisation = organisation.id)::int AS activities,
    (SELECT count(*) FROM met WHERE met.organisation = organisation.id)::int AS sessions,
    (coalesce(people.number, 0) + coalesce(members.number, 0))::int AS registrations,
    (coalesce(present.number, 0)
        + (SELECT coalesce(sum(met.headcount), 0) FROM met WHERE met.organisation = organisation.id))::int AS attendance
FROM organisation
LEFT JOIN people ON people.organisation = organisation.id
LEFT JOIN members ON members.organisation = organisation.id
LEFT JOIN present ON present.organisation = organisation.id
WHERE organisation.id IN (SELECT organisation FROM adopted)
ORDER BY organisation.name, organisation.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationReach:
    """What one organisation does with a template. `registrations` and `attendance` are None when they are too few."""

    organisation: str
    activities: int
    sessions: int
    registrations: int | None
    attendance: int | None


async def adoptions_of(template_id: int) -> list[OrganisationReach]:
    """By name of the organisation, with activities that are not offered any more too.

    Registrations count people who have or had a place; attendance those who were marked present and heads counted.
    """
    return [
        OrganisationReach(
            organisation=record["organisation"],
            activities=record["activities"],
            sessions=record["sessions"],
            registrations=shown(record["registrations"]),
            attendance=shown(record["attendance"]),
        )
        for record in await fetch(_ADOPTIONS, template_id)
    ]


def shown(number: int) -> int | None:
    """A count that cannot be traced to persons: none for 1 to 4. Pure."""
    return number if number == 0 or number >= FEWEST_SHOWN else None
