"""A person's own calendar address: made, looked up and withdrawn. Only the SHA-256 of its token is kept."""

import hashlib
import secrets
from typing import Any, Final

from database.transaction import execute, fetch, fetch_value, transaction

TOKEN_BYTES: Final = 32

_WITHDRAW = """
UPDATE calendar_subscription SET revoked_at = now() WHERE lower(email) = lower($1) AND revoked_at IS NULL
"""
_ADD = "INSERT INTO calendar_subscription (id, email, token_hash) VALUES (gen_random_uuid(), $1, $2)"
_OWNER = "SELECT email FROM calendar_subscription WHERE token_hash = $1 AND revoked_at IS NULL"
_HAS = """
SELECT EXISTS (SELECT FROM calendar_subscription WHERE lower(email) = lower($1) AND revoked_at IS NULL)
"""
_FORGET_UNUSED = """
DELETE FROM calendar_subscription
WHERE NOT EXISTS (SELECT FROM registration WHERE lower(registration.email) = lower(calendar_subscription.email))
"""


async def new_subscription(email: str) -> str:
    """The token of the one address that works from now on: 43 url-safe characters, which nobody can show again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    async with transaction():
        await revoke_subscriptions(email)
        await execute(_ADD, email, _hashed(token))
    return token


async def revoke_subscriptions(email: str) -> None:
    await execute(_WITHDRAW, email)


async def has_subscription(email: str) -> bool:
    return bool(await fetch_value(_HAS, email))


async def subscriptions_of(email: str) -> list[dict[str, Any]]:
    """When addresses were made and withdrawn: `created_at` and `revoked_at`, aware."""
    sql = "SELECT created_at, revoked_at FROM calendar_subscription WHERE lower(email) = lower($1) ORDER BY created_at"
    return [dict(row) for row in await fetch(sql, email)]


async def forget_subscriptions(email: str) -> None:
    await execute("DELETE FROM calendar_subscription WHERE lower(email) = lower($1)", email)


async def forget_unused_subscriptions() -> None:
    """Those of people who have no registration any more, so that nothing would be in their calendar."""
    await execute(_FORGET_UNUSED)


async def email_of(token: str) -> str | None:
    """Whose calendar it is; None for a token that we did not make or that was withdrawn."""
    email: str | None = await fetch_value(_OWNER, _hashed(token))
    return email


def _hashed(token: str) -> str:
    # Without salt or stretching: nobody guesses 32 random bytes.
    return hashlib.sha256(token.encode()).hexdigest()
