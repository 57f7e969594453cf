"""Appends facts in the transaction that makes them true."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from database.transaction import execute_many


class RecordedFact(BaseModel):
    """The base of all facts; `kind` is what the outbox stores and handlers are found by."""

    model_config = ConfigDict(frozen=True)
    kind: ClassVar[str]


async def record(*facts: RecordedFact) -> None:
    """Call it inside the transaction of the operation; without one, fact and rows could part ways."""
    if facts:
        rows = [(fact.kind, fact.model_dump_json()) for fact in facts]
        await execute_many("INSERT INTO fact (kind, payload) VALUES ($1, $2)", rows)
