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
SENTENCES: Final[Mapping[str, str]] = {
    "session.move": "Moved to %(when)s.",
    "session.change": "Changed.",
    "series.move": "Moved, from %(when)s on.",
    "series.change": "The series is changed.",
    "series.cancel": "The series is called off.",
    "session.cancel": "Called off.",
    "session.create": "Planned for %(when)s.",
    "series.create": "Planned, from %(when)s.",
    "edition.create": "Ready to be planned.",
    "edition.change": "The number of places is changed.",
    "activity.create": "The activity is made. Nobody sees it until you publish it.",
    "activity.change": "The activity is changed.",
    "activity.publish": "Everybody can see it now.",
    "activity.withdraw": "Nobody sees it any more.",
    "staffing.create": "%(person)s can lead meetings now.",
    "staffing.change": "What we know of %(person)s is changed.",
    "staffing.hours": "The hours of %(person)s are changed.",
    "staffing.absence": "The days away of %(person)s are changed.",
    "staffing.retire": "%(person)s is asked no longer.",
    "staffing.reinstate": "%(person)s is asked again.",
    "staffing.needs": "How many people lead this is changed.",
    "place.create": "%(place)s is there now.",
    "place.change": "%(place)s is changed.",
    "place.hours": "The opening hours of %(place)s are changed.",
    "place.room": "The rooms of %(place)s are changed.",
    "place.retire": "%(place)s is used no longer.",
    "place.reopen": "%(place)s is used again.",
    "calendar.switch": "The calendar %(calendar)s is switched.",
    "import.calendar": "The calendar %(calendar)s is read.",
    "import.programme": "The programme is imported.",
    "import.packages": "The online courses are taken over.",
    "catalogue.add": "The catalogue %(name)s is added.",
    "catalogue.read": "The catalogue %(name)s is read soon.",
    "catalogue.remove": "The catalogue %(name)s is read no longer.",
    "closures.replan": "What was planned on closed days is taken out.",
    "account.invite": "The invitation is sent.",
    "mail.resend": "Mails are sent again.",
    "mail.address": "The address is corrected.",
    "account.invite_again": "The invitation is sent again.",
    "account.change": "Changed.",
    "account.close": "The account is closed.",
    "account.open": "The account is open again.",
    "account.password": "The password is changed.",
    "account.second_factor_on": "Codes of your phone are on.",
    "account.second_factor_off": "Codes of your phone are off.",
    "account.second_factor_reset": "The codes are off.",
    "template.create": "The building block is made. Nobody sees it until you publish it.",
    "staffing.assign": "%(person)s leads this.",
    "staffing.unassign": "%(person)s no longer leads this.",
    "season.copy": "The season is copied.",
    "template.adopt": "Adopted and planned.",
    "template.publish": "Version published.",
    "template.change": "The building block is changed.",
    "template.withdraw": "The building block is offered no longer.",
    "template.take_over": "That is taken over.",
    "link.create": "Linked.",
    "link.change": "The link is changed.",
    "link.hide": "It is not shown here any more.",
    "link.remove": "That is taken off.",
    "suggestion.dismiss": "It is not suggested here again.",
    "licence.create": "The licence is written down.",
    "licence.change": "The licence is changed.",
    "licence.end": "The licence has ended.",
    "licence.policy": "That is kept.",
    "provider.reporting": "That is kept.",
    "package.create": "The online course is in the catalogue.",
    "package.change": "The online course is changed.",
    "package.part": "The part is added.",
    "package.cover": "The picture is changed.",
    "provider.change": "What we know of %(name)s is changed.",
    "procurement.nominate": "Nominated. The committee sees it.",
    "procurement.withdraw": "The nomination is taken back.",
    "procurement.approve": "Approved.",
    "procurement.procure": "Procured, and the licences are there.",
    "procurement.offer": "It is available now.",
    "procurement.renew": "Procured again, and the licences are there.",
    "procurement.reopen": "It is back with the nominations.",
    "procurement.end": "It has ended.",
    "undo": "That is undone.",
}
_NAMES: Final = ("person", "place", "calendar", "name")
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
    """:param details: may have `when` (ISO, wall-clock time), and `person`, `place` or `calendar` by name.
    :param sessions: how many of them changed.
    """
    moment = datetime.fromisoformat(details["when"]) if details.get("when") else None
    when = (
        f"{day_in_words(moment.date(), words.locale)}, {time_in_words(moment.time(), words.locale)}" if moment else ""
    )
    names = {name: details.get(name, "") for name in _NAMES}
    said = words.gettext(SENTENCES.get(action, _OTHERWISE), when=when, **names)
    return f"{said} {words.ngettext(*_MORE, sessions)}" if sessions > 1 else said
