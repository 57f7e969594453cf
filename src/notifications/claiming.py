"""Takes due messages for delivery and records how it went. Every step is one statement, so workers never wait.

The claim is also the mark that a mail may go: it is committed before anything is sent, so a message that a killed
worker left behind is known as one of which nobody knows whether it was sent, and goes again.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from database.transaction import execute, fetch
from notifications.payload import Payload
from notifications.vocabulary import MessageKind, MessageState

LEASE = timedelta(minutes=2)

# A change waits for what was said to the same person before it: nobody reads "it moved" before "you are in". Only what
# is gathered (gathering.py) has not been said yet.
_CLAIM = """
UPDATE message SET state = 'sending', claimed_until = clock_timestamp() + $2::interval, unconfirmed = unconfirmed + 1,
  attempts = attempts + (state = 'pending')::int
WHERE id = ANY(ARRAY(
    SELECT id FROM message AS due
    WHERE due.due_at <= now() AND (due.state = 'pending' OR (due.state = 'sending' AND due.claimed_until < now()))
    AND NOT EXISTS (
        SELECT FROM mail_domain
        WHERE mail_domain.domain = lower(substring(due.recipient FROM '[^@]*$')) AND mail_domain.paused_until > now())
    AND NOT (due.kind IN ('update', 'cancellation', 'session_cancelled', 'offer_expired', 'changed', 'finished')
      AND EXISTS (
        SELECT FROM message AS earlier
        WHERE earlier.registration = due.registration AND earlier.state IN ('pending', 'sending')
        AND earlier.created_at < due.created_at
        AND NOT (earlier.kind = 'update' AND earlier.state = 'pending' AND earlier.due_at > now())))
    ORDER BY due.due_at LIMIT $1 FOR UPDATE OF due SKIP LOCKED))
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
# The commit does not wait for the disk: a machine that loses its power may send the mails of its last second again, and
# in exchange the mark follows the mail so closely that a killed worker hardly ever does.
_SENT = """
WITH hasty AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE message SET state = 'sent', sent_at = clock_timestamp(), claimed_until = NULL, unconfirmed = 0,
  last_error = NULL, payload = CASE WHEN done.told = '{}' THEN payload
    ELSE payload || jsonb_build_object('told', coalesce(payload -> 'told', '{}') || done.told::jsonb) END
FROM hasty, unnest($1::uuid[], $2::text[]) AS done (id, told) WHERE message.id = done.id
"""
_RELEASE = """
UPDATE message SET state = 'pending', due_at = greatest(due_at, clock_timestamp() + $2::interval), claimed_until = NULL,
  attempts = greatest(attempts - 1, 0), unconfirmed = unconfirmed - 1
WHERE id = ANY($1::uuid[]) AND state = 'sending'
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
    """How many deliveries there may have been, of which nobody knows, with the one that begins now."""
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


async def mark_sent(messages: Mapping[UUID, Mapping[UUID, int]]) -> None:
    """These messages are delivered; of each: session -> the SEQUENCE that the reader knows of now."""
    ids = sorted(messages)  # in one order, so that two workers never wait for each other
    told = [json.dumps({str(session): sequence for session, sequence in messages[each].items()}) for each in ids]
    await execute(_SENT, ids, told)


async def release(messages: Collection[UUID], *, pause: timedelta = timedelta()) -> None:
    """Give back what was claimed and not tried; it goes after the pause."""
    await execute(_RELEASE, list(messages), pause)


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
