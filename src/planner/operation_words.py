"""What somebody has just done, as the line above its undo button says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch_row
from web.dates import day_in_words, time_in_words
from web.i18n import Translator

_OPERATION: Final = """
SELECT operation.id, operation.action, operation.details,
    undone.id IS NOT NULL AS is_undone, operation.undoes IS NOT NULL AS is_undo
FROM operation LEFT JOIN operation AS undone ON undone.undoes = operation.id
WHERE operation.id = $1 AND operation.account = $2
"""
_SENTENCES: Final[Mapping[str, str]] = {
    "session.move": "Moved to %(when)s.",
    "session.change": "Changed.",
    "session.cancel": "Called off.",
    "session.create": "Planned for %(when)s.",
    "series.create": "Planned, from %(when)s.",
    "staffing.assign": "%(person)s leads this.",
    "staffing.unassign": "%(person)s no longer leads this.",
    "season.copy": "The season is copied.",
    "undo": "That is undone.",
}
_OTHERWISE: Final = "Done."
_MORE: Final = ("%(num)d meeting has changed.", "%(num)d meetings have changed.")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done; `undo_href` is empty for what cannot be undone (any more)."""

    sentence: str
    undo_href: str


async def what_was_done(operation: UUID | None, account_id: int, words: Translator) -> Done | None:
    """None for an operation of somebody else, or none at all."""
    record = await fetch_row(_OPERATION, operation, account_id) if operation else None
    if record is None:
        return None
    can_undo = not record["is_undone"] and not record["is_undo"]
    return Done(
        sentence=sentence_of(record["action"], record["details"], words),
        undo_href=f"/planner/operations/{record['id']}/undo" if can_undo else "",
    )


def sentence_of(action: str, details: Mapping[str, Any], words: Translator) -> str:
    """:param details: may have `when` (ISO, wall-clock time), `person`, and `count` of meetings."""
    moment = datetime.fromisoformat(details["when"]) if details.get("when") else None
    when = (
        f"{day_in_words(moment.date(), words.locale)}, {time_in_words(moment.time(), words.locale)}" if moment else ""
    )
    said = words.gettext(_SENTENCES.get(action, _OTHERWISE), when=when, person=details.get("person", ""))
    count = details.get("count", 1)
    return f"{said} {words.ngettext(*_MORE, count)}" if count > 1 else said
