"""Asks some days before whether people still come. Silence keeps the place."""

from datetime import UTC, datetime
from uuid import UUID

from database.transaction import execute, fetch, transaction
from events.errors import NotComing, UnknownRegistration
from events.facts import ReconfirmationAsked
from outbox.recording import record

# Of a group: before its first meeting. Who signed up after the day on which the others were asked is not asked.
_ASK = """
WITH due AS (
    SELECT registration.id FROM session
    JOIN edition ON edition.id = session.edition AND edition.state = 'scheduled'
    JOIN activity ON activity.id = edition.activity AND activity.reconfirm_days IS NOT NULL
    JOIN registration ON registration.session = session.id OR (registration.edition = edition.id AND NOT EXISTS (
        SELECT FROM session AS earlier WHERE earlier.edition = edition.id AND earlier.state = 'scheduled'
            AND earlier.starts_at < session.starts_at))
    WHERE session.state = 'scheduled' AND session.starts_at > $1
        AND session.starts_at <= $1 + make_interval(days => activity.reconfirm_days)
        AND registration.state = 'confirmed' AND registration.email IS NOT NULL
        AND registration.reconfirm_asked_at IS NULL
        AND registration.changed_at <= session.starts_at - make_interval(days => activity.reconfirm_days)
    ORDER BY session.starts_at, registration.queue_number LIMIT 1000
    FOR UPDATE OF registration SKIP LOCKED
)
UPDATE registration SET reconfirm_asked_at = $1 FROM due WHERE registration.id = due.id RETURNING registration.id
"""
_CONFIRM = """
UPDATE registration SET reconfirmed_at = clock_timestamp() WHERE id = $1 AND state = 'confirmed' RETURNING id
"""


async def ask_who_still_comes(now: datetime | None = None) -> int:
    """Asks everybody whose day it is, once, and returns how many that were.

    :param now: aware; the present unless given.
    """
    async with transaction():
        asked = await fetch(_ASK, now or datetime.now(UTC))
        await record(*(ReconfirmationAsked(registration=row["id"]) for row in asked))
    return len(asked)


async def confirm_coming(registration: UUID) -> None:
    """Somebody says that they still come. A second time changes nothing.

    :raises UnknownRegistration: there is none.
    :raises NotComing: it has no place (any more).
    """
    if await execute(_CONFIRM, registration) == "UPDATE 1":
        return
    if not await fetch("SELECT FROM registration WHERE id = $1", registration):
        raise UnknownRegistration
    raise NotComing
