"""Records what people do online, and counts how often packages are used without anybody's name.

All of it can be said twice and counts once: a package that is opened again was opened.
"""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from content_links.learning.deeds import Deeds
from content_links.learning.learners import Reader, learner_of, reader_of
from content_links.learning.opening_links import OpenLink
from content_links.learning.reading import deeds_of
from content_links.licensing.days import local_today
from content_links.vocabulary import ProgressSource
from database.transaction import execute, fetch_value, transaction

_WRITE: Final = """
INSERT INTO progress (learner, package, unit, registration, organisation, opened_at, completed_at, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT ON CONSTRAINT progress_once DO UPDATE SET
    opened_at = coalesce(progress.opened_at, excluded.opened_at),
    source = CASE WHEN progress.completed_at IS NULL OR excluded.source IN ('provider', 'staff') THEN excluded.source
        ELSE progress.source END,
    completed_at = coalesce(progress.completed_at, excluded.completed_at)
RETURNING id
"""
# Only what somebody said themselves is theirs to take back.
_TAKE_BACK: Final = """
UPDATE progress SET completed_at = NULL, source = 'link'
WHERE (learner = $1 OR registration = $2) AND package = $3 AND unit IS NOT DISTINCT FROM $4 AND source = 'learner'
"""
_COUNT: Final = """
INSERT INTO package_use (package, organisation, day, opened, completed)
VALUES ($1, $2, $3, greatest($4::int, 0), greatest($5::int, 0))
ON CONFLICT ON CONSTRAINT package_use_once DO UPDATE SET
    opened = package_use.opened + $4, completed = greatest(package_use.completed + $5, 0)
"""
_EXISTS: Final = "SELECT EXISTS (SELECT FROM package WHERE id = $1)"


async def record_opened(link: OpenLink, *, now: datetime | None = None) -> int | None:
    """Return the id of what is known of it; None when the package was deleted.

    Raises UnknownRegistration when it was deleted, or is nobody's any more.

    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    return await _record(link, now, opened_at=now)


async def record_done(
    link: OpenLink, *, source: ProgressSource = ProgressSource.LEARNER, now: datetime | None = None
) -> None:
    """Raises as `record_opened` does.

    :param source: who says so.
    :param now: aware; the present unless given.
    """
    now = now or datetime.now(UTC)
    await _record(link, now, completed_at=now, source=source)


async def take_back_done(link: OpenLink) -> None:
    """Undoes what the learner said; what a provider or staff said stays. Raises as `record_opened` does."""
    async with transaction():
        reader = await reader_of(link.registration)
        learner = await learner_of(reader, link)
        before = await _deeds(link)
        await execute(_TAKE_BACK, learner, link.registration, link.package, link.unit)
        after = await _deeds(link)
        was_done = before.done_at(link.package)
        if was_done and not after.is_done(link.package):
            await _count(link, reader, local_today(was_done), completed=-1)


async def _record(
    link: OpenLink,
    now: datetime,
    *,
    opened_at: datetime | None = None,
    completed_at: datetime | None = None,
    source: ProgressSource = ProgressSource.LINK,
) -> int | None:
    async with transaction():
        reader = await reader_of(link.registration)
        if not await fetch_value(_EXISTS, link.package):
            return None
        learner: UUID = await learner_of(reader, link)
        before = await _deeds(link)
        of = (link.package, link.unit, link.registration, reader.organisation)
        written: int = await fetch_value(_WRITE, learner, *of, opened_at, completed_at, source)
        after = await _deeds(link)
        opened = after.is_opened(link.package) and not before.is_opened(link.package)
        completed = after.is_done(link.package) and not before.is_done(link.package)
        if opened or completed:
            await _count(link, reader, local_today(now), opened=int(opened), completed=int(completed))
    return written


async def _deeds(link: OpenLink) -> Deeds:
    return (await deeds_of([link.registration], from_mail=link.from_mail))[link.registration]


async def _count(link: OpenLink, reader: Reader, day: date, *, opened: int = 0, completed: int = 0) -> None:
    await execute(_COUNT, link.package, reader.organisation, day, opened, completed)
