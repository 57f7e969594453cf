"""Which mails belong to a list that people can leave: unsubscribing.py keeps who did."""

from collections.abc import Mapping
from typing import Final

from notifications.vocabulary import MailingList, MessageKind

LISTS: Final[Mapping[MessageKind, MailingList]] = {
    MessageKind.FOLLOW_UP: MailingList.AFTERWARDS,
    MessageKind.DIGEST: MailingList.DIGEST,
}
"""The kinds of mail that are no part of what somebody signed up for."""
