"""Feeds that are made once for each version of the content, and never answered from before the last change."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from agenda import feed_store
from agenda.content_version import VersionReader
from agenda.feed_store import Kept
from agenda.feeds import BuiltFeed
from agenda.renderer import renderer
from web.codings import Coding, encoded
from web.conditional import digest_of
from web.prepared import Header

MOST_BYTES: Final = 32_000_000
MOST_FEEDS: Final = 1_000

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A feed by its key, and how it is made.

    `shared` with the other processes, unless nobody else will ask for it. Not `kept` at all when it shows what the
    version of the content says nothing of. `headers` are what its answers have beside those of all feeds.
    """

    key: str
    build: Callable[[], Awaitable[BuiltFeed]]
    shared: bool = True
    kept: bool = True
    headers: tuple[Header, ...] = ()


class KeptFeeds:
    """Those of one process: at most `most_bytes`, the longest not asked for go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._versions = VersionReader()
        self._making: dict[tuple[object, ...], asyncio.Task[Any]] = {}

    async def get(self, wanted: Wanted) -> Kept:
        """The feed as it is now. Raises what making it raises."""
        if not wanted.kept:
            built = await wanted.build()
            return Kept(0, built.valid_until, digest_of(built.body), None, built.body)
        version = await self._versions.current()
        kept = self._kept.get(wanted.key)
        if kept is not None and kept.version == version and kept.valid_until > datetime.now(UTC):
            self._kept.move_to_end(wanted.key)
            return kept
        return await self._once((wanted.key, version), lambda: self._find_or_make(wanted, version, kept))

    async def in_coding(self, wanted: Wanted, kept: Kept, coding: Coding) -> bytes:
        """The feed's body in that coding, made when it is first asked for."""
        if coding is Coding.IDENTITY:
            return kept.body
        if not wanted.kept:
            return await encoded(kept.body, coding)
        if coding not in kept.coded:
            what = (wanted.key, kept.digest, coding)
            kept.coded[coding] = await self._once(what, lambda: self._encode(wanted, kept, coding))
            self._shrink()
        return kept.coded[coding]

    async def _find_or_make(self, wanted: Wanted, version: int, known: Kept | None) -> Kept:
        kept = await feed_store.find(wanted.key, version, renderer(), known) if wanted.shared else None
        if kept is None:
            built = await wanted.build()
            kept = Kept(version, built.valid_until, digest_of(built.body), None, built.body)
            if known is not None and known.digest == kept.digest:
                kept.coded = known.coded
            if wanted.shared:
                await feed_store.keep(wanted.key, renderer(), kept)
        self._remember(wanted.key, kept)
        return kept

    async def _encode(self, wanted: Wanted, kept: Kept, coding: Coding) -> bytes:
        body = await encoded(kept.body, coding)
        if wanted.shared:
            await feed_store.add_coding(wanted.key, kept.digest, coding, body)
        return body

    def _remember(self, key: str, kept: Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        self._shrink()

    def _shrink(self) -> None:
        total = sum(kept.size for kept in self._kept.values())
        while total > self._most_bytes or len(self._kept) > MOST_FEEDS:
            total -= self._kept.popitem(last=False)[1].size

    async def _once(self, what: tuple[object, ...], make: Callable[[], Coroutine[Any, Any, _Made]]) -> _Made:
        """Makes it for all who want it at the same time; who goes away leaves the others their answer."""
        task = self._making.get(what)
        if task is None:
            # In a context of its own, as `agenda.content_version` says.
            task = self._making[what] = asyncio.get_running_loop().create_task(make(), context=Context())
            task.add_done_callback(lambda _: self._making.pop(what))
        made: _Made = await asyncio.shield(task)
        return made
