"""Who has done what to one session, the newest first."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from database.transaction import fetch
from planner.operation_words import sentence_of
from web.dates import short_day_in_words, time_in_words
from web.i18n import Translator

LISTED: Final = 20
_CHANGES: Final = """
SELECT operation.action, operation.details, operation.at, coalesce(nullif(account.name, ''), account.email) AS who
FROM row_change JOIN operation ON operation.id = row_change.operation
LEFT JOIN account ON account.id = operation.account
WHERE row_change.table_name = 'session' AND row_change.row_id = $1
ORDER BY operation.at DESC, operation.id LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Change:
    """`who` is empty when it was not a person."""

    when: str
    who: str
    sentence: str


async def changes_of(session: UUID, timezone: str, words: Translator) -> list[Change]:
    """:param timezone: of the place, in whose time it is said."""
    records = await fetch(_CHANGES, str(session), LISTED)
    return [_change(record, ZoneInfo(timezone), words) for record in records]


def _change(record: Any, zone: ZoneInfo, words: Translator) -> Change:
    at = record["at"].astimezone(zone)
    when = f"{short_day_in_words(at.date(), words.locale)}, {time_in_words(at.time(), words.locale)}"
    return Change(when, record["who"] or "", sentence_of(record["action"], record["details"], words))
