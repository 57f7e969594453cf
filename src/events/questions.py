"""What the sign-up form of an activity asks, as staff sets it up, and how its places are handed on."""

import re
from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from database.transaction import execute, fetch, fetch_row, transaction
from events.applying import MOST_QUESTIONS
from events.errors import UnknownActivity, UnknownQuestion
from events.vocabulary import QuestionKind
from tabular.fields import InvalidValue, Line

FEWEST_CHOICES: Final = 2
MOST_CHOICES: Final = 8
_CITIZEN_NUMBER: Final = re.compile(r"\b(bsn|burgerservicenummer|sofi-?nummer)\b", re.IGNORECASE)


class AsksCitizenNumber(InvalidValue):
    """Nobody may be asked for a BSN here."""

    code = "asks_citizen_number"


class ChoicesMissing(InvalidValue):
    """Give at least two different answers to choose from."""

    code = "choices_missing"


def _not_for_a_citizen_number(text: str) -> str:
    if _CITIZEN_NUMBER.search(text):
        raise AsksCitizenNumber
    return text


_Choice = Annotated[Line, Field(min_length=1, max_length=120)]


class QuestionDetails(BaseModel):
    """One question; `id` is that of the question which it changes, None for a new one."""

    model_config = ConfigDict(extra="forbid")

    id: int | None = None
    kind: QuestionKind = QuestionKind.TEXT
    text: Annotated[Line, Field(min_length=1, max_length=200), AfterValidator(_not_for_a_citizen_number)]
    choices: Annotated[list[_Choice], Field(max_length=MOST_CHOICES)] = []
    required: bool = False

    @model_validator(mode="after")
    def _has_choices(self) -> "QuestionDetails":
        if self.kind is not QuestionKind.CHOICE:
            self.choices = []
        elif len(set(self.choices)) < max(FEWEST_CHOICES, len(self.choices)):
            raise ChoicesMissing(field="choices")
        return self


class AskingDetails(BaseModel):
    """An offered place is kept for `offer_hours`; `reconfirm_days` before, people are asked whether they still come."""

    model_config = ConfigDict(extra="forbid")

    questions: Annotated[list[QuestionDetails], Field(max_length=MOST_QUESTIONS)] = []
    asks_names: bool = False
    asks_access_needs: bool = False
    offer_hours: Annotated[int, Field(ge=1, le=168)] = 24
    reconfirm_days: Annotated[int, Field(ge=1, le=30)] | None = None


_ASKING: Final = "SELECT id, asks_names, asks_access_needs, offer_hours, reconfirm_days FROM activity WHERE slug = $1"
_QUESTIONS: Final = """
SELECT question.id, kind, question.text, choices, required, count(answer.id)::int AS answers
FROM question LEFT JOIN answer ON answer.question = question.id
WHERE activity = $1 GROUP BY question.id ORDER BY position
"""
_CHANGE: Final = """
UPDATE question SET kind = $3, text = $4, choices = $5, required = $6 WHERE id = $2 AND activity = $1
    AND (kind, text, choices, required) IS DISTINCT FROM ($3, $4::varchar, $5::varchar[], $6)
"""
_ADD: Final = """
INSERT INTO question (activity, position, kind, text, choices, required)
SELECT $1, coalesce(max(position) + 1, 0), $2, $3, $4, $5 FROM question WHERE activity = $1
"""


async def asking_of(slug: str) -> tuple[AskingDetails, dict[int, int]]:
    """What an activity asks, and how many people have answered each of its questions, by id.

    :raises UnknownActivity: there is none.
    """
    activity = await fetch_row(_ASKING, slug)
    if activity is None:
        raise UnknownActivity
    rows = [dict(row) for row in await fetch(_QUESTIONS, activity["id"])]
    answers = {row["id"]: row.pop("answers") for row in rows}
    rest = {name: value for name, value in activity.items() if name != "id"}
    return AskingDetails.model_validate({"questions": rows, **rest}), answers


async def set_asking(*, slug: str, details: AskingDetails) -> None:
    """Puts these questions in the place of those of the activity. With a question its answers go.

    :raises UnknownActivity: there is none.
    :raises UnknownQuestion: a question to change is not one of this activity (any more).
    """
    async with transaction():
        activity = await fetch_row(f"{_ASKING} FOR UPDATE", slug)
        if activity is None:
            raise UnknownActivity
        await _set_questions(activity["id"], details.questions)
        await execute(
            """
            UPDATE activity SET asks_names = $2, asks_access_needs = $3, offer_hours = $4, reconfirm_days = $5
            WHERE id = $1
            """,
            activity["id"],
            details.asks_names,
            details.asks_access_needs,
            details.offer_hours,
            details.reconfirm_days,
        )


async def _set_questions(activity: int, questions: Sequence[QuestionDetails]) -> None:
    known = {row["id"] for row in await fetch("SELECT id FROM question WHERE activity = $1", activity)}
    kept = {question.id for question in questions if question.id is not None}
    if not kept <= known:
        raise UnknownQuestion
    await execute("DELETE FROM question WHERE id = ANY($1::int[])", list(known - kept))
    for question in questions:
        values = (question.kind, question.text, question.choices, question.required)
        if question.id is None:
            await execute(_ADD, activity, *values)
        else:
            await execute(_CHANGE, activity, question.id, *values)
