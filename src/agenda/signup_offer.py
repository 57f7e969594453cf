"""What somebody can sign up for, and whether that works now: read for the page, decided again when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from database.transaction import fetch_row, fetch_value
from events.applying import Applicant
from events.errors import UnknownEdition, UnknownSession
from events.forms import target_of
from events.standing import EDITION_STANDING, SESSION_STANDING, Availability, Standing, WayIn, way_in
from events.vocabulary import Form, RegistrationPolicy, RegistrationTarget


class Situation(StrEnum):
    OPEN = "open"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    CLOSED = "closed"
    NOT_YET_OPEN = "not_yet_open"
    CANCELLED = "cancelled"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A session or an edition. `starts_at` and `ends_at` are those of its next meeting, wall-clock at the place.

    :ivar session: None when the edition was asked for.
    :ivar meetings: how many are still to come.
    :ivar opens_at: from when people can sign up, wall-clock too; None for at once.
    """

    session: UUID | None
    edition: UUID
    slug: str
    title: str
    form: Form
    policy: RegistrationPolicy
    registration_url: str | None
    place: str
    address: str
    organisation: str
    phone: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    meetings: int
    opens_at: datetime | None
    standing: Standing
    is_cancelled: bool

    @property
    def target(self) -> RegistrationTarget | None:
        return target_of(self.form)

    @property
    def website(self) -> str:
        """The name of the other website where people sign up."""
        return (urlsplit(self.registration_url or "").hostname or "").removeprefix("www.")

    @property
    def way_in(self) -> WayIn:
        return way_in(self.form, self.policy, self.registration_url)

    @property
    def situation(self) -> Situation:
        if self.is_cancelled:
            return Situation.CANCELLED
        availability = self.standing.availability(datetime.now(UTC))
        if availability is Availability.CLOSED:
            return Situation.CLOSED
        if self.way_in is not WayIn.ONLINE:
            return Situation.ELSEWHERE
        return _SITUATIONS[availability]


_SITUATIONS: Final = {
    Availability.OPEN: Situation.OPEN,
    Availability.WAITING_LIST: Situation.WAITING_LIST,
    Availability.FULL: Situation.FULL,
    Availability.NOT_YET_OPEN: Situation.NOT_YET_OPEN,
}
_ABOUT = """
    edition.id AS edition, activity.slug, activity.title, activity.registration_policy AS policy,
    activity.registration_url, organisation.name AS organisation,
    coalesce(location.phone, organisation.phone) AS phone, location.name AS place, location.timezone,
    concat_ws(', ', nullif(location.street, ''), nullif(concat_ws(' ', location.postcode, location.place), ''))
        AS address
"""
_OF_SESSION = f"""
SELECT session.id AS session, {_ABOUT}, session.starts_at, session.ends_at, 1 AS meetings,
    {SESSION_STANDING}, session.state = 'cancelled' OR edition.state = 'cancelled' AS is_cancelled
FROM session
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
JOIN organisation ON organisation.id = activity.organisation
JOIN location ON location.id = session.location
WHERE session.id = $1 AND activity.state <> 'draft'
"""  # noqa: S608  constant
_OF_EDITION = f"""
SELECT NULL::uuid AS session, {_ABOUT}, next.starts_at, next.ends_at, coming.meetings,
    {EDITION_STANDING}, edition.state = 'cancelled' AS is_cancelled
FROM edition
JOIN activity ON activity.id = edition.activity
JOIN organisation ON organisation.id = activity.organisation
JOIN location ON location.id = edition.location
LEFT JOIN LATERAL (
    SELECT starts_at, ends_at FROM session
    WHERE session.edition = edition.id AND state = 'scheduled' AND starts_at > $2 ORDER BY starts_at LIMIT 1
) AS next ON true
CROSS JOIN LATERAL (
    SELECT count(*)::int AS meetings FROM session
    WHERE session.edition = edition.id AND state = 'scheduled' AND starts_at > $2
) AS coming
WHERE edition.id = $1 AND activity.state <> 'draft'
"""  # noqa: S608  constant


async def offer_of_session(session: UUID) -> Offer:
    """:raises UnknownSession: there is none, or nobody may know of it yet."""
    row = await fetch_row(_OF_SESSION, session)
    if row is None:
        raise UnknownSession
    return _offer(row)


async def offer_of_edition(edition: UUID) -> Offer:
    """:raises UnknownEdition: there is none, or nobody may know of it yet."""
    row = await fetch_row(_OF_EDITION, edition, datetime.now(UTC))
    if row is None:
        raise UnknownEdition
    return _offer(row)


_IS_IN = """
SELECT EXISTS (SELECT FROM registration WHERE (session = $1 OR ($1 IS NULL AND edition = $2)) AND state <> 'cancelled'
    AND ((email IS NOT NULL AND lower(email) = lower($3))
        OR (email IS NULL AND phone = $4 AND lower(name) = lower($5))))
"""


async def is_in(offer: Offer, applicant: Applicant) -> bool:
    """Whether this person has signed up for it before, and has not given the place back."""
    found: bool = await fetch_value(
        _IS_IN, offer.session, offer.edition, applicant.email, applicant.phone, applicant.name
    )
    return found


def _offer(row: Mapping[str, Any]) -> Offer:
    zone = ZoneInfo(row["timezone"])
    starts_at, ends_at, standing = row["starts_at"], row["ends_at"], Standing.of(row)
    same = ("session", "edition", "slug", "title", "registration_url", "place", "address")
    also = ("organisation", "phone", "meetings", "is_cancelled")
    return Offer(
        **{name: row[name] for name in (*same, *also)},
        form=Form(row["form"]),
        policy=RegistrationPolicy(row["policy"]),
        starts_at=starts_at.astimezone(zone) if starts_at else None,
        ends_at=ends_at.astimezone(zone) if ends_at else None,
        opens_at=standing.opens_at.astimezone(zone) if standing.opens_at else None,
        standing=standing,
    )
