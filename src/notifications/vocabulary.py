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
    FOLLOW_UP = "follow_up"
    ACCOUNT_LINK = "account_link"


class MessageState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
