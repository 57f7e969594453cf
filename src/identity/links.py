"""Mailed links to choose a password: signed, for a while, and for once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID, uuid4

from database.transaction import execute, fetch_row, fetch_value, transaction
from identity.accounts import set_password
from identity.errors import LinkUsed
from identity.facts import AccountLinkMade
from outbox.recording import record
from web.signed_links import signed_links

PURPOSE: Final = "choose password"


class LinkPurpose(StrEnum):
    INVITE = "invite"
    RESET = "reset"


VALID: Final = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=1)}

_INSERT = "INSERT INTO account_link (id, account, purpose, expires_at) VALUES ($1, $2, $3, now() + $4::interval)"
# One at a time: an older one ends, so that only the newest mail works.
_END_OTHERS = "UPDATE account_link SET used_at = now() WHERE account = $1 AND used_at IS NULL"
_READ = """
SELECT account_link.id, account_link.purpose, account_link.expires_at, account.id AS account_id, account.email,
    account.name
FROM account_link JOIN account ON account.id = account_link.account
WHERE account_link.id = $1 AND account_link.used_at IS NULL AND account_link.expires_at > now() AND account.active
"""
# Who only comes in through the directory of their library gets no second way in.
_MAY_RESET = """
SELECT id FROM account WHERE email = $1 AND active AND NOT (
    password_hash IS NULL AND EXISTS (SELECT FROM external_identity WHERE external_identity.account = account.id))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link that still works."""

    id: UUID
    purpose: LinkPurpose
    expires_at: datetime
    account_id: int
    email: str
    name: str


async def make_link(account_id: int, purpose: LinkPurpose, *, locale: Literal["nl", "en"]) -> UUID:
    """A new link, which is mailed; the earlier ones of this account end."""
    link = uuid4()
    async with transaction():
        await execute(_END_OTHERS, account_id)
        await execute(_INSERT, link, account_id, purpose, VALID[purpose])
        await record(AccountLinkMade(link=link, locale=locale))
    return link


async def ask_for_reset(email: str, *, locale: Literal["nl", "en"]) -> None:
    """Mails a link when there is an account for it; whether there is one stays unsaid."""
    account = await fetch_row(_MAY_RESET, email.strip().lower())
    if account is not None:
        await make_link(account["id"], LinkPurpose.RESET, locale=locale)


def token_of(link: UUID) -> str:
    """What stands in its address; nobody else can make it."""
    return signed_links().make(PURPOSE, link)


async def link_by_id(link: UUID) -> LinkRow | None:
    """None when it has been used, or its time is up."""
    row = await fetch_row(_READ, link)
    return None if row is None else LinkRow(**{**row, "purpose": LinkPurpose(row["purpose"])})


async def newest_link(account_id: int) -> UUID | None:
    """The link of this account that still works, if there is one."""
    sql = "SELECT id FROM account_link WHERE account = $1 AND used_at IS NULL AND expires_at > now()"
    link: UUID | None = await fetch_value(sql, account_id)
    return link


async def read_link(token: str) -> LinkRow:
    """:raises BrokenLink: we did not make it.
    :raises LinkUsed: it has been used, or its time is up.
    """
    link = await link_by_id(signed_links().read(PURPOSE, token))
    if link is None:
        raise LinkUsed
    return link


async def choose_password(token: str, password: str) -> LinkRow:
    """Uses the link, and signs the browsers of the account out.

    :raises BrokenLink, LinkUsed: see `read_link`.
    :raises PasswordTooShort, PasswordTooLong: the link goes on working.
    """
    async with transaction():
        link = await read_link(token)
        # Guarded: of two at the same time one wins.
        used = await fetch_row(
            "UPDATE account_link SET used_at = now() WHERE id = $1 AND used_at IS NULL RETURNING id", link.id
        )
        if used is None:
            raise LinkUsed
        await set_password(email=link.email, password=password)
    return link
