"""Writes the mails of one batch, and what many of them have in common only once.

Five hundred people who hear that a meeting is cancelled get the same mail but for their name, their links and, in the
invitation, who they are. Such a mail is written once, for nobody, with marks where those stand, and
the marks are replaced for each. The bytes are those that the writer makes alone, which a test holds for any names.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from calendars.content import clean_line
from notifications.blanks import Blank, blank_of
from notifications.claiming import Claimed
from notifications.occasions import Occasion
from notifications.signups import Signup
from notifications.usefulness import pointless
from notifications.vocabulary import MessageKind
from notifications.writing import NOT_NEWS, Background, Mail, Pointless, Writer, not_news

# Mails to one person about one registration, all of which is in the signup and the message.
_ALIKE: Final = frozenset(MessageKind) - {
    MessageKind.ACCOUNT_LINK,
    MessageKind.MINIMUM,
    MessageKind.DEAD_LINKS,
    MessageKind.LICENCES_ENDING,
    MessageKind.FORWARDED,
    MessageKind.OWN_PAGE,
    MessageKind.FAREWELL,
    MessageKind.DIGEST,
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final = UUID(int=0)


class Merge:
    """For the messages of one batch, at one moment."""

    def __init__(self, writer: Writer, background: Background, now: datetime, messages: Iterable[Claimed]) -> None:
        self._writer = writer
        self._background = background
        self._now = now
        self._keys = {message.id: _key(message, signup) for message in messages if (signup := self._signup(message))}
        self._sizes = Counter(self._keys.values())
        self._groups: dict[object, tuple[Occasion, Blank | None]] = {}

    async def write(self, message: Claimed) -> Mail | Pointless:
        """Return the mail, or why it must not go (any more). Raises ValueError for what cannot be written as a mail."""
        signup, key = self._signup(message), self._keys.get(message.id)
        if signup is None or self._sizes[key] == 1 or not clean_line(signup.name):
            return await self._writer.write(message, self._background, self._now)
        reason = pointless(message, signup, self._now)
        if reason:
            return Pointless(reason)
        if key not in self._groups:
            first = await self._writer.occasion(message, signup, self._background, self._now)
            self._groups[key] = (first, blank_of(first, self._writer))
        first, blank = self._groups[key]
        return self._alike(replace(first, message=message, signup=signup), blank)

    def _alike(self, occasion: Occasion, blank: Blank | None) -> Mail | Pointless:
        if not_news(occasion, self._background):
            return Pointless(NOT_NEWS)
        if blank is None:
            return self._writer.mail(occasion)
        organizer = self._writer.organizer(occasion.signup)
        return self._writer.addressed(blank.body(occasion, organizer), occasion, organizer, blank.subject, blank.told)

    def _signup(self, message: Claimed) -> Signup | None:
        """None for what is not like others."""
        if message.registration is None or message.kind not in _ALIKE:
            return None
        return self._background.signups.get(message.registration)


def _key(message: Claimed, signup: Signup) -> object:
    """What makes two messages say the same, but for whom they are to.

    When somebody signed up only counts for the stamp of an invitation, and there only as far as it came after the last
    change of a meeting.
    """
    changed_at = max(signup.changed_at, min((each.modified_at for each in signup.meetings), default=_EPOCH))
    everybody = replace(signup, id=_NOBODY, first_registration=_NOBODY, name="", email="", changed_at=changed_at)
    return message.kind, message.session, message.revision, message.payload.as_json(), everybody
