"""Alice and Bob, who lead sessions of the library that an edition belongs to."""

from uuid import UUID

from database.transaction import execute, fetch_value
from events.staffing.facilitators import create_facilitator
from events.staffing.schemas import FacilitatorDetails
from events.tables import Edition
from events.vocabulary import FacilitatorKind, Skill

_LIBRARY = """
SELECT organisation.slug FROM activity JOIN organisation ON organisation.id = activity.organisation
WHERE activity.id = $1
"""


async def a_facilitator(edition: Edition, name: str = "Alice", *skills: Skill) -> int:
    slug = await fetch_value(_LIBRARY, edition.activity)
    details = FacilitatorDetails(name=name, kind=FacilitatorKind.VOLUNTEER, skills=frozenset(skills))
    return await create_facilitator(organisation_slug=slug, details=details)


async def needs(edition: Edition, *, least: int = 0, most: int | None = None) -> None:
    """How many people lead the sessions of its activity."""
    await execute("UPDATE activity SET staff_min = $2, staff_max = $3 WHERE id = $1", edition.activity, least, most)


async def who_leads(session: UUID) -> list[int]:
    sql = "SELECT array_agg(facilitator ORDER BY facilitator) FROM assignment WHERE session = $1"
    return await fetch_value(sql, session) or []


async def same_library() -> None:
    """All activities are of one library from now on."""
    await execute("UPDATE activity SET organisation = (SELECT min(organisation) FROM activity)")
