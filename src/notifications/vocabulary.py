"""The kinds and states of messages."""

from enum import StrEnum


class MessageKind(StrEnum):
    CONFIRMATION = "confirmation"
    WAITING = "waiting"
    PROMOTION = "promotion"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    SESSION_CANCELLED = "session_cancelled"
    REMINDER = "reminder"
    SOON = "soon"
    PREPARE = "prepare"
    DIGEST = "digest"
    FOLLOW_UP = "follow_up"
    OFFER = "offer"
    OFFER_EXPIRED = "offer_expired"
    CHANGED = "changed"
    FINISHED = "finished"
    RECONFIRM = "reconfirm"
    MINIMUM = "minimum"
    DEAD_LINKS = "dead_links"
    LICENCES_ENDING = "licences_ending"
    ANSWER = "answer"
    FORWARDED = "forwarded"
    ACCOUNT_LINK = "account_link"
    OWN_PAGE = "own_page"
    FAREWELL = "farewell"
    TEST = "test"


class MessageState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class MailingList(StrEnum):
    """What somebody can have no more of with one click: mail that is no part of what they signed up for."""

    AFTERWARDS = "afterwards"
    DIGEST = "digest"


class Outcome(StrEnum):
    """What came of a mail to us."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    COUNTERED = "countered"
    FORWARDED = "forwarded"
    BOUNCED = "bounced"
    IGNORED = "ignored"
    REFUSED = "refused"
