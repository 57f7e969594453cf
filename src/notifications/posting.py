"""Puts messages in line for delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from database.transaction import execute_many
from notifications.payload import Payload
from notifications.subjects import about
from notifications.vocabulary import MessageKind

# Not now(): messages made in one transaction have an order too.
_INSERT = """
INSERT INTO message (kind, recipient, subject, revision, registration, session, payload, due_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8, clock_timestamp()), clock_timestamp())
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    kind: MessageKind
    recipient: str
    registration: UUID
    session: UUID | None = None
    revision: int = 0
    payload: Payload = field(default_factory=Payload)
    due_at: datetime | None = None
    """Aware; None for at once."""


async def post(messages: Sequence[NewMessage]) -> None:
    """Store the messages; what is there already (kind, recipient, subject, revision) stays as it is."""
    if messages:
        await execute_many(_INSERT, [_row(message) for message in messages])


def _row(message: NewMessage) -> tuple[object, ...]:
    return (
        message.kind,
        message.recipient,
        about(message.registration, message.session),
        message.revision,
        message.registration,
        message.session,
        message.payload.as_json(),
        message.due_at,
    )
