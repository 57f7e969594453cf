"""Which version of a session the sender of a change saw, and what the history says about it."""

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from database.transaction import fetch_row
from events.errors import UnknownSession
from planner.errors import VersionUnreadable
from web.requests import AnyRequest

# An entity tag (RFC 9110 section 8.8.3), which here is the SEQUENCE of the session.
_TAG: Final = re.compile(r'\s*(?:W/)?"?(\d{1,9})"?\s*')
_SESSION: Final = """
SELECT coalesce(session.title, activity.title) AS title, session.starts_at, location.timezone
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = session.location
WHERE session.id = $1
"""


def version_of(request: AnyRequest, sent: int | None) -> int | None:
    """The version in the body, or else in the header If-Match; None where neither says one.

    :raises VersionUnreadable: the header is no version of ours.
    """
    header = request.headers.get("if-match")
    if sent is not None or header is None or header.strip() == "*":
        return sent
    match = _TAG.fullmatch(header)
    if match is None:
        raise VersionUnreadable(field="version")
    return int(match[1])


async def session_details(session: UUID, starts_at: datetime | None = None) -> dict[str, Any]:
    """What a sentence about a session needs: its id, title and wall-clock time.

    :param starts_at: aware; when it will begin, unless that stays.
    :raises UnknownSession: there is none.
    """
    row = await fetch_row(_SESSION, session)
    if row is None:
        raise UnknownSession
    when = (starts_at or row["starts_at"]).astimezone(ZoneInfo(row["timezone"])).replace(tzinfo=None)
    return {"session": str(session), "title": row["title"], "when": when.isoformat()}
