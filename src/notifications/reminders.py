"""Plans the mails about coming sessions, and those afterwards.

They are not timers. A sweep asks which sessions lie in the window and whose registrations have no such message yet, so
a moved session moves its reminders, and after a day of downtime they go late, once, or not at all when pointless. What
is due, planning.py says as a rule; the statements here and beside it do the same for everybody at once.
"""

from datetime import datetime, timedelta

from notifications.digests import sweep_digests
from notifications.following_up import sweep_follow_ups
from notifications.preparing import sweep_prepares
from notifications.spans import COMING, STAYS_AWAY, TELLING, plan, spans_of
from notifications.windows import half_window, reminder_window, soon_window

# The digest of the week of a session. One that was dropped told nobody anything, and there comes no other.
_DIGEST = """
LEFT JOIN LATERAL (
    SELECT message.created_at, message.state <> 'dropped' AND message.payload -> 'places'
      @> jsonb_build_array(jsonb_build_array(due.registration::text, due.session::text)) AS tells
    FROM message
    WHERE message.kind = 'digest' AND message.recipient = lower(due.email)
      AND message.subject = 'digest:' || due.timezone || ':' || (due.day - (extract(isodow FROM due.day)::int - 1))
) AS digest ON true
"""
# One for whom there will be a digest instead: another activity in the same week, counted from Tuesday on. Hardly
# anybody has another place at all, so that is looked up first, by address (OFFSET keeps PostgreSQL to that order).
_DIGEST_TO_COME = f"""
digest.created_at IS NULL AND extract(isodow FROM due.day) > 1
AND NOT EXISTS (SELECT FROM unsubscription
    WHERE unsubscription.email = lower(due.email) AND unsubscription.mailing_list = 'digest')
AND EXISTS (
    SELECT FROM (
        SELECT id, session, edition FROM registration
        WHERE lower(email) = lower(due.email) AND state = 'confirmed' AND id <> due.registration OFFSET 0
    ) AS other
    CROSS JOIN LATERAL (
        SELECT starts_at, location, edition FROM session WHERE id = other.session AND state = 'scheduled'
        UNION ALL
        SELECT starts_at, location, edition FROM session
        WHERE edition = other.edition AND state = 'scheduled'
          AND starts_at BETWEEN due.starts_at - interval '8 days' AND due.starts_at + interval '8 days'
          AND NOT EXISTS ({STAYS_AWAY.format(session="session.id", registration="other.id")})
    ) AS also
    JOIN location AS there ON there.id = also.location AND there.timezone = due.timezone
    JOIN edition AS run ON run.id = also.edition
    JOIN activity AS what ON what.id = run.activity AND what.id <> due.activity AND what.form <> 'walk_in'
    WHERE (also.starts_at AT TIME ZONE due.timezone)::date - due.day
      BETWEEN 2 - extract(isodow FROM due.day) AND 7 - extract(isodow FROM due.day))
"""  # noqa: S608  constant
_INSERT = """
INSERT INTO message (kind, recipient, subject, revision, registration, session, due_at, created_at)
SELECT '{kind}', due.email, due.subject, due.length, due.registration, due.session, $1, $1
FROM due
"""
# A statement finds all rows before it inserts the first: it sorts them. Without, PostgreSQL would look for earlier
# messages in a table that grows under it (quadratic on a table that was empty).
#
# Of two that are due at once, as after downtime, the one nearest to the session goes: it says the same.
#
# A meeting of the same edition between the due day and the session is a reminder itself: the second lesson of a weekly
# course is not reminded of a week before.
_REMIND = f"""
WITH due AS MATERIALIZED (
    SELECT DISTINCT ON (person.id, session.id) person.id AS registration, session.id AS session, person.email,
      activity.id AS activity, span.timezone, span.length, held.day, session.starts_at, about.subject
    {COMING}
    CROSS JOIN LATERAL (
        SELECT 'registration:' || person.id || ':session:' || session.id || ':' || held.day AS subject,
          (held.day - span.length + time '09:00') AT TIME ZONE span.timezone - span.half AS told_before
    ) AS about
    WHERE span.length = ANY(activity.reminder_days) AND person.changed_at <= about.told_before
    AND NOT EXISTS (
        SELECT FROM message WHERE message.registration = person.id AND message.session = session.id
        AND ((message.kind = 'reminder' AND message.subject = about.subject AND message.revision = span.length)
          OR ({TELLING} AND message.created_at > about.told_before)))
    AND NOT (person.per_edition AND EXISTS (
        SELECT FROM session AS earlier
        WHERE earlier.edition = edition.id AND earlier.state = 'scheduled' AND earlier.starts_at < session.starts_at
        AND (earlier.starts_at AT TIME ZONE span.timezone)::date >= held.day - span.length
        AND NOT EXISTS ({STAYS_AWAY.format(session="earlier.id", registration="person.id")})))
    ORDER BY person.id, session.id, span.length
)
{_INSERT.format(kind="reminder")} {_DIGEST}
WHERE NOT coalesce(digest.tells AND (due.length >= 2
    OR digest.created_at >= (due.day - due.length - 1)::timestamp AT TIME ZONE due.timezone), false)
AND NOT (due.length >= 2 AND {_DIGEST_TO_COME})
ORDER BY due.starts_at, due.session, due.registration
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""  # noqa: S608  constant
# What would fall between eight in the evening and nine goes at eight; then a mail of that same day is enough.
_REMIND_SOON = f"""
WITH due AS MATERIALIZED (
    SELECT DISTINCT ON (person.id, session.id) person.id AS registration, session.id AS session, person.email,
      span.timezone, span.length, held.day, session.starts_at, about.subject, due_on.day AS due_day
    {COMING}
    CROSS JOIN LATERAL (
        SELECT (session.starts_at - make_interval(hours => span.length)) AT TIME ZONE span.timezone AS at
    ) AS nominal
    CROSS JOIN LATERAL (
        SELECT nominal.at::date - CASE WHEN nominal.at::time < '09:00' THEN 1 ELSE 0 END AS day,
          nominal.at::time < '09:00' OR nominal.at::time > '20:00' AS is_evening
    ) AS due_on
    CROSS JOIN LATERAL (
        SELECT 'registration:' || person.id || ':session:' || session.id || ':' || to_char(held.at, 'YYYYMMDD"T"HH24MI')
            AS subject,
          CASE WHEN due_on.is_evening THEN due_on.day::timestamp AT TIME ZONE span.timezone
            ELSE session.starts_at - make_interval(hours => span.length) - span.half END AS told_before
    ) AS about
    WHERE span.length = ANY(activity.reminder_hours) AND person.changed_at <= about.told_before
    AND NOT EXISTS (
        SELECT FROM message WHERE message.registration = person.id AND message.session = session.id
        AND ((message.kind = 'soon' AND message.subject = about.subject AND message.revision = span.length)
          OR ({TELLING} AND message.created_at > about.told_before)))
    AND NOT (person.per_edition AND EXISTS (
        SELECT FROM session AS earlier
        WHERE earlier.edition = edition.id AND earlier.state = 'scheduled' AND earlier.starts_at < session.starts_at
        AND earlier.starts_at >= session.starts_at - make_interval(hours => span.length)
        AND NOT EXISTS ({STAYS_AWAY.format(session="earlier.id", registration="person.id")})))
    ORDER BY person.id, session.id, span.length
)
{_INSERT.format(kind="soon")} {_DIGEST}
WHERE NOT coalesce(
    digest.tells AND digest.created_at >= (due.due_day - 1)::timestamp AT TIME ZONE due.timezone, false)
ORDER BY due.starts_at, due.session, due.registration
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""  # noqa: S608  constant


async def sweep(now: datetime) -> int:
    """Plan every mail that is due now (aware) and not planned yet; return how many. Each looks at those before it."""
    before = await sweep_digests(now) + await sweep_prepares(now)
    return before + await sweep_reminders(now) + await sweep_soon(now) + await sweep_follow_ups(now)


async def sweep_reminders(now: datetime) -> int:
    return await plan(_REMIND, now, await spans_of("reminder_days", reminder_window, half_window, now))


async def sweep_soon(now: datetime) -> int:
    return await plan(_REMIND_SOON, now, await spans_of("reminder_hours", soon_window, _half_of_hours, now))


def _half_of_hours(hours: int) -> timedelta:
    return timedelta(hours=hours) / 2
