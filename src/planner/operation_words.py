"""What somebody has just done, as the line above its undo button says it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch_row
from events.series.undoing import NEVER_UNDONE
from web.dates import day_in_words, time_in_words
from web.i18n import Translator

_OPERATION: Final = """
SELECT operation.id, operation.action, operation.details,
    undone.id IS NOT NULL AS is_undone, operation.undoes IS NOT NULL AS is_undo,
    (SELECT count(DISTINCT row_change.row_id) FROM row_change
        WHERE row_change.operation = operation.id AND row_change.table_name = 'session')::int AS sessions
FROM operation LEFT JOIN operation AS undone ON undone.undoes = operation.id
WHERE operation.id = $1 AND operation.account = $2
"""
_SENTENCES: Final[Mapping[str, str]] = {
    "session.move": "Moved to %(when)s.",
    "session.change": "Changed.",
    "series.move": "Moved, from %(when)s on.",
    "series.change": "The series is changed.",
    "series.cancel": "The series is called off.",
    "session.cancel": "Called off.",
    "session.create": "Planned for %(when)s.",
    "series.create": "Planned, from %(when)s.",
    "staffing.assign": "%(person)s leads this.",
    "staffing.unassign": "%(person)s no longer leads this.",
    "season.copy": "The season is copied.",
    "template.adopt": "Adopted and planned.",
    "template.publish": "Version published.",
    "template.change": "The building block is changed.",
    "template.withdraw": "The building block is offered no longer.",
    "template.take_over": "That is taken over.",
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
    is_final = record["action"].startswith(NEVER_UNDONE)
    can_undo = not record["is_undone"] and not record["is_undo"] and not is_final
    return Done(
        sentence=sentence_of(record["action"], json.loads(record["details"]), words, sessions=record["sessions"]),
        undo_href=f"/planner/operations/{record['id']}/undo" if can_undo else "",
    )


def sentence_of(action: str, details: Mapping[str, Any], words: Translator, *, sessions: int = 1) -> str:
    """:param details: may have `when` (ISO, wall-clock time) and `person`.
    :param sessions: how many of them changed.
    """
    moment = datetime.fromisoformat(details["when"]) if details.get("when") else None
    when = (
        f"{day_in_words(moment.date(), words.locale)}, {time_in_words(moment.time(), words.locale)}" if moment else ""
    )
    said = words.gettext(_SENTENCES.get(action, _OTHERWISE), when=when, person=details.get("person", ""))
    return f"{said} {words.ngettext(*_MORE, sessions)}" if sessions > 1 else said
