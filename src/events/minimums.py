"""Which sessions and groups begin soon with too few people; staff is told once, three days before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, transaction
from events.facts import MinimumNotMet
from outbox.recording import record

WARNED_BEFORE: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A session, or an edition with its first meeting, with fewer people than its minimum. `starts_at` is aware."""

    session: UUID | None
    edition: UUID
    activity: int
    organisation: int
    title: str
    starts_at: datetime
    people: int
    minimum: int


# A session without a minimum has that of its edition.
_BELOW = """
SELECT session.id AS session, edition.id AS edition, activity.id AS activity, activity.organisation, activity.title,
    session.starts_at, session.seats_taken AS people, coalesce(session.minimum, edition.minimum) AS minimum
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
WHERE session.state = 'scheduled' AND edition.state = 'scheduled' AND activity.state = 'published'
    AND activity.form IN ('single', 'drop_in', 'seasonal') AND session.starts_at > $1 AND session.starts_at <= $2
    AND session.seats_taken < coalesce(session.minimum, edition.minimum)
    AND ($3::int[] IS NULL OR activity.organisation = ANY($3))
UNION ALL
SELECT NULL, edition.id, activity.id, activity.organisation, activity.title, begins.starts_at, edition.seats_taken,
    edition.minimum
FROM edition JOIN activity ON activity.id = edition.activity
CROSS JOIN LATERAL (
    SELECT min(starts_at) AS starts_at FROM session WHERE session.edition = edition.id AND session.state = 'scheduled'
) AS begins
WHERE edition.state = 'scheduled' AND activity.state = 'published' AND edition.minimum IS NOT NULL
    AND activity.form IN ('cohort', 'guided_track', 'one_to_one', 'open_group')
    AND begins.starts_at > $1 AND begins.starts_at <= $2 AND edition.seats_taken < edition.minimum
    AND ($3::int[] IS NULL OR activity.organisation = ANY($3))
ORDER BY starts_at, title
"""
_TOLD = "SELECT FROM fact WHERE kind = 'minimum_not_met' AND payload ->> $1 = $2 LIMIT 1"


async def below_minimum(*, now: datetime, within: timedelta, organisations: Sequence[int] | None = None) -> list[Short]:
    """What begins within that time with too few people, in order of time.

    :param now: aware.
    :param organisations: whose activities; None is everybody's.
    """
    asked = None if organisations is None else list(organisations)
    return [Short(**row) for row in await fetch(_BELOW, now, now + within, asked)]


async def warn_below_minimum(now: datetime | None = None) -> int:
    """Records, once for each, what begins within three days with too few people; returns how many are new.

    :param now: aware; the present unless given.
    """
    now, told = now or datetime.now(UTC), 0
    async with transaction():
        # Two workers at the same time would both find that nobody was told.
        await execute("SELECT pg_advisory_xact_lock(hashtext('minimum_not_met'))")
        for short in await below_minimum(now=now, within=WARNED_BEFORE):
            name, id_ = ("session", short.session) if short.session else ("edition", short.edition)
            if not await fetch(_TOLD, name, str(id_)):
                await record(_fact(short))
                told += 1
    return told


def _fact(short: Short) -> MinimumNotMet:
    return MinimumNotMet(
        session=short.session,
        edition=None if short.session else short.edition,
        starts_at=short.starts_at,
        people=short.people,
        minimum=short.minimum,
    )
