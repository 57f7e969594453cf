"""Who was asked how it was: the mail is the link, for as long as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from database.transaction import fetch_row
from notifications.links import FEEDBACK
from web.signed_links import signed_links

_ASKED: Final = """
SELECT message.registration, message.session, coalesce(activity.neutral_title, activity.title) AS title,
  session.starts_at, session.ends_at, location.timezone
FROM message
JOIN registration ON registration.id = message.registration AND registration.anonymised_at IS NULL
JOIN session ON session.id = message.session
JOIN location ON location.id = session.location
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
WHERE message.id = $1 AND message.kind = 'follow_up'
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """`title` is the neutral one where there is one; times are those on the clock at the place."""

    registration: UUID
    session: UUID
    title: str
    starts_at: datetime
    ends_at: datetime


async def asked_by(token: str) -> Asked | None:
    """Whom the mail with this link asked; None when the mail or the person is forgotten.

    :raises BrokenLink: we did not make it.
    """
    row = await fetch_row(_ASKED, signed_links().read(FEEDBACK, token))
    if row is None:
        return None
    zone = ZoneInfo(row["timezone"])
    times = (row["starts_at"].astimezone(zone), row["ends_at"].astimezone(zone))
    return Asked(row["registration"], row["session"], row["title"], *times)
