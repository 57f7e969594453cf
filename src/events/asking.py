"""Reads what an activity asks of who signs up, and keeps what they answered."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from database.transaction import execute, execute_many, fetch_row
from events.applying import Asked, Asks
from events.errors import UnknownRegistration
from events.vocabulary import QuestionKind

# Of the table activity; `asks_of` reads it.
ASKS: Final = """
    activity.asks_names, activity.asks_access_needs,
    (SELECT json_agg(json_build_array(question.id, question.kind, question.text, question.choices, question.required)
        ORDER BY question.position) FROM question WHERE question.activity = activity.id) AS questions
"""
_OF_REGISTRATION = f"""
SELECT {ASKS} FROM registration LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN activity ON activity.id = edition.activity WHERE registration.id = $1
"""  # noqa: S608  constant
_OF_ACTIVITY = f"SELECT {ASKS} FROM activity WHERE slug = $1"  # noqa: S608  constant


def asks_of(row: Mapping[str, Any]) -> Asks:
    """:param row: has what ASKS selects."""
    questions = [
        Asked(id=id_, kind=QuestionKind(kind), text=text, choices=tuple(choices), required=required)
        for id_, kind, text, choices, required in json.loads(row["questions"] or "[]")
    ]
    return Asks(questions=questions, names=row["asks_names"], access_needs=row["asks_access_needs"])


async def asks_of_activity(slug: str) -> Asks:
    """What the activity asks; nothing when there is none."""
    row = await fetch_row(_OF_ACTIVITY, slug)
    return Asks() if row is None else asks_of(row)


async def asks_of_registration(registration: UUID) -> Asks:
    """:raises UnknownRegistration: there is none."""
    row = await fetch_row(_OF_REGISTRATION, registration)
    if row is None:
        raise UnknownRegistration
    return asks_of(row)


async def keep_answers(registration: UUID, answers: Mapping[int, str]) -> None:
    """Puts these in the place of all that was answered; empty ones are left out."""
    await execute("DELETE FROM answer WHERE registration = $1", registration)
    rows = [(registration, question, text.strip()) for question, text in answers.items() if text.strip()]
    await execute_many("INSERT INTO answer (registration, question, text) VALUES ($1, $2, $3)", rows)
