"""A number that is another one after each change that feeds can show, however many processes and machines ask.

The database writes a random number with each transaction that changes something (docs/decisions/0023-feeds.md). All of
them exclusive-ored are the version: equal versions mean that the same transactions are seen, in whatever order they
committed, and a backup that is put back cannot bring an old version back for other content.
"""

import asyncio
from contextvars import Context
from typing import Final

from database.transaction import execute, fetch_value, transaction

_VERSION: Final = """
SELECT coalesce((SELECT numbers FROM folded_changes), 0) # coalesce((SELECT bit_xor(number) FROM content_change), 0)
"""
_ADD_ROW: Final = "INSERT INTO folded_changes (id, numbers) VALUES (1, 0) ON CONFLICT DO NOTHING"
_LOCK: Final = "SELECT FROM folded_changes WHERE id = 1 FOR UPDATE"
_FOLD: Final = """
WITH old AS (DELETE FROM content_change RETURNING number)
UPDATE folded_changes SET numbers = numbers # (SELECT bit_xor(number) FROM old) WHERE EXISTS (SELECT FROM old)
"""


async def read_version() -> int:
    version: int = await fetch_value(_VERSION)
    return version


class VersionReader:
    """Reads the version for all who ask at the same time in one query, which begins after the last of them asked.

    So nobody hears of less than what was committed before they asked, and there is one query at a time.
    """

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[int]] = []
        self._reading: asyncio.Task[None] | None = None

    def current(self) -> asyncio.Future[int]:
        """The version, to be awaited. Fails as a query does."""
        loop = asyncio.get_running_loop()
        asked: asyncio.Future[int] = loop.create_future()
        self._waiting.append(asked)
        if self._reading is None or self._reading.done():
            # Without the context of who asks first: the transaction that they may be in is not for the others.
            self._reading = loop.create_task(self._read(), context=Context())
        return asked

    async def _read(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            (outcome,) = await asyncio.gather(read_version(), return_exceptions=True)
            for each in asked:
                if not each.done():  # who went away meanwhile has cancelled it
                    _settle(each, outcome)


def _settle(asked: asyncio.Future[int], outcome: int | BaseException) -> None:
    if isinstance(outcome, BaseException):
        asked.set_exception(outcome)
    else:
        asked.set_result(outcome)


async def fold_changes() -> None:
    """Makes one number of those that were written; the version stays what it is."""
    async with transaction():
        await execute(_ADD_ROW)
        await execute(_LOCK)
        await execute(_FOLD)
