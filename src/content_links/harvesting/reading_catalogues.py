"""Reads catalogues when it is their turn: every day, less often while one fails, and soon when half of it is read."""

import asyncio
import time as clock
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from content_links.harvesting.choosing import Choices
from content_links.harvesting.errors import (
    CatalogueAnswersWith,
    CatalogueBusy,
    NeverEnds,
    NothingFound,
    SuddenlyWithout,
    TokenExpired,
)
from content_links.harvesting.files import read_page
from content_links.harvesting.markup import MOST_BYTES as MOST_PAGE_BYTES
from content_links.harvesting.oai_pmh import MOST_BYTES, ListPart, list_address, read_list
from content_links.harvesting.saving import save_packages, withdraw_others, withdraw_packages
from content_links.harvesting.sources import HarvestSourceRow, harvest_source_by_id
from content_links.suggesting.counting_words import count_words
from content_links.vocabulary import HarvestKind
from database.transaction import execute, fetch, transaction
from elsewhere.asking import Answer, Question, ask
from elsewhere.waiting import seconds_to_wait
from refusals import Refusal
from settings import get_settings
from tabular.counting import ImportCount
from web.i18n import DEFAULT_LOCALE, translator

EVERY: Final = timedelta(days=1)
AFTER_FAILURE: Final = timedelta(hours=1)
MOST_BETWEEN: Final = timedelta(days=7)
MOST_SECONDS: Final = 120.0
"""One turn of one catalogue; it goes on a minute later."""
GOES_ON_AFTER: Final = timedelta(minutes=1)
MOST_SECONDS_OF_ALL: Final = 600.0
_LEASE: Final = timedelta(minutes=10)
_ERROR_LENGTH: Final = 500
_OK: Final = 200
_BUSY: Final = frozenset({429, 503})
# Another worker finds that its turn is later.
_CLAIM: Final = """
UPDATE harvest_source SET next_run_at = $1::timestamptz + $2::interval
WHERE id = (
    SELECT id FROM harvest_source WHERE next_run_at <= $1 ORDER BY next_run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
# Nothing comes back when somebody else went on from there.
_GO_ON: Final = """
UPDATE harvest_source SET resumption_token = $3, run_started_at = coalesce(run_started_at, $4)
WHERE id = $1 AND resumption_token IS NOT DISTINCT FROM $2
"""
_START_AGAIN: Final = "UPDATE harvest_source SET resumption_token = NULL, run_started_at = NULL WHERE id = $1"
_WHOLE: Final = """
UPDATE harvest_source SET resumption_token = NULL, changed_since = coalesce(run_started_at, $2), run_started_at = NULL,
    failures = 0, last_error = '', next_run_at = $3
WHERE id = $1
"""
_LATER: Final = """
UPDATE harvest_source SET next_run_at = $2::timestamptz, failures = failures + $3, last_error = $4 WHERE id = $1
"""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestCount:
    """What a turn did. `left_out` counts records that say too little; `is_whole` is whether the end was reached."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    left_out: int = 0
    is_whole: bool = False

    def with_part(self, saved: ImportCount, withdrawn: int, left_out: int) -> "HarvestCount":
        return replace(
            self,
            created=self.created + saved.created,
            changed=self.changed + saved.changed,
            unchanged=self.unchanged + saved.unchanged,
            withdrawn=self.withdrawn + withdrawn,
            left_out=self.left_out + left_out,
        )

    def __str__(self) -> str:
        counts = f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"
        return f"{counts}, {self.withdrawn} withdrawn, {self.left_out} left out"


async def harvest_due(*, now: datetime | None = None) -> int:
    """Reads the catalogues whose turn it is, and returns how many. What goes wrong stands with the catalogue.

    :param now: aware; the present unless given.
    """
    now, read, until = now or datetime.now(UTC), 0, clock.monotonic() + MOST_SECONDS_OF_ALL
    while clock.monotonic() < until and (due := await fetch(_CLAIM, now, _LEASE)):
        await _harvest_quietly(due[0]["id"], now)
        read += 1
    return read


async def harvest(source: int, *, now: datetime | None = None) -> HarvestCount:
    """Reads one catalogue, from where it was, for two minutes at most.

    :raises UnknownHarvestSource: there is no such catalogue.
    :raises Refusal: what went wrong; it stands with the catalogue as well.
    """
    now = now or datetime.now(UTC)
    row = await harvest_source_by_id(source)
    try:
        count = await (_read_list(row, now) if row.kind is HarvestKind.OAI_PMH else _read_page(row))
    except CatalogueBusy as busy:
        await execute(_LATER, source, now + timedelta(seconds=busy.seconds), 0, in_words(busy))
        raise
    except Refusal as refusal:
        wait = min(AFTER_FAILURE * 2 ** min(row.failures, 10), MOST_BETWEEN)
        await execute(_LATER, source, now + wait, 1, in_words(refusal))
        raise
    if count.is_whole:
        await execute(_WHOLE, source, now, now + EVERY)
    else:
        await execute(_LATER, source, now + GOES_ON_AFTER, 0, "")
    if count.created or count.changed:
        await count_words()
    return count


async def _harvest_quietly(source: int, now: datetime) -> None:
    try:
        count = await harvest(source, now=now)
    except Refusal as refusal:
        _log.warning("catalogue_not_read", source=source, reason=type(refusal).__name__)
    else:
        _log.info("catalogue_read", source=source, count=str(count), whole=count.is_whole)


async def _read_list(row: HarvestSourceRow, now: datetime) -> HarvestCount:
    until, token, seen = clock.monotonic() + MOST_SECONDS, row.resumption_token, {row.resumption_token}
    count, started_again = HarvestCount(), False
    while True:
        try:
            part = await _list_part(row, token)
        except TokenExpired:
            if started_again or token is None:
                raise
            await execute(_START_AGAIN, row.id)
            token, seen, started_again = None, {None}, True
            continue
        if part.token in seen - {None}:
            await execute(_START_AGAIN, row.id)
            raise NeverEnds
        took = await _take(row, token, part, count, now)
        if took is None:
            return count
        count, token = took, part.token
        seen.add(token)
        if token is None or clock.monotonic() > until:
            return replace(count, is_whole=token is None)


async def _list_part(row: HarvestSourceRow, token: str | None) -> ListPart:
    url = list_address(
        row.url,
        token=token,
        metadata_prefix=row.metadata_prefix,
        set_spec=row.set_spec,
        since=row.changed_since,
    )
    answer = await _answer(url, MOST_BYTES, "text/xml, application/xml;q=0.9")
    # Beside what else the worker does: a large part takes a second.
    return await asyncio.to_thread(read_list, answer.body)


async def _take(
    row: HarvestSourceRow, token: str | None, part: ListPart, count: HarvestCount, now: datetime
) -> HarvestCount | None:
    """None when another worker has gone on from here."""
    async with transaction():
        if await execute(_GO_ON, row.id, token, part.token, part.answered_at or now) != "UPDATE 1":
            return None
        saved = await save_packages(part.found, _choices(row))
        withdrawn = await withdraw_packages(row.id, part.deleted)
        return count.with_part(saved, withdrawn, part.left_out)


async def _read_page(row: HarvestSourceRow) -> HarvestCount:
    answer = await _answer(row.url, MOST_PAGE_BYTES, "application/ld+json, text/html;q=0.9")
    try:
        found = await asyncio.to_thread(read_page, answer.body)
    except NothingFound as nothing:
        raise (SuddenlyWithout() if row.offered else nothing) from nothing
    async with transaction():
        saved = await save_packages(found, _choices(row).model_copy(update={"url": row.url}))
        withdrawn = await withdraw_others(row.id, [package.identifier for package in found])
        return replace(HarvestCount().with_part(saved, withdrawn, 0), is_whole=True)


async def _answer(url: str, most_bytes: int, accept: str) -> Answer:
    """:raises CatalogueBusy, CatalogueAnswersWith: as they say.
    :raises Refusal: as `ask`.
    """
    settings = get_settings()
    headers = {"Accept": accept, "User-Agent": f"Leeragenda (+{settings.public_url})"}
    private = settings.private_calendars
    answer = await ask(url, Question(headers=headers, most_bytes=most_bytes, private=private))
    if answer.status in _BUSY and (seconds := seconds_to_wait(answer)) is not None:
        raise CatalogueBusy(seconds=seconds)
    if answer.status != _OK:
        raise CatalogueAnswersWith(status=answer.status)
    return answer


def _choices(row: HarvestSourceRow) -> Choices:
    return Choices(owner=row.organisation, source=row.id, provider=row.name)


def in_words(refusal: Refusal) -> str:
    """What went wrong, in the language of the site."""
    return translator(DEFAULT_LOCALE).gettext(refusal.message_id, **refusal.details)[:_ERROR_LENGTH]
