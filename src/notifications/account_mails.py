"""The mail to somebody on the staff with a link to choose a password."""

from typing import Literal

from database.transaction import execute
from identity.facts import AccountLinkMade
from identity.links import LinkPurpose, LinkRow, link_by_id
from notifications.letters import Action, Letter
from notifications.links import Links
from notifications.payload import Payload
from notifications.vocabulary import MessageKind
from web.i18n import translator

_INSERT = """
INSERT INTO message (kind, recipient, subject, payload, due_at, created_at)
VALUES ($1, $2, $3, $4, clock_timestamp(), clock_timestamp()) ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""


async def write_account_link(fact: AccountLinkMade) -> None:
    """Nothing for a link that has been used by now, or was replaced by a newer one."""
    link = await link_by_id(fact.link)
    if link is not None:
        payload = Payload(link=fact.link, locale=fact.locale)
        subject = f"account_link:{fact.link}"
        await execute(_INSERT, MessageKind.ACCOUNT_LINK, link.email, subject, payload.as_json())


def account_letter(link: LinkRow, links: Links, locale: Literal["nl", "en"]) -> Letter:
    """What it says; the address in it is made only now, and stands nowhere else."""
    words = translator(locale)
    is_invitation = link.purpose is LinkPurpose.INVITE
    heading = words.gettext("Your account for the planner") if is_invitation else words.gettext("A new password")
    first = (
        words.gettext("Somebody at your library made an account for you. Choose a password, and you can begin.")
        if is_invitation
        else words.gettext("You asked for a new password. Choose one with the button.")
    )
    valid = (
        words.gettext("The link works once, for a week.")
        if is_invitation
        else words.gettext("The link works once, for an hour.")
    )
    return Letter(
        locale=locale,
        subject=heading,
        heading=heading,
        sender="Leeragenda",
        greeting=words.gettext("Hello %(name)s,", name=link.name) if link.name else words.gettext("Hello,"),
        paragraphs=(first,),
        facts=(),
        action=Action(words.gettext("Choose your password"), links.password(link.id)),
        afterwards=(valid, words.gettext("Did you not ask for this? Then you need not do anything.")),
        footer=("Leeragenda",),
    )
