"""Whose code was scanned at the door, and whether they are in the right place."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from database.transaction import fetch_row
from events.attending import mark_attendance
from events.check_in_tokens import registration_of
from events.vocabulary import Presence, RegistrationState
from web.i18n import Translator
from web.signed_links import BrokenLink

_HOLDER: Final = """
SELECT registration.name, registration.state, registration.party_size AS people,
    attendance.presence = 'present' AS is_present
FROM session JOIN registration ON registration.session = session.id OR registration.edition = session.edition
LEFT JOIN attendance ON attendance.registration = registration.id AND attendance.session = session.id
WHERE session.id = $1 AND registration.id = $2
"""
_COMING: Final = frozenset(
    {
        RegistrationState.CONFIRMED,
        RegistrationState.ATTENDED,
        RegistrationState.NO_SHOW,
        RegistrationState.FINISHED,
    }
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What to say, and whom to tick when they are in."""

    text: str
    registration: UUID | None = None


async def scan(session: UUID, token: str, *, account: int, words: Translator) -> Scanned:
    """Marks who holds the code as present, when they come to this session.

    :param account: who of the staff scans.
    :raises UnknownSession: there is none.
    """
    try:
        registration = registration_of(token)
    except BrokenLink:
        return Scanned(words.gettext("This is not a code of ours."))
    holder = await fetch_row(_HOLDER, session, registration)
    if holder is None:
        return Scanned(words.gettext("This code is for another activity."))
    name: str = holder["name"]
    state = RegistrationState(holder["state"])
    if state not in _COMING:
        is_off = state is RegistrationState.CANCELLED
        text = "%(name)s has given the place back." if is_off else "%(name)s is on the waiting list."
        return Scanned(words.gettext(text, name=name))
    if holder["is_present"]:
        return Scanned(words.gettext("%(name)s was in already.", name=name), registration)
    await mark_attendance(session, {registration: Presence.PRESENT}, account=account)
    people: int = holder["people"]
    text = "%(name)s is here, with %(num)s people in all." if people > 1 else "%(name)s is here."
    return Scanned(words.gettext(text, name=name, num=people), registration)
