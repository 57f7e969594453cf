"""Signed-in browsers. The key is 32 random bytes in a cookie; the database knows its SHA-256 only."""

import secrets
from datetime import timedelta
from typing import Final
from uuid import uuid4

from database.transaction import execute, fetch, transaction
from identity.actors import Actor, actor_of_rows
from identity.tokens import hash_token

KEY_BYTES: Final = 32
IDLE: Final = timedelta(hours=8)
"""A working day without asking anything ends it."""
LONGEST: Final = timedelta(days=7)
# Written at most once in this while, so that looking at pages writes little.
_NOTICED: Final = timedelta(minutes=1)

_OPEN = """
INSERT INTO staff_session (id, account, key_hash, expires_at, last_seen_at)
VALUES ($1, $2, $3, now() + $4::interval, now())
"""
_ACTOR = """
SELECT account.id, account.email, account.name, role_assignment.role, role_assignment.organisation,
    staff_session.id AS session, staff_session.last_seen_at < now() - $3::interval AS unnoticed
FROM staff_session JOIN account ON account.id = staff_session.account
LEFT JOIN role_assignment ON role_assignment.account = account.id
WHERE staff_session.key_hash = $1 AND staff_session.expires_at > now()
    AND staff_session.last_seen_at > now() - $2::interval AND account.active
"""


async def open_session(account_id: int, *, instead_of: str | None = None) -> str:
    """A new key for a browser, of 43 url-safe characters. The one that it had before ends."""
    key = secrets.token_urlsafe(KEY_BYTES)
    async with transaction():
        if instead_of:
            await close_session(instead_of)
        await execute(_OPEN, uuid4(), account_id, hash_token(key), LONGEST)
    return key


async def actor_of_session(key: str) -> Actor | None:
    """Whose browser this is; None when the key is unknown or has ended, or the account is closed."""
    records = await fetch(_ACTOR, hash_token(key), IDLE, _NOTICED)
    if not records:
        return None
    session = records[0]["session"]
    if records[0]["unnoticed"]:
        await execute("UPDATE staff_session SET last_seen_at = now() WHERE id = $1", session)
    return actor_of_rows(records, session_id=str(session))


async def close_session(key: str) -> None:
    """Signs this browser out; of an unknown key there is nothing to close."""
    await execute("DELETE FROM staff_session WHERE key_hash = $1", hash_token(key))


async def close_sessions(account_id: int) -> None:
    """Signs out everywhere. Whatever changes what an account may do or how it signs in does this."""
    await execute("DELETE FROM staff_session WHERE account = $1", account_id)


async def purge_sessions() -> None:
    """Forgets browsers whose time is up."""
    await execute("DELETE FROM staff_session WHERE expires_at < now() OR last_seen_at < now() - $1::interval", IDLE)
