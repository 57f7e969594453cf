"""A number that is another one after each change that feeds can show, however many processes and machines ask.

The database writes a random number with each transaction that changes something (docs/decisions/0023-feeds.md). All of
them exclusive-ored are the version: equal versions mean that the same transactions are seen, in whatever order they
committed, and a backup that is put back cannot bring an old version back for other content.
"""

import asyncio
from contextvars import Context
from typing import Final

from database.transaction import connection, execute, fetch_value

_VERSION: Final = "SELECT coalesce(bit_xor(number), 0) FROM content_change"
# Two at the same time fold other rows: who waits for a row that is gone then leaves it out.
_FOLD: Final = """
WITH old AS (DELETE FROM content_change WHERE (SELECT count(*) FROM content_change) > $1 RETURNING number)
INSERT INTO content_change (number) SELECT bit_xor(number) FROM old HAVING count(*) > 0
"""
_FEW: Final = 20


async def read_version() -> int:
    version: int = await fetch_value(_VERSION)
    return version


class VersionReader:
    """Reads the version for all who ask at the same time in one query, which begins after the last of them asked.

    So nobody hears of less than what was committed before they asked, and there is one query at a time.
    """

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[int]] = []
        self._asked: list[asyncio.Future[int]] = []
        self._reading: asyncio.Task[None] | None = None

    def current(self) -> asyncio.Future[int]:
        """The version, to be awaited. Fails as a query does."""
        asked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(asked)
        if self._reading is None:
            self._begin()
        return asked

    def _begin(self) -> None:
        # Without the context of who asks first: the transaction that they may be in is not for the others.
        self._reading = asyncio.get_running_loop().create_task(self._read(), context=Context())
        self._reading.add_done_callback(self._end)

    async def _read(self) -> None:
        """One connection for all queries until nobody waits: getting it costs as much as the query."""
        async with connection() as one:
            while self._waiting:
                self._asked, self._waiting = self._waiting, []
                version: int = await one.fetchval(_VERSION)
                for each in self._asked:
                    if not each.done():  # who went away meanwhile has cancelled it
                        each.set_result(version)

    def _end(self, reading: asyncio.Task[None]) -> None:
        self._reading = None
        error = asyncio.CancelledError() if reading.cancelled() else reading.exception()
        if error is not None:
            left, self._waiting = [*self._asked, *self._waiting], []
            for each in left:
                if not each.done():
                    each.set_exception(error)
        if self._waiting:  # they came while the connection was given back
            self._begin()


async def fold_changes() -> None:
    """Makes one number of those that were written, when there are many; the version stays what it is."""
    await execute(_FOLD, _FEW)
