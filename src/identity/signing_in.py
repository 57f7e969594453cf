"""Signing in: the password, then the second factor of who has one, then a browser that is signed in."""

from dataclasses import dataclass
from typing import Final

from database.transaction import fetch_row
from identity.accounts import AccountRow, sign_in
from identity.errors import SignInExpired, WrongPassword
from identity.sealing import seal, unseal
from identity.second_factor import check_code, has_second_factor
from identity.sessions import open_session
from identity.throttling import count_password, forget_password

CODE_SECONDS: Final = 10 * 60
_PASSED = "password passed"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`key` goes into the cookie of the browser."""

    key: str


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The first factor was right. `passed` proves that for ten minutes, and travels through the form for the code."""

    passed: str


async def sign_in_with_password(
    *, email: str, password: str, address: str, former_key: str | None
) -> SignedIn | CodeWanted:
    """:param address: the IP address that it comes from.
    :param former_key: what the browser had before; it ends, so that nobody can plant a key.
    :raises TooManyAttempts: too many failures for this account or from this address.
    :raises WrongPassword: which of the two is wrong stays unsaid.
    """
    await count_password(email, address)
    account = await sign_in(email=email, password=password)
    if account is None:
        raise WrongPassword(field="password")
    await forget_password(email, address)
    return await after_first_factor(account, former_key=former_key)


async def after_first_factor(account: AccountRow, *, former_key: str | None) -> SignedIn | CodeWanted:
    """The password, or the directory of the library, says that it is them."""
    if await has_second_factor(account.id):
        return CodeWanted(seal(_PASSED, str(account.id)))
    return SignedIn(await open_session(account.id, instead_of=former_key))


async def sign_in_with_code(*, passed: str, code: str, former_key: str | None) -> SignedIn:
    """:raises SignInExpired: the first factor was too long ago, or the account is closed.
    :raises TooManyAttempts: too many wrong codes.
    :raises WrongCode: it is not of now, or used.
    """
    opened = unseal(_PASSED, passed, seconds=CODE_SECONDS)
    account = await fetch_row("SELECT id FROM account WHERE id = $1 AND active", int(opened)) if opened else None
    if account is None:
        raise SignInExpired
    await check_code(account["id"], code)
    return SignedIn(await open_session(account["id"], instead_of=former_key))
