"""What a change would do, in words, before it is done: it is done, looked at, and rolled back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from database.transaction import fetch, transaction
from history.changes import RowDifference, differences_of
from history.operations import operation
from web.dates import period_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

LISTED: Final = 8
_PEOPLE: Final = """
SELECT count(DISTINCT registration.id)::int AS people FROM registration
WHERE registration.state IN ('confirmed', 'waiting', 'offered') AND (
    registration.session = ANY($1::uuid[])
    OR registration.edition IN (SELECT edition FROM session WHERE id = ANY($1::uuid[]))
)
"""
_ZONES: Final = "SELECT id, timezone FROM location WHERE id = ANY($1::int[])"


@dataclass(frozen=True, slots=True)
class Preview:
    """`lines` are the first meetings in words, `more` how many there are beside them."""

    lines: Sequence[str]
    more: int
    people: int


class _LookedAt(Exception):  # noqa: N818  not an error: leaves a transaction without doing anything
    """Rolls the transaction back."""


async def preview_of(act: Callable[[], Awaitable[object]], request: AnyRequest) -> Preview:
    """Raises what `act` raises."""
    words = translator_of(request)
    try:
        async with transaction():
            async with operation("preview", account=request.user.account_id, organisation=None) as this:
                await act()
            preview = await _look_at([this], words)
            raise _LookedAt
    except _LookedAt:
        return preview


async def _look_at(operations: Sequence[object], words: Translator) -> Preview:
    changed = [each for each in await differences_of(operations) if each.table == "session"]  # type: ignore[arg-type]
    changed.sort(key=lambda each: str((each.after or each.before or {}).get("starts_at")))
    rows = [row for each in changed for row in (each.before, each.after) if row is not None]
    records = await fetch(_ZONES, sorted({row["location"] for row in rows}))
    zones = {record["id"]: ZoneInfo(record["timezone"]) for record in records}
    people = await fetch(_PEOPLE, [each.id for each in changed])
    lines = [_line(each, zones, words) for each in changed[:LISTED]]
    return Preview(lines, len(changed) - len(lines), people[0]["people"])


def _line(difference: RowDifference, zones: dict[int, ZoneInfo], words: Translator) -> str:
    before, after = (_when(row, zones, words) if row else "" for row in (difference.before, difference.after))
    if difference.after is not None and difference.after["state"] == "cancelled":
        return words.gettext("%(when)s is called off", when=after)
    if not before:
        return words.gettext("New: %(when)s", when=after)
    if not after:
        return words.gettext("%(when)s goes away", when=before)
    return f"{before} → {after}" if before != after else after


def _when(row: dict[str, object], zones: dict[int, ZoneInfo], words: Translator) -> str:
    zone = zones[int(str(row["location"]))]
    starts_at, ends_at = (datetime.fromisoformat(str(row[name])).astimezone(zone) for name in ("starts_at", "ends_at"))
    return period_in_words(starts_at, ends_at, words.locale)
