"""What staff reads about mails that did not arrive; keys of the catalogue."""

from collections.abc import Mapping
from typing import Final

from notifications.dead_letters import Cause
from notifications.vocabulary import MessageKind

CAUSES: Final[Mapping[Cause, str]] = {
    Cause.ADDRESS: "The address does not exist",
    Cause.REFUSED: "The mail was refused",
    Cause.LATER: "The mailbox is full or busy",
    Cause.UNREACHABLE: "Our mail server does not answer",
    Cause.UNCERTAIN: "Nobody knows whether it arrived",
    Cause.UNWRITABLE: "The mail could not be made",
}
REMEDIES: Final[Mapping[Cause, str]] = {
    Cause.ADDRESS: "Call them, or correct the address. Nothing more is sent there until you do.",
    Cause.REFUSED: "Their mail server takes no mail from us. Call them, and tell who looks after your mail.",
    Cause.LATER: "We try again by ourselves, for five days.",
    Cause.UNREACHABLE: "We try again by ourselves. Does it last? Tell who looks after your mail.",
    Cause.UNCERTAIN: "The connection broke while we sent it. Sent again, it can come twice.",
    Cause.UNWRITABLE: "Something in it is wrong on our side. Tell who looks after Leeragenda.",
}
KINDS: Final[Mapping[MessageKind, str]] = {
    MessageKind.CONFIRMATION: "You have a place",
    MessageKind.WAITING: "You are on the waiting list",
    MessageKind.PROMOTION: "There is a place for you",
    MessageKind.UPDATE: "Something has changed",
    MessageKind.CANCELLATION: "You are not signed up any more",
    MessageKind.SESSION_CANCELLED: "This meeting is cancelled",
    MessageKind.REMINDER: "Reminder",
    MessageKind.SOON: "Reminder",
    MessageKind.PREPARE: "What to do before",
    MessageKind.DIGEST: "All meetings of a week",
    MessageKind.FOLLOW_UP: "Mail after a meeting",
    MessageKind.OFFER: "There is a place for you",
    MessageKind.OFFER_EXPIRED: "The place went to somebody else",
    MessageKind.CHANGED: "Your registration has changed",
    MessageKind.FINISHED: "You have had all your meetings",
    MessageKind.RECONFIRM: "Are you still coming?",
    MessageKind.MINIMUM: "Too few people",
    MessageKind.DEAD_LINKS: "Dead addresses",
    MessageKind.LICENCES_ENDING: "Licences that end too soon",
    MessageKind.ANSWER: "Answer to a mail",
    MessageKind.FORWARDED: "A mail that was passed on",
    MessageKind.ACCOUNT_LINK: "Link for staff",
    MessageKind.OWN_PAGE: "Link to all places",
    MessageKind.FAREWELL: "Last mail",
    MessageKind.TEST: "A test",
}
