"""Who has done what to one session, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from history.changes import PastChange, changes_of_row
from planner.operation_words import sentence_of
from web.dates import short_day_in_words, time_in_words
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class Change:
    """`who` is empty when it was not a person."""

    when: str
    who: str
    sentence: str


async def changes_of(session: UUID, timezone: str, words: Translator) -> list[Change]:
    """:param timezone: of the place, in whose time it is said."""
    return [_change(past, ZoneInfo(timezone), words) for past in await changes_of_row("session", session)]


def _change(past: PastChange, zone: ZoneInfo, words: Translator) -> Change:
    at = past.at.astimezone(zone)
    when = f"{short_day_in_words(at.date(), words.locale)}, {time_in_words(at.time(), words.locale)}"
    became = datetime.fromisoformat(past.after["starts_at"]).astimezone(zone) if past.after else None
    details = {"when": became.replace(tzinfo=None).isoformat()} if became else {}
    return Change(when, past.account or "", sentence_of(past.action, details, words))
