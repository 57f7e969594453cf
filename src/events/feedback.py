"""What people say of a session: how it was, and a remark in their own words. Staff sees neither with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from database.transaction import execute, fetch, fetch_row, fetch_value
from events.citizen_numbers import NO_CITIZEN_NUMBER
from events.errors import UnknownRegistration
from tabular.fields import Paragraphs

LONGEST_REMARK: Final = 500

# Who has been forgotten has nothing to say any more.
_GIVE: Final = """
INSERT INTO feedback (session, registration, score, remark, given_at)
SELECT $1::uuid, registration.id, $3::smallint, $4, clock_timestamp() FROM registration
WHERE registration.id = $2 AND registration.anonymised_at IS NULL
ON CONFLICT ON CONSTRAINT feedback_once
DO UPDATE SET score = excluded.score, remark = excluded.remark, given_at = excluded.given_at
RETURNING id
"""
_COUNTS: Final = "SELECT score, count(*)::int AS number FROM feedback WHERE session = $1 GROUP BY score"
_REMARKS: Final = """
SELECT score, remark FROM feedback WHERE session = $1 AND remark <> '' ORDER BY md5(id::text), id LIMIT 200
"""
_FORGET: Final = "UPDATE feedback SET registration = NULL, remark = '' WHERE registration = ANY($1::uuid[])"


class Score(IntEnum):
    """How it was."""

    POOR = 1
    OKAY = 2
    GOOD = 3


class FeedbackValues(BaseModel):
    """What somebody says of a session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: Score
    remark: Annotated[Paragraphs, Field(max_length=LONGEST_REMARK), NO_CITIZEN_NUMBER] = ""


@dataclass(frozen=True, slots=True)
class Remark:
    score: Score
    text: str


@dataclass(frozen=True, slots=True)
class Opinions:
    """What all people said of a session together; `remarks` are in no order that tells who."""

    counts: dict[Score, int]
    remarks: Sequence[Remark]

    @property
    def number(self) -> int:
        return sum(self.counts.values())


async def give_feedback(*, registration: UUID, session: UUID, values: FeedbackValues) -> None:
    """Keep what somebody says; a second time replaces the first.

    :raises UnknownRegistration: there is none, or not any more.
    """
    if await fetch_value(_GIVE, session, registration, int(values.score), values.remark) is None:
        raise UnknownRegistration


async def feedback_of(*, registration: UUID, session: UUID) -> FeedbackValues | None:
    """What somebody said; None when they did not yet."""
    row = await fetch_row(
        "SELECT score, remark FROM feedback WHERE registration = $1 AND session = $2", registration, session
    )
    # It was checked when it was given; the rules may have changed since.
    return FeedbackValues.model_construct(score=Score(row["score"]), remark=row["remark"]) if row else None


async def opinions_about(session: UUID) -> Opinions:
    found = {row["score"]: row["number"] for row in await fetch(_COUNTS, session)}
    counts = {score: found.get(score, 0) for score in reversed(Score)}
    return Opinions(counts, [Remark(Score(row["score"]), row["remark"]) for row in await fetch(_REMARKS, session)])


async def forget_feedback(registrations: Sequence[UUID]) -> None:
    """The score stays as a number. The remark goes: people write about themselves."""
    await execute(_FORGET, list(registrations))
