"""One after the other, in order of arrival, for each session or edition within this process.

PostgreSQL lets them queue for its row too, but whoever comes when the row is just free goes first, and everybody who
waits there holds a connection: a rush for one session would keep all pages waiting.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakValueDictionary

from database.transaction import in_transaction

GoOn = Callable[[], Awaitable[None]]
"""Waits until who is before you has written; then the next can read."""


@dataclass(weakref_slot=True, slots=True, eq=False)
class _Line:
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)


_lines: WeakValueDictionary[UUID, _Line] = WeakValueDictionary()


@asynccontextmanager
async def turn(target: UUID) -> AsyncIterator[GoOn]:
    """A turn to read, and after `GoOn` to write, while the next reads already. Nobody passes.

    Within a transaction there is no waiting: it can hold the row that somebody before it in the line waits for.
    """
    if in_transaction():
        yield at_once
        return
    line = _lines.setdefault(target, _Line())
    held = line.reading
    await held.acquire()

    async def go_on() -> None:
        nonlocal held
        await line.writing.acquire()
        held.release()
        held = line.writing

    try:
        yield go_on
    finally:
        held.release()


async def at_once() -> None:
    """The GoOn of who need not wait."""
