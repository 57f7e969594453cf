"""The feeds that all web processes share, in a table of PostgreSQL; it may be emptied at any time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from database.transaction import execute, fetch_row
from web.codings import Coding
from web.prepared import Header

MOST_BYTES: Final = 256_000_000
MOST_FEEDS: Final = 20_000
KEPT_FOR: Final = timedelta(days=7)
# What the sweep leaves, so that there is room for new ones until it comes again.
_LEFT: Final = 0.75

_FIND: Final = """
SELECT valid_until, etag, modified_at, CASE WHEN etag IS DISTINCT FROM $4 THEN body END AS body, gzip, brotli
FROM kept_feed WHERE key = $1 AND version = $2 AND renderer = $3 AND valid_until > now()
"""
_CONFIRM: Final = """
UPDATE kept_feed SET version = $2, renderer = $3, valid_until = $4, asked_at = now() WHERE key = $1 AND etag = $5
RETURNING modified_at, gzip, brotli
"""
# HTTP dates have whole seconds, and a body that differs needs another one, also within the second.
_KEEP: Final = """
INSERT INTO kept_feed (key, version, renderer, valid_until, etag, modified_at, body, size)
SELECT $1::text, $2::bigint, $3::varchar, $4::timestamptz, $5::varchar,
    date_trunc('second', clock_timestamp()), $6, octet_length($6::bytea)
WHERE EXISTS (SELECT FROM kept_feed WHERE key = $1)
    OR (SELECT coalesce(sum(size), 0) < $7 AND count(*) < $8 FROM kept_feed)
ON CONFLICT (key) DO UPDATE SET version = excluded.version, renderer = excluded.renderer,
    valid_until = excluded.valid_until, etag = excluded.etag, body = excluded.body, gzip = NULL, brotli = NULL,
    size = excluded.size, asked_at = now(),
    modified_at = greatest(excluded.modified_at, kept_feed.modified_at + interval '1 second')
RETURNING modified_at, gzip, brotli
"""
_ADD: Final[Mapping[Coding, str]] = {
    coding: f"UPDATE kept_feed SET {column} = $3, size = size + octet_length($3::bytea) WHERE key = $1 AND etag = $2"  # noqa: S608
    f" AND {column} IS NULL"
    for coding, column in ((Coding.GZIP, "gzip"), (Coding.BROTLI, "brotli"))
}
_PURGE_OLD: Final = "DELETE FROM kept_feed WHERE asked_at < now() - $1::interval"
_PURGE_MANY: Final = """
DELETE FROM kept_feed WHERE key IN (
    SELECT key FROM (
        SELECT key, sum(size) OVER latest AS bytes, row_number() OVER latest AS feeds
        FROM kept_feed WINDOW latest AS (ORDER BY asked_at DESC, key)
    ) AS counted WHERE bytes > $1 OR feeds > $2
)
"""


@dataclass(slots=True)
class Kept:
    """A feed as it is at a version of the content, until `valid_until` (aware) at most.

    `digest` is of `body`, and `coded` the same in other codings; `headers` are those of its answers, once written.
    `modified_at` (aware, whole seconds, at times a little ahead of the clock) is None for a feed that is not shared.
    """

    version: int
    valid_until: datetime
    digest: str
    modified_at: datetime | None
    body: bytes
    coded: dict[Coding, bytes] = field(default_factory=dict)
    headers: dict[Coding, tuple[Header, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + sum(map(len, self.coded.values()))


async def find(key: str, version: int, renderer: str, known: Kept | None) -> Kept | None:
    """What another process made of it; the body is not read again when it is that of `known`."""
    row = await fetch_row(_FIND, key, version, renderer, known.digest if known else None)
    if row is None:
        return None
    body = row["body"] if known is None or row["body"] is not None else known.body
    return Kept(version, row["valid_until"], row["etag"], row["modified_at"], body, _coded(row))


async def keep(key: str, renderer: str, made: Kept) -> None:
    """Gives it to the other processes, and takes from them when it changed last; nothing when there is no room."""
    values = (key, made.version, renderer, made.valid_until, made.digest)
    row = await fetch_row(_CONFIRM, *values)
    if row is None:
        row = await fetch_row(_KEEP, *values, made.body, MOST_BYTES, MOST_FEEDS)
    if row is not None:
        made.modified_at = row["modified_at"]
        made.coded.update(_coded(row))


async def add_coding(key: str, digest: str, coding: Coding, body: bytes) -> None:
    """Gives the others the feed with that digest in a coding that this process made."""
    await execute(_ADD[coding], key, digest, body)


async def purge_feeds() -> None:
    """Forgets what nobody asks for any more, and the longest not asked for when there is too much."""
    await execute(_PURGE_OLD, KEPT_FOR)
    await execute(_PURGE_MANY, int(MOST_BYTES * _LEFT), int(MOST_FEEDS * _LEFT))


def _coded(row: Mapping[str, Any]) -> dict[Coding, bytes]:
    found = {Coding.GZIP: row["gzip"], Coding.BROTLI: row["brotli"]}
    return {coding: body for coding, body in found.items() if body is not None}
