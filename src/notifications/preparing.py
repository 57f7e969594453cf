"""Plans the mails that tell what to do online before a session; see planning.py for the rule."""

from datetime import datetime

from notifications.spans import COMING, OFFERED, plan, spans_of
from notifications.windows import half_window, reminder_window

# What belongs to all meetings of an edition is prepared before the first, for who signed up for them all. Earlier mails
# are looked up by registration (OFFSET): by kind there are very many.
_PREPARE = f"""
WITH offered AS MATERIALIZED (
    {OFFERED}
    WHERE link.phase = 'prepare' AND span.length = ANY(activity.prepare_days)
      AND (session.starts_at AT TIME ZONE span.timezone)::date + link.release_days
        <= ($1::timestamptz AT TIME ZONE span.timezone)::date
    GROUP BY session.id
), due AS MATERIALIZED (
    SELECT DISTINCT ON (person.id, session.id) person.id AS registration, session.id AS session, person.email,
      span.length, session.starts_at, about.subject
    {COMING}
    CROSS JOIN LATERAL (
        SELECT 'registration:' || person.id || ':session:' || session.id || ':' || held.day AS subject,
          (held.day - span.length + time '09:00') AT TIME ZONE span.timezone - span.half AS told_before,
          held.day - (extract(isodow FROM held.day)::int - 1) AS week
    ) AS about
    WHERE session.id = ANY(ARRAY(SELECT offered.session FROM offered))
    AND span.length = ANY(activity.prepare_days) AND person.changed_at <= about.told_before
    AND NOT EXISTS (
        SELECT FROM (SELECT * FROM message WHERE message.registration = person.id OFFSET 0) AS message
        WHERE message.session = session.id AND message.kind = 'prepare'
        AND (message.subject = about.subject AND message.revision = span.length
          OR message.state <> 'dropped' AND message.created_at > about.told_before))
    AND NOT EXISTS (
        SELECT FROM (
            SELECT * FROM message WHERE message.kind = 'digest' AND message.recipient = lower(person.email)
            AND message.subject = 'digest:' || span.timezone || ':' || about.week OFFSET 0) AS message
        WHERE message.state <> 'dropped'
        AND message.payload -> 'places' @> jsonb_build_array(jsonb_build_array(person.id::text, session.id::text))
        AND message.created_at >= (held.day - span.length - 1)::timestamp AT TIME ZONE span.timezone)
    AND (session.id = ANY(ARRAY(SELECT offered.session FROM offered WHERE offered.has_own))
      OR NOT (person.per_edition AND EXISTS (
        SELECT FROM session AS earlier WHERE earlier.edition = edition.id AND earlier.state = 'scheduled'
        AND earlier.starts_at < session.starts_at)))
    ORDER BY person.id, session.id, span.length
)
INSERT INTO message (kind, recipient, subject, revision, registration, session, due_at, created_at)
SELECT 'prepare', due.email, due.subject, due.length, due.registration, due.session, $1, $1
FROM due
ORDER BY due.starts_at, due.session, due.registration
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""  # noqa: S608  constant


async def sweep_prepares(now: datetime) -> int:
    """Plan every mail that is due now (aware) and not planned yet; return how many."""
    return await plan(_PREPARE, now, await spans_of("prepare_days", reminder_window, half_window, now))
