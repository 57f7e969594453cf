"""Looks every week whether the addresses of packages and their parts still answer, as a polite visitor.

A site is asked one thing at a time, by HEAD and only when that fails by GET, and not what its robots.txt closes. An
address that fails is asked again after one day, and then after two more; failing a third time it is dead.
"""

import asyncio
import time as clock
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog

from content_links.harvesting.errors import RobotsNotWelcome
from database.transaction import execute, fetch
from elsewhere.asking import Question, ask
from elsewhere.robots import Robots, robots_of
from refusals import Refusal
from settings import get_settings

EVERY: Final = timedelta(days=7)
DEAD_AFTER: Final = 3
AGAIN_AFTER: Final[Mapping[int, timedelta]] = {1: timedelta(days=1), 2: timedelta(days=2)}
"""By how many times it failed; with these DEAD_AFTER failures are three days apart at least."""
SITES_AT_ONCE: Final = 8
MOST_SECONDS: Final = 240.0
_LEASE: Final = timedelta(minutes=30)
_BATCH: Final = 400
_MOST_REDIRECTS: Final = 5
_FAILED: Final = 400
# Behind a login, or not for programs: somebody is there.
_AT_HOME: Final = frozenset({401, 402, 403, 407, 429, 451})
# Names that are reserved for examples (RFC 2606) answer nobody, and are in the demo.
_FOLLOW: Final = """
INSERT INTO link_check (url, status, reason, failures, checked_at, next_at, told_at)
SELECT url, NULL, '', 0, NULL, $1, NULL FROM (
    SELECT url FROM package WHERE state <> 'ended' AND withdrawn_at IS NULL
    UNION SELECT unit.url FROM unit JOIN package ON package.id = unit.package
        WHERE state <> 'ended' AND withdrawn_at IS NULL
) AS wanted WHERE url !~* '^https?://([^/?#]*\\.)?(example|invalid|test)(:[0-9]+)?([/?#]|$)'
ON CONFLICT DO NOTHING
"""
_FORGET: Final = """
DELETE FROM link_check WHERE NOT EXISTS (SELECT FROM package WHERE package.url = link_check.url)
    AND NOT EXISTS (SELECT FROM unit WHERE unit.url = link_check.url)
"""
_CLAIM: Final = """
UPDATE link_check SET next_at = $1::timestamptz + $2::interval
WHERE id IN (SELECT id FROM link_check WHERE next_at <= $1 ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, url, failures
"""
_NOTE: Final = """
UPDATE link_check SET status = $2, reason = $3, failures = $4::int, checked_at = $5, next_at = $6,
    told_at = CASE WHEN $4::int = 0 THEN NULL ELSE told_at END
WHERE id = $1
"""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    url: str
    failures: int


@dataclass(frozen=True, slots=True)
class Seen:
    """:ivar status: of HTTP; None when there was no answer.
    :ivar reason: the message of a refusal, as a key of the catalogues; empty when the status says it.
    """

    status: int | None = None
    reason: str = ""
    is_failure: bool = False


async def check_links(*, now: datetime | None = None) -> int:
    """Asks the addresses whose turn it is, for a few minutes at most, and returns how many.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    await execute(_FORGET)
    await execute(_FOLLOW, now)
    sites: dict[str, list[_Due]] = defaultdict(list)
    for row in await fetch(_CLAIM, now, _LEASE, _BATCH):
        parts = urlsplit(row["url"])
        sites[f"{parts.scheme}://{parts.netloc}".lower()].append(_Due(**row))
    turns, until = asyncio.Semaphore(SITES_AT_ONCE), clock.monotonic() + MOST_SECONDS
    asked = sum(await asyncio.gather(*(_check_site(due, turns, until, now) for due in sites.values())))
    if asked:
        _log.info("links_checked", asked=asked)
    return asked


async def _check_site(links: list[_Due], turns: asyncio.Semaphore, until: float, now: datetime) -> int:
    """How many were asked. What there was no time for is asked when its lease is over."""
    async with turns:
        try:
            robots = await robots_of(links[0].url, private=get_settings().private_calendars)
        except Refusal as refusal:
            for due in links:
                await _note(due, _no_answer(refusal), now)
            return len(links)
        for number, due in enumerate(links):
            if clock.monotonic() > until:
                return number
            if number:
                await asyncio.sleep(robots.pause)
            await _note(due, await _seen(due.url, robots), now)
    return len(links)


async def _seen(url: str, robots: Robots) -> Seen:
    try:
        return await _look(url, robots)
    except Refusal as refusal:
        return _no_answer(refusal)


def _no_answer(refusal: Refusal) -> Seen:
    return Seen(reason=refusal.message_id, is_failure=True)


async def _look(url: str, robots: Robots) -> Seen:
    """:raises Refusal: there is no answer, as `ask`."""
    if not robots.allows(url):
        return Seen(reason=RobotsNotWelcome().message_id)
    status = await _status(url, "HEAD")
    if status >= _FAILED and status not in _AT_HOME:
        status = await _status(url, "GET")
    return Seen(status=status, is_failure=status >= _FAILED and status not in _AT_HOME)


async def _status(url: str, method: str) -> int:
    settings = get_settings()
    headers = {"User-Agent": f"Leeragenda (+{settings.public_url})"}
    question = Question(method, headers, private=settings.private_calendars, most_redirects=_MOST_REDIRECTS)
    return (await ask(url, question)).status


async def _note(due: _Due, seen: Seen, now: datetime) -> None:
    failures = due.failures + 1 if seen.is_failure else 0
    next_at = now + AGAIN_AFTER.get(failures, EVERY)
    await execute(_NOTE, due.id, seen.status, seen.reason, min(failures, 1_000), now, next_at)
