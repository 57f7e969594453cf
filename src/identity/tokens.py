"""Bearer tokens of the API (RFC 6750): 32 random bytes, shown once and kept as their SHA-256 only."""

import hashlib
import secrets
from dataclasses import dataclass

from database.transaction import execute, fetch, fetch_value
from identity.accounts import account_by_email
from identity.roles import Role

TOKEN_BYTES = 32

_GRANTS = """
SELECT account.id, account.email, role_assignment.role, role_assignment.organisation
FROM api_token JOIN account ON account.id = api_token.account
LEFT JOIN role_assignment ON role_assignment.account = account.id
WHERE api_token.token_hash = $1 AND api_token.revoked_at IS NULL AND account.active
"""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on an organisation (id), which holds for everything below it in the tree."""

    role: Role
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the staff who asks for something."""

    account_id: int
    email: str
    grants: tuple[Grant, ...]


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
    records = await fetch(_GRANTS, hash_token(token))
    if not records:
        return None
    grants = tuple(Grant(Role(each["role"]), each["organisation"]) for each in records if each["role"] is not None)
    return Actor(records[0]["id"], records[0]["email"], grants)


async def revoke_token(*, token: str) -> None:
    """From now on nobody has it; revoking what is unknown or revoked changes nothing."""
    sql = "UPDATE api_token SET revoked_at = now() WHERE token_hash = $1 AND revoked_at IS NULL"
    await execute(sql, hash_token(token))


def hash_token(token: str) -> str:
    # Without salt or stretching: 256 random bits cannot be guessed, and the hash must be found by an index.
    return hashlib.sha256(token.encode()).hexdigest()
