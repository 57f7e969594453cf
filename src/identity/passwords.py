"""Hashes and checks passwords with argon2id (RFC 9106), in a thread: each takes tens of milliseconds."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from identity.errors import PasswordTooLong, PasswordTooShort

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200

hasher = PasswordHasher()


async def hash_password(password: str) -> str:
    """:raises PasswordTooShort, PasswordTooLong: it is not between 12 and 200 characters."""
    if len(password) < LEAST_CHARACTERS:
        raise PasswordTooShort(field="password", least=LEAST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        raise PasswordTooLong(field="password", most=MOST_CHARACTERS)
    return await asyncio.to_thread(hasher.hash, password)


async def is_password(hashed: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes as long: nobody learns who has an account."""
    if len(password) > MOST_CHARACTERS:
        return False
    fits = await asyncio.to_thread(_verify, hashed or _hash_of_nobody(), password)
    return fits and hashed is not None


def needs_rehash(hashed: str) -> bool:
    """Whether it was made with other parameters than those of now."""
    return hasher.check_needs_rehash(hashed)


def _verify(hashed: str, password: str) -> bool:
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return hasher.hash("nobody has this password")
