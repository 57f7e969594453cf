"""Writes the mails of one batch, and what many of them have in common only once.

Five hundred people who hear that a meeting is cancelled get the same mail but for their name, their links and, in the
invitation, who they are. From the second of them on, the mail is written for nobody, with marks where those stand, and
the marks are replaced for each. The bytes are those that the writer makes alone, which a test holds for any names.
"""

from dataclasses import dataclass, replace
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
    MessageKind.FORWARDED,
    MessageKind.OWN_PAGE,
    MessageKind.FAREWELL,
    MessageKind.DIGEST,
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final = UUID(int=0)


@dataclass(slots=True)
class _Group:
    """Messages that say the same. `blank` is made for the second one; None while there is one, or when it cannot be."""

    occasion: Occasion
    blank: Blank | None = None
    is_tried: bool = False


class Merge:
    """For the messages of one batch, at one moment."""

    def __init__(self, writer: Writer, background: Background, now: datetime) -> None:
        self._writer = writer
        self._background = background
        self._now = now
        self._groups: dict[object, _Group] = {}

    async def write(self, message: Claimed) -> Mail | Pointless:
        """Return the mail, or why it must not go (any more). Raises ValueError for what cannot be written as a mail."""
        signup = self._background.signups.get(message.registration) if message.registration else None
        if signup is None or message.kind not in _ALIKE:
            return await self._writer.write(message, self._background, self._now)
        reason = pointless(message, signup, self._now)
        if reason:
            return Pointless(reason)
        key = _key(message, signup)
        group = self._groups.get(key)
        if group is None:
            occasion = await self._writer.occasion(message, signup, self._background, self._now)
            self._groups[key] = group = _Group(occasion)
            return Pointless(NOT_NEWS) if not_news(occasion, self._background) else self._writer.mail(occasion)
        return self._alike(group, message, signup)

    def _alike(self, group: _Group, message: Claimed, signup: Signup) -> Mail | Pointless:
        occasion = replace(group.occasion, message=message, signup=signup)
        if not_news(occasion, self._background):
            return Pointless(NOT_NEWS)
        if not group.is_tried:
            group.is_tried = True
            group.blank = blank_of(occasion, self._writer)
        blank = group.blank
        if blank is None or not clean_line(signup.name):
            return self._writer.mail(occasion)
        body = blank.body(occasion, self._writer.organizer(signup))
        return self._writer.addressed(body, occasion, blank.subject, blank.told)


def _key(message: Claimed, signup: Signup) -> object:
    """What makes two messages say the same, but for whom they are to.

    When somebody signed up only counts for the stamp of an invitation, and there only as far as it came after the last
    change of a meeting.
    """
    changed_at = max(signup.changed_at, min((each.modified_at for each in signup.meetings), default=_EPOCH))
    everybody = replace(signup, id=_NOBODY, first_registration=_NOBODY, name="", email="", changed_at=changed_at)
    return message.kind, message.session, message.revision, message.payload.as_json(), everybody
