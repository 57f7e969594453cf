"""Plans reminders and follow-ups.

They are not timers. A sweep asks which sessions lie in the window and whose registrations have no such message yet, so
a moved session moves its reminders, and after a day of downtime they go late, once, or not at all when pointless.
"""

from collections.abc import Callable
from datetime import datetime

from database.transaction import execute, fetch
from notifications.windows import Window, follow_up_window, half_window, reminder_window

# One row for each time zone in which there are locations and each number of days that some activity uses.
_REMINDER_PLANS = """
SELECT DISTINCT location.timezone, plan.days
FROM location, (SELECT DISTINCT unnest(reminder_days) AS days FROM activity) AS plan
"""
_FOLLOW_UP_PLANS = _REMINDER_PLANS.replace("reminder_days", "follow_up_days")

# Sorting makes PostgreSQL find all rows before it inserts the first; without, it would look for earlier messages in a
# table that grows under it (quadratic on a table that was empty).
#
# A meeting of the same edition between the due day and the session is a reminder itself: the second lesson of a weekly
# course is not reminded of a week before.
_REMIND = """
INSERT INTO message (kind, recipient, subject, revision, registration, session, due_at, created_at)
SELECT 'reminder', person.email, due.subject, span.days, person.id, session.id, $1, clock_timestamp()
FROM unnest($2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::interval[])
  AS span (timezone, days, after, before, half)
JOIN session ON session.starts_at > span.after AND session.starts_at < span.before AND session.state = 'scheduled'
JOIN location ON location.id = session.location AND location.timezone = span.timezone
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
  AND span.days = ANY(activity.reminder_days) AND activity.form <> 'walk_in'
CROSS JOIN LATERAL (
    SELECT id, email, state, changed_at, false AS per_edition FROM registration WHERE registration.session = session.id
    UNION ALL
    SELECT id, email, state, changed_at, true FROM registration WHERE registration.edition = edition.id
) AS person
CROSS JOIN LATERAL (
    SELECT (session.starts_at AT TIME ZONE span.timezone)::date AS day
) AS held
CROSS JOIN LATERAL (
    SELECT 'registration:' || person.id || ':session:' || session.id || ':' || held.day AS subject,
      (held.day - span.days + time '09:00') AT TIME ZONE span.timezone - span.half AS told_before
) AS due
WHERE person.state = 'confirmed' AND person.email IS NOT NULL AND person.changed_at <= due.told_before
AND NOT EXISTS (
    SELECT FROM message WHERE message.registration = person.id AND message.session = session.id
    AND ((message.kind = 'reminder' AND message.subject = due.subject AND message.revision = span.days)
      OR (message.kind = 'update' AND message.created_at > due.told_before)))
AND NOT (person.per_edition AND EXISTS (
    SELECT FROM session AS earlier
    WHERE earlier.edition = edition.id AND earlier.state = 'scheduled' AND earlier.starts_at < session.starts_at
    AND (earlier.starts_at AT TIME ZONE span.timezone)::date >= held.day - span.days))
ORDER BY session.starts_at, person.id
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""
# Of an edition that people sign up for as a whole, only the last session is followed up. Without anything to follow up
# with there is no mail.
_FOLLOW_UP = """
INSERT INTO message (kind, recipient, subject, revision, registration, session, due_at, created_at)
SELECT 'follow_up', person.email, person.subject, span.days, person.id, session.id, $1, clock_timestamp()
FROM unnest($2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[]) AS span (timezone, days, after, before)
JOIN session ON session.starts_at > span.after AND session.starts_at < span.before AND session.state = 'scheduled'
JOIN location ON location.id = session.location AND location.timezone = span.timezone
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
  AND span.days = ANY(activity.follow_up_days) AND activity.form <> 'walk_in'
CROSS JOIN LATERAL (
    SELECT id, email, state, 'registration:' || id || ':session:' || session.id AS subject
    FROM registration WHERE registration.session = session.id
    UNION ALL
    SELECT id, email, state, 'registration:' || id
    FROM registration WHERE registration.edition = edition.id AND NOT EXISTS (
        SELECT FROM session AS later
        WHERE later.edition = edition.id AND later.state = 'scheduled' AND later.starts_at > session.starts_at)
) AS person
WHERE person.state IN ('confirmed', 'attended') AND person.email IS NOT NULL AND session.ends_at < $1
AND EXISTS (
    SELECT FROM content_link JOIN package ON package.id = content_link.package
    WHERE content_link.phase = 'follow_up' AND package.state = 'available'
    AND (content_link.activity = activity.id OR content_link.session = session.id
      OR content_link.revision = activity.inherits_from))
AND NOT EXISTS (
    SELECT FROM message WHERE message.kind = 'follow_up' AND message.registration = person.id
    AND message.subject = person.subject AND message.revision = span.days)
ORDER BY session.starts_at, person.id
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""


async def sweep(now: datetime) -> int:
    """Plan every reminder and follow-up that is due now (aware) and not planned yet; return how many."""
    return await sweep_reminders(now) + await sweep_follow_ups(now)


async def sweep_reminders(now: datetime) -> int:
    spans = await _spans(_REMINDER_PLANS, reminder_window, now)
    halves = [half_window(days) for _, days, _ in spans]
    return await _plan(_REMIND, now, spans, halves)


async def sweep_follow_ups(now: datetime) -> int:
    return await _plan(_FOLLOW_UP, now, await _spans(_FOLLOW_UP_PLANS, follow_up_window, now))


_Span = tuple[str, int, Window]


async def _spans(plans: str, window: Callable[[datetime, int, str], Window | None], now: datetime) -> list[_Span]:
    rows = [(row["timezone"], row["days"]) for row in await fetch(plans)]
    windows = ((timezone, days, window(now, days, timezone)) for timezone, days in rows)
    return [(timezone, days, found) for timezone, days, found in windows if found]


async def _plan(sql: str, now: datetime, spans: list[_Span], *more: object) -> int:
    if not spans:
        return 0
    columns = [
        [timezone for timezone, _, _ in spans],
        [days for _, days, _ in spans],
        [window.after for _, _, window in spans],
        [window.before for _, _, window in spans],
    ]
    done = await execute(sql, now, *columns, *more)
    return int(done.split()[-1])
