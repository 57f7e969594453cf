"""Who wants no more mail of a list. Mail about what somebody signed up for is no list: it always comes.

Addresses are compared without regard to case.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_row, fetch_value
from notifications.links import UNSUBSCRIBE
from notifications.vocabulary import MailingList, MessageKind
from web.signed_links import signed_links

LISTS: Final[Mapping[MessageKind, MailingList]] = {
    MessageKind.FOLLOW_UP: MailingList.AFTERWARDS,
    MessageKind.DIGEST: MailingList.DIGEST,
}
"""The kinds of mail that are no part of what somebody signed up for."""

# What somebody who has been forgotten wanted is forgotten too.
_FORGET_UNUSED: Final = """
DELETE FROM unsubscription
WHERE NOT EXISTS (SELECT FROM registration WHERE lower(registration.email) = unsubscription.email)
"""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whom a mail of a list went to."""

    email: str
    mailing_list: MailingList
    locale: str


async def wants(email: str, mailing_list: MailingList) -> bool:
    """Whether this address still gets the mails of the list, as everybody does who did not end it."""
    return not await fetch_value(
        "SELECT EXISTS (SELECT FROM unsubscription WHERE email = lower($1) AND mailing_list = $2)", email, mailing_list
    )


async def unwanted(emails: Collection[str]) -> set[tuple[str, MailingList]]:
    """Which lists these addresses, in lower case, get no more mail of."""
    rows = await fetch(
        "SELECT email, mailing_list FROM unsubscription WHERE email IN (SELECT lower(unnest($1::text[])))", list(emails)
    )
    return {(row["email"], MailingList(row["mailing_list"])) for row in rows}


async def unsubscribe(email: str, mailing_list: MailingList) -> None:
    """No more mail of this list; a second time changes nothing."""
    await execute(
        "INSERT INTO unsubscription (email, mailing_list, at) VALUES (lower($1), $2, clock_timestamp())"
        " ON CONFLICT ON CONSTRAINT unsubscription_once DO NOTHING",
        email,
        mailing_list,
    )


async def resubscribe(email: str, mailing_list: MailingList) -> None:
    """The mails of this list come again."""
    await execute("DELETE FROM unsubscription WHERE email = lower($1) AND mailing_list = $2", email, mailing_list)


async def subscriber_of(token: str) -> Subscriber | None:
    """Whom the mail with this link went to; None when that is no longer kept.

    :raises BrokenLink: we did not make it.
    """
    message = signed_links().read(UNSUBSCRIBE, token)
    row = await fetch_row(
        "SELECT message.recipient, message.kind, coalesce(registration.locale, message.payload ->> 'locale', 'nl')"
        " AS locale FROM message LEFT JOIN registration ON registration.id = message.registration"
        " WHERE message.id = $1",
        message,
    )
    return _subscriber(row["recipient"], MessageKind(row["kind"]), row["locale"]) if row else None


def _subscriber(email: str, kind: MessageKind, locale: str) -> Subscriber | None:
    return Subscriber(email, LISTS[kind], locale) if kind in LISTS else None


def token_of(message: UUID) -> str:
    """What stands in the address of the link; nobody else can make it."""
    return signed_links().make(UNSUBSCRIBE, message)


async def forget_subscriber(email: str) -> None:
    """Who is forgotten starts anew: there is nothing left to write to, or about."""
    await execute("DELETE FROM unsubscription WHERE email = lower($1)", email)


async def forget_unused_unsubscriptions() -> None:
    """Deletes what addresses wanted that no registration has any more."""
    await execute(_FORGET_UNUSED)
