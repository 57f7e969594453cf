"""Bearer tokens of the API (RFC 6750): 32 random bytes, shown once and kept as their SHA-256 only."""

import hashlib
import secrets

from database.transaction import execute, fetch, fetch_value
from identity.accounts import account_by_email
from identity.actors import Actor, actor_of_rows

TOKEN_BYTES = 32

_GRANTS = """
SELECT account.id, account.email, account.name, role_assignment.role, role_assignment.organisation
FROM api_token JOIN account ON account.id = api_token.account
LEFT JOIN role_assignment ON role_assignment.account = account.id
WHERE api_token.token_hash = $1 AND api_token.revoked_at IS NULL AND account.active
"""


async def create_token(*, email: str) -> str:
    """A new token of 43 url-safe characters; it cannot be shown again.

    :raises UnknownAccount: there is none.
    """
    account = await account_by_email(email)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    sql = "INSERT INTO api_token (account, token_hash) VALUES ($1, $2) RETURNING id"
    await fetch_value(sql, account.id, hash_token(token))
    return token


async def actor_of_token(token: str) -> Actor | None:
    """Who has this token; None when it is unknown or revoked, or the account is closed."""
    return actor_of_rows(await fetch(_GRANTS, hash_token(token)))


async def revoke_token(*, token: str) -> None:
    """From now on nobody has it; revoking what is unknown or revoked changes nothing."""
    sql = "UPDATE api_token SET revoked_at = now() WHERE token_hash = $1 AND revoked_at IS NULL"
    await execute(sql, hash_token(token))


def hash_token(token: str) -> str:
    # Without salt or stretching: 256 random bits cannot be guessed, and the hash must be found by an index.
    return hashlib.sha256(token.encode()).hexdigest()
