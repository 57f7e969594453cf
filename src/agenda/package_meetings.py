"""The coming meetings where packages are used, for cards and package pages, in one query for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from agenda.conditions import distance
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Where somebody wants to meet; an empty field asks for nothing.

    :ivar point: latitude and longitude (WGS 84), with meetings at most `within_km` from it.
    :ivar places: towns and villages.
    :ivar organisations: ids of the libraries whose activities they are.
    """

    point: tuple[float, float] | None = None
    within_km: float = 10
    places: Sequence[str] = ()
    organisations: Sequence[int] = ()

    @property
    def is_anywhere(self) -> bool:
        return not (self.point or self.places or self.organisations)


ANYWHERE = Near()

# Of each edition the first meeting at which the package is offered, which is not always the first meeting.
_MEETINGS = f"""
WITH linked AS (
    SELECT package, activity FROM content_link
    WHERE package = ANY($1::int[]) AND activity IS NOT NULL AND NOT hidden
    UNION
    SELECT content_link.package, activity.id
    FROM content_link JOIN activity ON activity.inherits_from = content_link.revision
    WHERE content_link.package = ANY($1::int[])
    UNION
    SELECT content_link.package, edition.activity
    FROM content_link JOIN session ON session.id = content_link.session JOIN edition ON edition.id = session.edition
    WHERE content_link.package = ANY($1::int[]) AND NOT content_link.hidden
), offered AS (
    SELECT linked.package, activity.id, activity.slug, activity.title, activity.inherits_from
    FROM linked JOIN activity ON activity.id = linked.activity
    WHERE activity.state = 'published' AND ($4::int[] IS NULL OR activity.organisation = ANY($4::int[]))
        AND is_licensed(linked.package, activity.organisation, local_today())
), next AS (
    SELECT DISTINCT ON (offered.package, offered.id, session.location) offered.package, session.phase,
        session.id AS session_id, session.starts_at, session.ends_at, location.timezone,
        offered.slug AS activity_slug, offered.title AS activity_title, location.name AS location_name, location.place
    FROM offered JOIN edition ON edition.activity = offered.id AND edition.state = 'scheduled'
    JOIN LATERAL (
        SELECT session.id, session.starts_at, session.ends_at, session.location, content_link.phase
        FROM session
            CROSS JOIN LATERAL
                linked_content(session.id, offered.id, offered.inherits_from, lesson_of(session.id)) AS shown
            JOIN content_link ON content_link.id = shown.link
        WHERE session.edition = edition.id AND session.state = 'scheduled' AND session.starts_at > $2
            AND shown.package = offered.package
        ORDER BY session.starts_at, content_link.phase DESC LIMIT 1
    ) AS session ON true
    JOIN location ON location.id = session.location
    WHERE ($5::text[] IS NULL OR location.place = ANY($5::text[]))
        AND ($6::float8 IS NULL OR {distance("$6::float8", "$7::float8")} <= $8::float8)
    ORDER BY offered.package, offered.id, session.location, session.starts_at, session.phase DESC
), ranked AS (
    SELECT next.*, row_number() OVER (PARTITION BY package ORDER BY starts_at, session_id) AS number FROM next
)
SELECT * FROM ranked WHERE number <= $3 ORDER BY package, number
"""  # noqa: S608  put together of constants


async def meetings_of_packages(
    package_ids: Sequence[int], now: datetime, *, limit: int, near: Near = ANYWHERE
) -> dict[int, list[PackageMeeting]]:
    """For each package, in order of time, the next meeting of each activity at each place; without any an empty list.

    :param now: aware.
    :param limit: for each package.
    """
    meetings: dict[int, list[PackageMeeting]] = {package_id: [] for package_id in package_ids}
    latitude, longitude = near.point or (None, None)
    where = (list(near.organisations) or None, list(near.places) or None, latitude, longitude, near.within_km)
    for record in await fetch(_MEETINGS, list(package_ids), now, limit, *where):
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
