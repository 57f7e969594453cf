"""The coming meetings where packages are used, for cards and package pages, in one query for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from content_links.vocabulary import Phase
from database.transaction import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageMeeting:
    """The next meeting of one activity at one place; times are aware, in the zone of the place.

    :ivar phase: when in that activity the package is used.
    """

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    phase: Phase
    activity_slug: str
    activity_title: str
    location_name: str
    place: str


_MEETINGS = """
WITH linked AS (
    SELECT package, activity, phase FROM content_link
    WHERE package = ANY($1::int[]) AND activity IS NOT NULL
    UNION
    SELECT content_link.package, activity.id, content_link.phase
    FROM content_link JOIN activity ON activity.inherits_from = content_link.revision
    WHERE content_link.package = ANY($1::int[])
), next AS (
    SELECT DISTINCT ON (linked.package, linked.activity, session.location) linked.package, linked.phase,
        session.id AS session_id, session.starts_at, session.ends_at, location.timezone,
        activity.slug AS activity_slug, activity.title AS activity_title, location.name AS location_name, location.place
    FROM linked JOIN activity ON activity.id = linked.activity AND activity.state = 'published'
    JOIN edition ON edition.activity = activity.id AND edition.state = 'scheduled'
    JOIN LATERAL (
        SELECT id, starts_at, ends_at, location FROM session
        WHERE session.edition = edition.id AND session.state = 'scheduled' AND session.starts_at > $2
        ORDER BY starts_at LIMIT 1
    ) AS session ON true
    JOIN location ON location.id = session.location
    ORDER BY linked.package, linked.activity, session.location, session.starts_at, linked.phase DESC
), ranked AS (
    SELECT next.*, row_number() OVER (PARTITION BY package ORDER BY starts_at, session_id) AS number FROM next
)
SELECT * FROM ranked WHERE number <= $3 ORDER BY package, number
"""


async def meetings_of_packages(
    package_ids: Sequence[int], now: datetime, *, limit: int
) -> dict[int, list[PackageMeeting]]:
    """For each package, in order of time, the next meeting of each activity at each place; without any an empty list.

    :param now: aware.
    :param limit: for each package.
    """
    meetings: dict[int, list[PackageMeeting]] = {package_id: [] for package_id in package_ids}
    for record in await fetch(_MEETINGS, list(package_ids), now, limit):
        meetings[record["package"]].append(_meeting(record))
    return meetings


def _meeting(record: Mapping[str, Any]) -> PackageMeeting:
    zone = ZoneInfo(record["timezone"])
    return PackageMeeting(
        session_id=record["session_id"],
        starts_at=record["starts_at"].astimezone(zone),
        ends_at=record["ends_at"].astimezone(zone),
        phase=Phase(record["phase"]),
        activity_slug=record["activity_slug"],
        activity_title=record["activity_title"],
        location_name=record["location_name"],
        place=record["place"],
    )
