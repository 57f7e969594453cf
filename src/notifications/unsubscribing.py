"""Who wants no more mail of a list. Mail about what somebody signed up for is no list: it always comes.

Addresses are compared without regard to case.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from database.transaction import execute, fetch, fetch_row, fetch_value
from notifications.claiming import Claimed
from notifications.links import UNSUBSCRIBE
from notifications.lists import LISTS
from notifications.vocabulary import MailingList, MessageKind
from web.signed_links import signed_links

_ENDED: Final = "SELECT email, mailing_list FROM unsubscription WHERE email IN (SELECT lower(unnest($1::text[])))"
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


async def wants(email: str, mailing_list: MailingList) -> bool:
    """Whether this address still gets the mails of the list, as everybody does who did not end it."""
    return not await fetch_value(
        "SELECT EXISTS (SELECT FROM unsubscription WHERE email = lower($1) AND mailing_list = $2)", email, mailing_list
    )


async def unwanted_among(messages: Collection[Claimed]) -> set[UUID]:
    """Those of the messages that belong to a list which their reader wants no more mail of."""
    of_lists = [message for message in messages if message.kind in LISTS]
    if not of_lists:
        return set()
    rows = await fetch(_ENDED, [message.recipient for message in of_lists])
    ended = {(row["email"], row["mailing_list"]) for row in rows}
    return {each.id for each in of_lists if (each.recipient.lower(), LISTS[each.kind]) in ended}


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
        "SELECT recipient, kind FROM message WHERE id = $1 AND kind = ANY($2::text[])", message, list(LISTS)
    )
    return Subscriber(row["recipient"], LISTS[MessageKind(row["kind"])]) if row else None


def token_of(message: UUID) -> str:
    """What stands in the address of the link; nobody else can make it."""
    return signed_links().make(UNSUBSCRIBE, message)


async def forget_subscriber(email: str) -> None:
    """Who is forgotten starts anew: there is nothing left to write to, or about."""
    await execute("DELETE FROM unsubscription WHERE email = lower($1)", email)


async def forget_unused_unsubscriptions() -> None:
    """Deletes what addresses wanted that no registration has any more."""
    await execute(_FORGET_UNUSED)
