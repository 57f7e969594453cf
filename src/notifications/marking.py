"""Writes down which messages were sent, many at a time.

While one statement runs the next gathers: a mark follows its mail within a few milliseconds, however many go at once.
Who is killed in between sends those mails again, with the same Message-ID: docs/decisions/0024-delivery.md.
"""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from notifications.claiming import mark_sent


class Marks:
    """For one batch of messages, in one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, Mapping[UUID, int]] = {}
        self._writing: asyncio.Task[None] | None = None

    def sent(self, message: UUID, told: Mapping[UUID, int]) -> None:
        """The message is delivered; `told`: session -> the SEQUENCE that the reader knows of now.

        Raises what kept the marks before it from being written: then no more should be sent.
        """
        self._waiting[message] = told
        if self._writing is None or self._writing.done():
            if self._writing is not None:
                self._writing.result()
            self._writing = asyncio.create_task(self._write())

    async def settle(self) -> None:
        """Wait until all is written; raises what kept it from being written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, {}
            await mark_sent(batch)
