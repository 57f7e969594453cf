"""Slows down who guesses passwords and codes: so many failures a quarter of an hour, for an account and an address.

Kept in PostgreSQL: emptying Redis must not give anybody a new start (docs/decisions/0011-signing-in.md).
"""

import hashlib
from datetime import timedelta
from math import ceil
from typing import Final

from database.transaction import execute, fetch_row
from identity.errors import TooManyAttempts

WINDOW: Final = timedelta(minutes=15)
MOST_FOR_ACCOUNT: Final = 10
MOST_FOR_ADDRESS: Final = 50
MOST_CODES: Final = 10

# Counted before the password is looked at, so that guesses at the same time all count.
_COUNT = """
INSERT INTO sign_in_failure AS failure (key, failures, since) VALUES ($1, 1, now())
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN failure.since < now() - $2::interval THEN 1 ELSE failure.failures + 1 END,
    since = CASE WHEN failure.since < now() - $2::interval THEN now() ELSE failure.since END
RETURNING failures, since + $2::interval - now() AS left
"""


async def count_password(email: str, address: str) -> None:
    """Counts as failed until `forget_password` takes it back.

    :raises TooManyAttempts: too often for this account, or from this IP address.
    """
    await _count(_of_account(email), MOST_FOR_ACCOUNT)
    await _count(_of_address(address), MOST_FOR_ADDRESS)


async def forget_password(email: str, address: str) -> None:
    """It was the right one: the account begins anew, and the address had one failure less."""
    await execute("DELETE FROM sign_in_failure WHERE key = $1", _of_account(email))
    await execute("UPDATE sign_in_failure SET failures = failures - 1 WHERE key = $1", _of_address(address))


async def count_mail(email: str, address: str) -> None:
    """For what sends a mail to an address that somebody types. Raises TooManyAttempts."""
    await _count(f"mail:{_digest(email)}", MOST_FOR_ACCOUNT)
    await _count(_of_address(address), MOST_FOR_ADDRESS)


async def count_code(account_id: int) -> None:
    """:raises TooManyAttempts: too many wrong codes for this account."""
    await _count(f"code:{account_id}", MOST_CODES)


async def forget_codes(account_id: int) -> None:
    await execute("DELETE FROM sign_in_failure WHERE key = $1", f"code:{account_id}")


async def purge_failures() -> None:
    await execute("DELETE FROM sign_in_failure WHERE since < now() - $1::interval", WINDOW)


async def _count(key: str, most: int) -> None:
    record = await fetch_row(_COUNT, key, WINDOW)
    if record is not None and record["failures"] > most:
        raise TooManyAttempts(minutes=max(1, ceil(record["left"].total_seconds() / 60)))


def _of_account(email: str) -> str:
    return f"account:{_digest(email)}"


def _of_address(address: str) -> str:
    return f"address:{address}"[:120]


def _digest(email: str) -> str:
    # What people type can be anything, a password in the wrong field too: it is not kept.
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
