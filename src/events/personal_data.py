"""All that is kept about somebody's registrations, for that person: plain values that become JSON."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch

_REGISTRATIONS = """
SELECT registration.id, activity.title AS activity, organisation.name AS organisation, session.starts_at,
    session.ends_at, edition.first_day AS group_from, registration.state, registration.name, registration.email,
    registration.phone, registration.party_size, registration.companions, registration.note,
    registration.access_needs, registration.locale, registration.created_at AS signed_up_at, registration.changed_at,
    registration.offer_expires_at, registration.intake_at, registration.planned_meetings,
    registration.reconfirm_asked_at, registration.reconfirmed_at, registration.participation,
    registration.participation_at
FROM registration LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN activity ON activity.id = edition.activity JOIN organisation ON organisation.id = activity.organisation
WHERE registration.id = ANY($1::uuid[]) ORDER BY registration.queue_number
"""
_PARTS: Final = {
    "answers": """
SELECT answer.registration, question.text AS question, answer.text AS answer
FROM answer JOIN question ON question.id = answer.question
WHERE answer.registration = ANY($1::uuid[]) ORDER BY question.position
""",
    "attendance": """
SELECT attendance.registration, session.starts_at, session.ends_at, attendance.presence, attendance.marked_at
FROM attendance JOIN session ON session.id = attendance.session
WHERE attendance.registration = ANY($1::uuid[]) ORDER BY session.starts_at
""",
    "feedback": """
SELECT feedback.registration, session.starts_at, session.ends_at, feedback.score, feedback.remark, feedback.given_at
FROM feedback JOIN session ON session.id = feedback.session
WHERE feedback.registration = ANY($1::uuid[]) ORDER BY session.starts_at
""",
    "steps": """
SELECT registration, at, former_state, state, reason, by FROM registration_step
WHERE registration = ANY($1::uuid[]) ORDER BY id
""",
}


async def personal_data(registrations: Sequence[UUID]) -> list[dict[str, Any]]:
    """A value for each registration, with its answers, attendance and steps; moments are texts (RFC 3339, UTC)."""
    ids = list(registrations)
    found = {row["id"]: _plain(row.items()) for row in await fetch(_REGISTRATIONS, ids)}
    for part, sql in _PARTS.items():
        for data in found.values():
            data[part] = []
        for row in await fetch(sql, ids):
            found[row["registration"]][part].append(
                _plain((name, value) for name, value in row.items() if name != "registration")
            )
    return list(found.values())


def _plain(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: plain_value(value) for name, value in values}


def plain_value(value: Any) -> Any:
    """The same as JSON knows it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return _plain(value.items())
    return [plain_value(each) for each in value] if isinstance(value, (list, tuple)) else str(value)
