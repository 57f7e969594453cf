"""The windows that a sweep looks in: one for each time zone and each number of days or hours that an activity uses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from database.transaction import execute, fetch
from notifications.windows import Window

STAYS_AWAY = """
SELECT FROM attendance
WHERE attendance.session = {session} AND attendance.registration = {registration} AND attendance.presence = 'absent'
"""
"""Whether somebody of a group declined the meeting, before it began."""
_PLANS = """
SELECT DISTINCT location.timezone, plan.length
FROM location, (SELECT DISTINCT unnest({column}) AS length FROM activity) AS plan
"""

SPANS = """unnest($2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::interval[])
  AS span (timezone, length, after, before, half)"""
"""The parameters that `plan` gives, as a table: starts between `after` and `before`, both excluded."""
COMING = f"""
FROM {SPANS}
JOIN session ON session.starts_at > span.after AND session.starts_at < span.before AND session.state = 'scheduled'
JOIN location ON location.id = session.location AND location.timezone = span.timezone
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity AND activity.form <> 'walk_in'
CROSS JOIN LATERAL (
    SELECT id, email, changed_at, false AS per_edition FROM registration
    WHERE registration.session = session.id AND state = 'confirmed' AND email IS NOT NULL
    UNION ALL
    SELECT id, email, changed_at, true FROM registration
    WHERE registration.edition = edition.id AND state = 'confirmed' AND email IS NOT NULL
      AND NOT EXISTS ({STAYS_AWAY.format(session="session.id", registration="registration.id")})
) AS person
CROSS JOIN LATERAL (
    SELECT session.starts_at AT TIME ZONE span.timezone AS at,
      (session.starts_at AT TIME ZONE span.timezone)::date AS day
) AS held
"""  # noqa: S608  constant
"""Who has a place at a session in one of the spans, and comes as far as is known."""
OFFERED = f"""
SELECT session.id AS session, bool_or(shown.linked_from = 'session' OR link.lesson IS NOT NULL) AS has_own
FROM {SPANS}
JOIN session ON session.starts_at > span.after AND session.starts_at < span.before AND session.state = 'scheduled'
JOIN location ON location.id = session.location AND location.timezone = span.timezone
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
CROSS JOIN LATERAL linked_content(session.id, activity.id, activity.inherits_from, lesson_of(session.id)) AS shown
JOIN content_link AS link ON link.id = shown.link
JOIN package ON package.id = shown.package AND package.state = 'available'
"""  # noqa: S608  constant
"""The sessions in the spans with something online; `has_own`: some of it belongs to that one meeting."""
TELLING = "message.kind IN ('update', 'reminder', 'soon', 'prepare') AND message.state <> 'dropped'"
"""The mails that say when and where a session is."""


@dataclass(frozen=True, slots=True)
class Span:
    """`half` is half of the offset: who was told that much before it is due needs no mail."""

    timezone: str
    length: int
    window: Window
    half: timedelta


async def spans_of(
    column: str, window: Callable[[datetime, int, str], Window | None], half: Callable[[int], timedelta], now: datetime
) -> list[Span]:
    """The spans in which it is day now (aware). `column` of the activities has the offsets."""
    rows = await fetch(_PLANS.format(column=column))
    found = ((row["timezone"], row["length"], window(now, row["length"], row["timezone"])) for row in rows)
    return [Span(timezone, length, span, half(length)) for timezone, length, span in found if span]


async def plan(sql: str, now: datetime, spans: Sequence[Span], *more: object) -> int:
    """Run a statement that inserts messages for what lies in the spans; return how many."""
    if not spans:
        return 0
    columns = (
        [span.timezone for span in spans],
        [span.length for span in spans],
        [span.window.after for span in spans],
        [span.window.before for span in spans],
        [span.half for span in spans],
    )
    done = await execute(sql, now, *columns, *more)
    return int(done.split()[-1])
