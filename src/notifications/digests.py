"""Plans one mail with the whole week for who has several activities in it; see planning.py for the rule."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from database.transaction import execute, fetch
from notifications.spans import STAYS_AWAY, TELLING
from notifications.windows import is_daytime, midnight_of

# Everybody with sessions this week is looked at, but hardly anybody has several activities: those are found first.
_DIGEST = f"""
WITH place AS MATERIALIZED (
    SELECT person.id AS registration, lower(person.email) AS email, person.changed_at, session.id AS session,
      session.starts_at, edition.activity, zone.timezone, zone.today, zone.monday, zone.since,
      (session.starts_at AT TIME ZONE zone.timezone)::date AS day
    FROM unnest($2::text[], $3::date[], $4::date[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
      AS zone (timezone, today, monday, since, first, last)
    JOIN session ON session.starts_at >= zone.first AND session.starts_at < zone.last AND session.state = 'scheduled'
    JOIN location ON location.id = session.location AND location.timezone = zone.timezone
    JOIN edition ON edition.id = session.edition
    JOIN activity ON activity.id = edition.activity AND activity.form <> 'walk_in'
    CROSS JOIN LATERAL (
        SELECT id, email, changed_at FROM registration
        WHERE registration.session = session.id AND state = 'confirmed' AND email IS NOT NULL
        UNION ALL
        SELECT id, email, changed_at FROM registration
        WHERE registration.edition = edition.id AND state = 'confirmed' AND email IS NOT NULL
          AND NOT EXISTS ({STAYS_AWAY.format(session="session.id", registration="registration.id")})
    ) AS person
), busy AS MATERIALIZED (
    SELECT email, timezone FROM place WHERE day > monday
    GROUP BY email, timezone HAVING min(activity) <> max(activity)
), digest AS MATERIALIZED (
    SELECT place.email, place.timezone, min(place.monday) AS monday,
      array_agg(place.registration ORDER BY place.starts_at, place.registration)
        FILTER (WHERE place.starts_at > $1) AS registrations,
      jsonb_agg(jsonb_build_array(place.registration, place.session) ORDER BY place.starts_at, place.registration)
        FILTER (WHERE place.starts_at > $1) AS places
    FROM busy JOIN place ON place.email = busy.email AND place.timezone = busy.timezone
    GROUP BY place.email, place.timezone
    HAVING bool_or(place.day > place.today AND place.changed_at < place.since AND NOT EXISTS (
        SELECT FROM message WHERE message.registration = place.registration AND message.session = place.session
        AND {TELLING} AND message.created_at >= place.since))
)
INSERT INTO message (kind, recipient, subject, revision, registration, payload, due_at, created_at)
SELECT 'digest', digest.email, about.subject, 0, digest.registrations[1], jsonb_build_object('places', digest.places),
  $1, $1
FROM digest CROSS JOIN LATERAL (SELECT 'digest:' || digest.timezone || ':' || digest.monday AS subject) AS about
WHERE NOT EXISTS (SELECT FROM unsubscription
    WHERE unsubscription.email = digest.email AND unsubscription.mailing_list = 'digest')
AND NOT EXISTS (SELECT FROM message
    WHERE message.kind = 'digest' AND message.recipient = digest.email AND message.subject = about.subject)
ORDER BY digest.email, digest.timezone
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""  # noqa: S608  constant


async def sweep_digests(now: datetime) -> int:
    """Plan the digests of this week that are due now (aware) and not planned yet; return how many."""
    rows = await fetch("SELECT DISTINCT timezone FROM location")
    zones = [row["timezone"] for row in rows if is_daytime(now, row["timezone"])]
    if not zones:
        return 0
    weeks = [_week(zone, now) for zone in zones]
    done = await execute(_DIGEST, now, zones, *(list(column) for column in zip(*weeks, strict=True)))
    return int(done.split()[-1])


def _week(timezone: str, now: datetime) -> tuple[date, date, datetime, datetime, datetime]:
    """Today, Monday, the beginning of yesterday, and the first and last moments of the week at the place."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    monday = today - timedelta(days=today.weekday())
    yesterday = midnight_of(today - timedelta(days=1), timezone)
    return today, monday, yesterday, midnight_of(monday, timezone), midnight_of(monday + timedelta(days=7), timezone)
