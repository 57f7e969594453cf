"""Forgets people when their time is over, and what they need for an activity as soon as that has been."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_value, transaction
from events.forgetting import anonymise
from events.last_meetings import ENDED_AT, FROM_REGISTRATION

BATCH: Final = 1000
# The job runs every night; a night without it is no news yet.
_GRACE: Final = timedelta(days=2)

# Whoever signed up since cannot have been for the last time before: that keeps the search small.
_PAST = f"""
{FROM_REGISTRATION}
WHERE registration.anonymised_at IS NULL AND registration.created_at < $1::timestamptz - make_interval(months => $2)
    AND {ENDED_AT} < $1 - make_interval(months => $2)
"""
# From the day after the last meeting, on the clock of the place.
_NEEDLESS = f"""
{FROM_REGISTRATION}
WHERE (registration.access_needs <> '' OR EXISTS (SELECT FROM answer WHERE answer.registration = registration.id))
    AND ({ENDED_AT} AT TIME ZONE location.timezone)::date < ($1::timestamptz AT TIME ZONE location.timezone)::date
"""
_FIND_PAST = f"SELECT registration.id {_PAST} ORDER BY registration.queue_number LIMIT {BATCH}"
_FIND_NEEDLESS = f"SELECT registration.id {_NEEDLESS} LIMIT {BATCH}"
_COUNT_PAST = f"SELECT count(*) {_PAST}"
_COUNT_NEEDLESS = f"SELECT count(*) {_NEEDLESS}"


async def anonymise_past(
    *,
    months: int,
    now: datetime | None = None,
    also: Callable[[list[UUID]], Awaitable[None]] | None = None,
) -> int:
    """Takes the person out of all registrations of which the last meeting was so many months ago; returns how many.

    :param now: aware; the present unless given.
    :param also: what else is kept about these registrations goes in the same transaction.
    """
    now, forgotten = now or datetime.now(UTC), 0
    while ids := [row["id"] for row in await fetch(_FIND_PAST, now, months)]:
        async with transaction():
            await anonymise(ids, now=now)
            if also is not None:
                await also(ids)
        forgotten += len(ids)
    return forgotten


async def forget_needs(now: datetime | None = None) -> int:
    """Empties what people need to take part and what they answered, once it has been; returns how many people's.

    :param now: aware; the present unless given.
    """
    now, forgotten = now or datetime.now(UTC), 0
    while ids := [row["id"] for row in await fetch(_FIND_NEEDLESS, now)]:
        async with transaction():
            await execute("UPDATE registration SET access_needs = '' WHERE id = ANY($1::uuid[])", ids)
            await execute("DELETE FROM answer WHERE registration = ANY($1::uuid[])", ids)
        forgotten += len(ids)
    return forgotten


async def overdue(*, months: int, now: datetime | None = None) -> list[str]:
    """One sentence for each kind of data that should have been forgotten, for an operator; none when all is well.

    :param now: aware; the present unless given.
    """
    late = (now or datetime.now(UTC)) - _GRACE
    counts = {
        "{} registrations name people after their time: does a worker run?": await fetch_value(
            _COUNT_PAST, late, months
        ),
        "{} registrations still say what people need or answered, after the last meeting": await fetch_value(
            _COUNT_NEEDLESS, late
        ),
    }
    return [sentence.format(count) for sentence, count in counts.items() if count]
