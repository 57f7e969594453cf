"""One after the other, in order of arrival, for each session or edition within this process.

PostgreSQL lets them queue for its row too, but whoever comes when the row is just free goes first, and everybody who
waits there holds a connection: a rush for one session would keep all pages waiting.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakValueDictionary

from database.transaction import in_transaction

_locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


@asynccontextmanager
async def turn(target: UUID) -> AsyncIterator[None]:
    """Within a transaction there is no waiting: it can hold the row that somebody before it in the line waits for."""
    if in_transaction():
        yield
        return
    lock = _locks.setdefault(target, asyncio.Lock())
    async with lock:
        yield
