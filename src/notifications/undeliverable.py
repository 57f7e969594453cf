"""Which addresses mail came back from (RFC 3464), so that nothing more is sent where nobody reads it.

Addresses are compared without regard to case: no mail server in use tells them apart.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_value

# What bounced for good stays so when a later mail is only delayed.
_NOTE: Final = """
INSERT INTO undeliverable_address (email, permanent, status) VALUES (lower($1), $2, $3)
ON CONFLICT (email) DO UPDATE SET permanent = undeliverable_address.permanent OR excluded.permanent,
    status = CASE WHEN undeliverable_address.permanent AND NOT excluded.permanent THEN undeliverable_address.status
        ELSE excluded.status END,
    bounces = undeliverable_address.bounces + 1, last_at = clock_timestamp()
"""
# Who signed up after the last mail came back says that the address is right; only a new bounce says otherwise.
_STOPPED: Final = """
SELECT message.id FROM message
JOIN registration ON registration.id = message.registration
JOIN undeliverable_address AS bounced ON bounced.email = lower(message.recipient)
WHERE message.id = ANY($1::uuid[]) AND bounced.permanent AND registration.created_at <= bounced.last_at
"""
# An address that nobody is registered with any more is no business of ours.
_FORGET_UNUSED: Final = """
DELETE FROM undeliverable_address
WHERE NOT EXISTS (SELECT FROM registration WHERE lower(registration.email) = undeliverable_address.email)
"""


async def note_bounce(email: str, *, status: str, permanent: bool) -> None:
    """Mail to this address came back. `status` is the code of RFC 3463, such as "5.1.1"; "" when there is none.

    After a `permanent` one nothing is sent there until `clear`; any other is only remembered.
    """
    await execute(_NOTE, email, permanent, status[:12])


async def is_undeliverable(email: str) -> bool:
    """Whether mail to this address came back for good."""
    return await status_of(email) is not None


async def stopped_among(messages: Collection[UUID]) -> set[UUID]:
    """Those of the messages about a registration that go to an address which mail came back from for good.

    What somebody asks for themselves at that moment, such as a link to sign in, is tried all the same.
    """
    return {row["id"] for row in await fetch(_STOPPED, list(messages))}


async def status_of(email: str) -> str | None:
    """The code that mail to this address came back with for good; None when it did not."""
    status: str | None = await fetch_value(
        "SELECT status FROM undeliverable_address WHERE permanent AND email = lower($1)", email
    )
    return status


async def clear(email: str) -> None:
    """Somebody says that the address is right: mail goes there again. Also for who wants to be forgotten."""
    await execute("DELETE FROM undeliverable_address WHERE email = lower($1)", email)


async def forget_unused_bounces() -> None:
    """Deletes the addresses that no registration has any more."""
    await execute(_FORGET_UNUSED)
