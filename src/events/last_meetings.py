"""When the time of a registration is over, as SQL: what is kept about people is counted from there."""

from typing import Final

FROM_REGISTRATION: Final = """
FROM registration
LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN location ON location.id = edition.location
"""

# Of a group without meetings (yet) all that is known is its days.
LAST_MEETING: Final = """
coalesce(
    session.ends_at,
    (SELECT max(meeting.ends_at) FROM session AS meeting WHERE meeting.edition = registration.edition),
    greatest(
        registration.changed_at, coalesce(edition.last_day, edition.first_day)::timestamp AT TIME ZONE location.timezone
    )
)
"""
"""The end of the last meeting that somebody signed up for."""

ENDED_AT: Final = f"""
CASE WHEN registration.state IN ('cancelled', 'finished') THEN least(registration.changed_at, {LAST_MEETING})
    ELSE {LAST_MEETING} END
"""
"""The same; who gave the place back or has finished is through with it before, also in a group that never ends."""
