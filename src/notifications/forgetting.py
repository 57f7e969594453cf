"""Deletes the messages that name somebody, and shows that person which there are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_value
from notifications.answer_mails import forget_forwarded, forget_old_forwarded
from notifications.own_page_mails import VALID
from notifications.undeliverable import clear, forget_unused_bounces
from notifications.unsubscribing import forget_subscriber, forget_unused_unsubscriptions
from notifications.vocabulary import MessageKind

# Links that work no longer are of no use to anybody, and name an address.
KEEP_LINKS: Final = VALID + timedelta(days=1)
STAFF: Final = (
    MessageKind.ACCOUNT_LINK,
    MessageKind.MINIMUM,
    MessageKind.DEAD_LINKS,
    MessageKind.LICENCES_ENDING,
    MessageKind.FORWARDED,
    MessageKind.TEST,
)
"""The kinds of mails to people at work, which are no part of what is kept about attendees."""

_FORGET = """
DELETE FROM message
WHERE registration = ANY($1::uuid[]) OR (lower(recipient) = lower($2) AND NOT kind = ANY($3::text[]))
"""
_OF_PERSON = """
SELECT kind, recipient, registration, created_at, sent_at, state FROM message
WHERE registration = ANY($1::uuid[]) OR (lower(recipient) = lower($2) AND NOT kind = ANY($3::text[]))
ORDER BY created_at
"""
_MARKS = """
SELECT 'came back: ' || status AS kind, last_at AS at FROM undeliverable_address WHERE email = lower($1)
UNION ALL SELECT 'ended: ' || mailing_list, at FROM unsubscription WHERE email = lower($1) ORDER BY at
"""
_FORGET_LINKS = "DELETE FROM message WHERE kind = 'own_page' AND created_at < $1::timestamptz - $2::interval"
_OVERDUE = """
SELECT count(*) FROM message LEFT JOIN registration ON registration.id = message.registration
WHERE registration.anonymised_at IS NOT NULL
"""


async def forget_messages(registrations: Sequence[UUID], email: str | None = None) -> None:
    """Deletes what was written, or was still to be written, about these registrations and to this address."""
    await execute(_FORGET, list(registrations), email, list(STAFF))
    await forget_forwarded(list(registrations))


async def forget_address(email: str) -> None:
    """Deletes that mail to this address came back, and which lists it wanted no more of."""
    await clear(email)
    await forget_subscriber(email)


async def forget_unused_addresses() -> None:
    """The same for the addresses that no registration has any more."""
    await forget_unused_bounces()
    await forget_unused_unsubscriptions()


async def marks_of(email: str) -> list[dict[str, Any]]:
    """What is known of mail to this address beside the mails: that it came back, and which lists were ended."""
    return [dict(row) for row in await fetch(_MARKS, email)]


async def forget_message(message: UUID) -> None:
    await execute("DELETE FROM message WHERE id = $1", message)


async def forget_links(now: datetime) -> None:
    """Deletes the mails with links to somebody's page that work no longer, and what people wrote to us and the library
    has had. `now` is aware."""
    await execute(_FORGET_LINKS, now, KEEP_LINKS)
    await forget_old_forwarded(now)


async def messages_of(registrations: Sequence[UUID], email: str | None = None) -> list[dict[str, Any]]:
    """Which mails there were about these registrations and to this address, in order of time."""
    return [dict(row) for row in await fetch(_OF_PERSON, list(registrations), email, list(STAFF))]


async def overdue() -> list[str]:
    """One sentence when there are mails to people who were forgotten, for an operator."""
    count = await fetch_value(_OVERDUE)
    return [f"{count} messages name people who were forgotten"] if count else []
