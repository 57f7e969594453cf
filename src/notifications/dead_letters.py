"""Mails that did not arrive, for who can do something about it: why, and sending them again."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg

from database.transaction import execute, fetch, fetch_value
from notifications.vocabulary import MessageKind, MessageState

LATE: Final = timedelta(hours=1)
"""A mail that could not be sent for so long is shown too, although it is still tried."""
MOST: Final = 200

_STUCK: Final = """
(message.state = 'failed'
  OR (message.state = 'pending' AND message.attempts > 0 AND message.created_at < now() - $2::interval))
"""
# A mail about a registration or a session; what has none is to staff, and has no organisation to show it to.
_FROM: Final = """
FROM message
LEFT JOIN registration ON registration.id = message.registration
LEFT JOIN session ON session.id = coalesce(message.session, registration.session)
LEFT JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN activity ON activity.id = edition.activity
JOIN location ON location.id = coalesce(session.location, edition.location)
LEFT JOIN undeliverable_address AS bounced ON bounced.email = lower(message.recipient) AND bounced.permanent
"""
_READ: Final = f"""
SELECT message.id, message.kind, message.recipient AS email, message.state, message.last_error, message.unconfirmed,
  message.created_at, message.registration, registration.name, activity.title, activity.organisation,
  session.starts_at AT TIME ZONE location.timezone AS starts_at, bounced.status AS bounced
{_FROM} WHERE activity.organisation = ANY($1::int[]) AND {_STUCK}
ORDER BY message.created_at DESC, message.id LIMIT {MOST}
"""
_COUNT: Final = f"SELECT count(*) {_FROM} WHERE activity.organisation = ANY($1::int[]) AND {_STUCK}"
_CLEAR: Final = """
DELETE FROM undeliverable_address WHERE email IN (SELECT lower(recipient) FROM message WHERE id = ANY($1::uuid[]))
"""
_RESEND: Final = """
UPDATE message SET state = 'pending', due_at = clock_timestamp(), attempts = 0, last_error = NULL
WHERE id = ANY($1::uuid[]) AND state IN ('failed', 'pending')
"""
_READDRESS: Final = """
UPDATE message SET recipient = $2
WHERE registration = $1 AND state IN ('failed', 'pending') AND NOT EXISTS (
    SELECT FROM message AS other WHERE other.kind = message.kind AND other.recipient = $2
    AND other.subject = message.subject AND other.revision = message.revision)
"""


class Cause(StrEnum):
    """Why a mail did not arrive, as far as that makes a difference for what to do."""

    ADDRESS = "address"
    REFUSED = "refused"
    LATER = "later"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"
    UNWRITABLE = "unwritable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A mail that did not arrive. `starts_at` is wall-clock time at the place, `created_at` is aware."""

    id: UUID
    kind: MessageKind
    name: str | None
    email: str
    title: str
    starts_at: datetime | None
    organisation: int
    registration: UUID | None
    cause: Cause
    is_tried: bool
    """Whether it is still tried by itself."""
    created_at: datetime


# What the transport and the delivery write, in the order in which they are told apart.
_ANSWERS: Final = (
    (re.compile(r"^recipient refused: 5|^mail to this address came back|no mail can be sent|ASCII"), Cause.ADDRESS),
    (re.compile(r"^message refused: 5"), Cause.REFUSED),
    (re.compile(r"^(recipient|message) refused: 4"), Cause.LATER),
    (re.compile(r"^sender refused|mail server|no answer in time|Connect|Timeout|OSError"), Cause.UNREACHABLE),
)


def cause_of(error: str | None, *, bounced: bool, unconfirmed: bool = False) -> Cause:
    """Return why, from what delivery wrote down; `bounced`: mail to the address came back. Pure."""
    if bounced:
        return Cause.ADDRESS
    if unconfirmed:
        return Cause.UNCERTAIN
    return next((cause for answer, cause in _ANSWERS if answer.search(error or "")), Cause.UNWRITABLE)


async def dead_letters(organisations: Collection[int], cause: Cause | None = None) -> list[DeadLetter]:
    """Return what did not arrive for these organisations, newest first, at most MOST of them before the choice."""
    rows = await fetch(_READ, list(organisations), LATE)
    found = [_dead_letter(row) for row in rows]
    return [each for each in found if cause in {None, each.cause}]


async def count_dead_letters(organisations: Collection[int]) -> int:
    number: int = await fetch_value(_COUNT, list(organisations), LATE)
    return number


async def resend(messages: Sequence[UUID]) -> int:
    """Send these again, as if they were new; addresses that mail came back from count as right. Returns how many."""
    await execute(_CLEAR, list(messages))
    return int((await execute(_RESEND, list(messages))).split()[-1])


async def readdress(registration: UUID, email: str) -> None:
    """What has still to go to this person goes to the new address."""
    await execute(_READDRESS, registration, email)


def _dead_letter(row: asyncpg.Record) -> DeadLetter:
    names = ("id", "name", "email", "title", "starts_at", "organisation", "registration", "created_at")
    return DeadLetter(
        **{name: row[name] for name in names},
        kind=MessageKind(row["kind"]),
        cause=cause_of(row["last_error"], bounced=row["bounced"] is not None, unconfirmed=row["unconfirmed"] > 0),
        is_tried=row["state"] == MessageState.PENDING,
    )
