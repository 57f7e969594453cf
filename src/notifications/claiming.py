"""Takes due messages for delivery and records how it went. Every step is one statement, so workers never wait."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from database.transaction import execute, fetch
from notifications.payload import Payload
from notifications.vocabulary import MessageKind, MessageState

LEASE = timedelta(minutes=2)
MOST_UNCONFIRMED = 2

# A change waits for what was said to the same person before it: nobody reads "it moved" before "you are in".
_CLAIM = """
UPDATE message SET state = 'sending', claimed_until = clock_timestamp() + $2::interval, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM message AS due
    WHERE due.due_at <= now() AND (due.state = 'pending' OR (due.state = 'sending' AND due.claimed_until < now()))
    AND NOT (due.kind IN ('update', 'cancellation', 'session_cancelled', 'offer_expired', 'changed', 'finished')
      AND EXISTS (
        SELECT FROM message AS earlier
        WHERE earlier.registration = due.registration AND earlier.state IN ('pending', 'sending')
        AND earlier.created_at < due.created_at))
    ORDER BY due.due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, recipient, subject, revision, registration, session, payload, attempts, unconfirmed, created_at
"""
_TOLD = """
SELECT message.registration, told.key::uuid AS session, max(told.value::int) AS sequence
FROM message CROSS JOIN LATERAL jsonb_each_text(message.payload -> 'told') AS told
WHERE message.registration = ANY($1::uuid[]) AND message.state = 'sent' AND message.payload ? 'told'
GROUP BY message.registration, told.key
"""
_TOLD_CANCELLED = """
SELECT registration, session FROM message
WHERE registration = ANY($1::uuid[]) AND session IS NOT NULL AND kind = 'session_cancelled' AND state = 'sent'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that this worker has to itself until its lease ends."""

    id: UUID
    kind: MessageKind
    recipient: str
    subject: str
    revision: int
    registration: UUID | None
    """None in mails to staff."""
    session: UUID | None
    payload: Payload
    attempts: int
    unconfirmed: int
    created_at: datetime


async def claim(limit: int) -> list[Claimed]:
    """Take at most `limit` due messages, also those whose worker died: its lease ended."""
    rows = await fetch(_CLAIM, limit, LEASE)
    return [
        Claimed(
            **{name: row[name] for name in row.keys() if name not in {"kind", "payload"}},  # noqa: SIM118  a Record is no dict
            kind=MessageKind(row["kind"]),
            payload=Payload.model_validate_json(row["payload"]),
        )
        for row in rows
    ]


async def known_sequences(registrations: list[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Return the newest SEQUENCE that each person was told of: (registration, session) -> SEQUENCE."""
    rows = await fetch(_TOLD, registrations)
    return {(row["registration"], row["session"]): row["sequence"] for row in rows}


async def told_cancelled(registrations: list[UUID]) -> set[tuple[UUID, UUID]]:
    """Return who got a mail that a session was cancelled: (registration, session)."""
    return {(row["registration"], row["session"]) for row in await fetch(_TOLD_CANCELLED, registrations)}


async def mark_handed_over(message: UUID) -> None:
    """Record, before sending, that from now on nobody knows whether it was sent, until a mark says so."""
    await execute("UPDATE message SET unconfirmed = unconfirmed + 1 WHERE id = $1", message)


async def mark_sent(message: UUID, told: dict[UUID, int]) -> None:
    """The message is delivered; `told`: session -> the SEQUENCE that the reader knows of now."""
    sequences = {str(session): sequence for session, sequence in told.items()}
    await execute(
        """
        UPDATE message SET state = 'sent', sent_at = clock_timestamp(), claimed_until = NULL, unconfirmed = 0,
          last_error = NULL, payload = CASE WHEN $2 = '{}' THEN payload
            ELSE payload || jsonb_build_object('told', coalesce(payload -> 'told', '{}') || $2::jsonb) END
        WHERE id = $1
        """,
        message,
        json.dumps(sequences),
    )


async def mark_pending(message: UUID, *, pause: timedelta, error: str, unconfirmed: int) -> None:
    """The message goes again after the pause; `unconfirmed` counts the deliveries that may have arrived."""
    await execute(
        """
        UPDATE message SET state = 'pending', due_at = clock_timestamp() + $2::interval, claimed_until = NULL,
          last_error = $3, unconfirmed = $4
        WHERE id = $1
        """,
        message,
        pause,
        error,
        unconfirmed,
    )


async def mark_ended(message: UUID, state: MessageState, reason: str) -> None:
    """The message will not be sent (any more): FAILED, or DROPPED because it had become pointless."""
    await execute(
        "UPDATE message SET state = $2, claimed_until = NULL, last_error = $3 WHERE id = $1", message, state, reason
    )
