"""Writes down what somebody does, in the transaction that does it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from database.transaction import execute, transaction

_INSERT = "INSERT INTO operation (id, account, organisation, action, details, undoes) VALUES ($1, $2, $3, $4, $5, $6)"
# For this transaction only: the triggers of the tables that are followed read it.
_BEGIN = "SELECT set_config('leeragenda.operation', $1, true)"


@asynccontextmanager
async def operation(
    action: str, *, account: int | None, organisation: int | None, undoes: UUID | None = None, **details: Any
) -> AsyncIterator[UUID]:
    """One transaction, of which every changed row is kept with this operation; yields the operation's id.

    :param action: stable name, such as "session.move".
    :param account: id of who does it; None for a job.
    :param details: what a sentence about it needs; JSON values.
    """
    this = uuid4()
    async with transaction():
        await execute(_INSERT, this, account, organisation, action, json.dumps(details), undoes)
        await execute(_BEGIN, str(this))
        yield this
        await execute(_BEGIN, "")
