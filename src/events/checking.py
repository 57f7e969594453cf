"""What must be true of sessions and registrations, for `leeragenda check`.

Constraints keep most of it; this also finds what an interrupted repair or a restored backup left behind.
"""

from database.transaction import fetch_value

# The states of registrations that hold seats.
_SEATED = "('confirmed', 'offered', 'attended', 'no_show')"
_SEATS = """
SELECT count(*) FROM {target} LEFT JOIN (
    SELECT {target} AS id, sum(party_size) AS seats FROM registration WHERE state IN {seated} GROUP BY {target}
) taken ON taken.id = {target}.id WHERE {target}.seats_taken <> coalesce(taken.seats, 0)
"""

_CHECKS = (
    (
        _SEATS.format(target="session", seated=_SEATED),
        "{} sessions count other seats than their registrations take",
    ),
    (
        _SEATS.format(target="edition", seated=_SEATED),
        "{} editions count other seats than their registrations take",
    ),
    ("SELECT count(*) FROM session WHERE seats_taken > capacity", "{} sessions have more people than seats"),
    ("SELECT count(*) FROM edition WHERE seats_taken > capacity", "{} editions have more people than seats"),
    (
        "SELECT count(*) FROM session one JOIN session other ON other.room = one.room AND other.id > one.id"
        " AND occupied(other.starts_at, other.ends_at, other.setup_minutes, other.clearup_minutes)"
        " && occupied(one.starts_at, one.ends_at, one.setup_minutes, one.clearup_minutes)"
        " WHERE one.state = 'scheduled' AND other.state = 'scheduled'",
        "{} pairs of sessions are in the same room at the same time",
    ),
    (
        "SELECT count(*) FROM assignment JOIN session ON session.id = assignment.session"
        " WHERE (assignment.starts_at, assignment.ends_at, assignment.active)"
        " IS DISTINCT FROM (session.starts_at, session.ends_at, session.state = 'scheduled')",
        "{} people lead a session at another time than it is held",
    ),
    (
        "SELECT count(*) FROM session JOIN room ON room.id = session.room WHERE room.location <> session.location",
        "{} sessions are in a room of another location",
    ),
    (
        "SELECT count(*) FROM session LEFT JOIN edition ON edition.id = session.edition WHERE edition.id IS NULL",
        "{} sessions belong to no edition",
    ),
    (
        "SELECT count(*) FROM registration LEFT JOIN session ON session.id = registration.session"
        " LEFT JOIN edition ON edition.id = registration.edition WHERE session.id IS NULL AND edition.id IS NULL",
        "{} registrations are for nothing that exists",
    ),
    (
        "SELECT count(*) FROM registration WHERE state = 'offered' AND offer_expires_at < now() - interval '1 day'"
        " AND NOT EXISTS (SELECT FROM session WHERE session.id = registration.session AND session.state = 'cancelled')"
        " AND NOT EXISTS (SELECT FROM edition WHERE edition.state = 'cancelled' AND edition.id = coalesce("
        "registration.edition, (SELECT edition FROM session WHERE session.id = registration.session)))",
        "{} offered places are still kept a day after their time",
    ),
    (
        "SELECT count(*) FROM registration CROSS JOIN LATERAL (SELECT state FROM registration_step"
        " WHERE registration_step.registration = registration.id ORDER BY registration_step.id DESC LIMIT 1) last"
        " WHERE last.state <> registration.state AND registration.state NOT IN ('attended', 'no_show')",
        "{} registrations are in a state that their last step did not lead to",
    ),
    (
        "SELECT count(*) FROM attendance JOIN registration ON registration.id = attendance.registration"
        " JOIN session ON session.id = attendance.session"
        " WHERE registration.session <> session.id OR registration.edition <> session.edition",
        "{} people were counted at a session that they did not sign up for",
    ),
)


async def problems() -> list[str]:
    """Return one sentence for each thing that is wrong, for an operator; none when all is well."""
    counts = [(await fetch_value(sql), sentence) for sql, sentence in _CHECKS]
    return [sentence.format(count) for count, sentence in counts if count]
