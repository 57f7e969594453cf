"""Plans the mails after a session: what to go on with online, and the question how it was."""

from datetime import datetime, timedelta

from notifications.spans import OFFERED, SPANS, plan, spans_of
from notifications.windows import follow_up_window, half_window

ASK_AGAIN_AFTER = timedelta(days=60)
"""Nobody is asked how the same activity was more often than this."""

# Of an edition that people sign up for as a whole, only the last session is followed up. Without anything to go on with
# and without a question there is no mail. What somebody was asked before is looked up by address first (OFFSET): an
# activity can have very many sessions.
_FOLLOW_UP = f"""
WITH offered AS MATERIALIZED (
    {OFFERED}
    WHERE link.phase = 'follow_up' AND span.length = ANY(activity.follow_up_days)
    GROUP BY session.id
), past AS MATERIALIZED (
    SELECT person.id AS registration, person.email, person.subject, session.id AS session, session.starts_at,
      span.length, activity.id AS activity, activity.asks_how_it_was,
      session.id IN (SELECT offered.session FROM offered) AS has_packages
    FROM {SPANS}
    JOIN session ON session.starts_at > span.after AND session.starts_at < span.before
      AND session.state = 'scheduled' AND session.ends_at < $1
    JOIN location ON location.id = session.location AND location.timezone = span.timezone
    JOIN edition ON edition.id = session.edition
    JOIN activity ON activity.id = edition.activity
      AND span.length = ANY(activity.follow_up_days) AND activity.form <> 'walk_in'
    CROSS JOIN LATERAL (
        SELECT id, email, state, 'registration:' || id || ':session:' || session.id AS subject
        FROM registration WHERE registration.session = session.id
        UNION ALL
        SELECT id, email, state, 'registration:' || id
        FROM registration WHERE registration.edition = edition.id AND NOT EXISTS (
            SELECT FROM session AS later
            WHERE later.edition = edition.id AND later.state = 'scheduled' AND later.starts_at > session.starts_at)
    ) AS person
    WHERE person.state IN ('confirmed', 'attended') AND person.email IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM message WHERE message.kind = 'follow_up' AND message.registration = person.id
        AND message.subject = person.subject AND message.revision = span.length)
), mail AS MATERIALIZED (
    SELECT past.*, past.asks_how_it_was
      AND row_number() OVER (PARTITION BY lower(email), activity ORDER BY starts_at DESC, length, registration) = 1
      AND NOT EXISTS (
        SELECT FROM (
            SELECT message.session FROM registration AS also
            CROSS JOIN LATERAL (SELECT * FROM message WHERE message.registration = also.id OFFSET 0) AS message
            WHERE lower(also.email) = lower(past.email) AND message.kind = 'follow_up' AND message.payload ? 'asks'
              AND message.state <> 'dropped' AND message.created_at > $1 - $7::interval OFFSET 0) AS asked
        JOIN session ON session.id = asked.session
        JOIN edition ON edition.id = session.edition AND edition.activity = past.activity) AS asks
    FROM past
)
INSERT INTO message (kind, recipient, subject, revision, registration, session, payload, due_at, created_at)
SELECT 'follow_up', mail.email, mail.subject, mail.length, mail.registration, mail.session,
  CASE WHEN mail.asks THEN '{{"asks": true}}'::jsonb ELSE '{{}}'::jsonb END, $1, $1
FROM mail
WHERE (mail.has_packages OR mail.asks)
AND NOT EXISTS (SELECT FROM unsubscription
    WHERE unsubscription.email = lower(mail.email) AND unsubscription.mailing_list = 'afterwards')
ORDER BY mail.starts_at, mail.session, mail.registration
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""  # noqa: S608  constant


async def sweep_follow_ups(now: datetime) -> int:
    """Plan every mail that is due now (aware) and not planned yet; return how many."""
    spans = await spans_of("follow_up_days", follow_up_window, half_window, now)
    return await plan(_FOLLOW_UP, now, spans, ASK_AGAIN_AFTER)
