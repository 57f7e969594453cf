"""The mails to somebody about all their places together: the link to the page that has them, and the last mail.

The message is the link: its id is what the address in the mail is made of, it works for a while after it was asked for,
and it ends when the message is deleted.
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from database.transaction import execute, fetch_value
from notifications.letters import Action, Letter
from notifications.links import OWN_PAGE, Links
from notifications.payload import Payload
from notifications.vocabulary import MessageKind
from web.i18n import Locale, translator
from web.signed_links import signed_links

VALID: Final = timedelta(hours=24)
MOST_AT_ONCE: Final = 5
"""More links than this are not mailed to one address within an hour, however often they are asked for."""

_INSERT = """
INSERT INTO message (kind, recipient, subject, payload, due_at, created_at)
SELECT $1::varchar, $2::varchar, $3, $4::jsonb, clock_timestamp(), clock_timestamp()
WHERE $1::varchar <> 'own_page' OR (
    SELECT count(*) FROM message
    WHERE kind = 'own_page' AND lower(recipient) = lower($2::varchar) AND created_at > now() - interval '1 hour') < $5
"""
_READ = """
SELECT recipient FROM message
WHERE id = $1 AND kind = 'own_page' AND created_at > $2::timestamptz - $3::interval
"""


async def mail_own_page(email: str, locale: Locale) -> None:
    """Mails somebody a link to the page with all their places."""
    await _post(MessageKind.OWN_PAGE, email, locale)


async def mail_farewell(email: str, locale: Locale) -> None:
    """Mails somebody that we have forgotten them. With this mail the address goes too."""
    await _post(MessageKind.FAREWELL, email, locale)


async def _post(kind: MessageKind, email: str, locale: Locale) -> None:
    payload = Payload(locale=locale).as_json()
    await execute(_INSERT, kind, email, f"{kind}:{uuid4()}", payload, MOST_AT_ONCE)


async def email_of_link(token: str, now: datetime | None = None) -> str | None:
    """Whose page it is; None when the time of the link is up, or everything of this address was deleted.

    :param now: aware; the present unless given.
    :raises BrokenLink: we did not make it.
    """
    message = signed_links().read(OWN_PAGE, token)
    email: str | None = await fetch_value(_READ, message, now or datetime.now(UTC), VALID)
    return email


def own_page_letter(message: UUID, links: Links, locale: Locale) -> Letter:
    words = translator(locale)
    return Letter(
        locale=locale,
        subject=words.gettext("Your places at the library"),
        heading=words.gettext("Your places at the library"),
        sender="Leeragenda",
        greeting=words.gettext("Hello,"),
        paragraphs=(words.gettext("You asked for a link to everything that you are signed up for. Here it is."),),
        facts=(),
        action=Action(words.gettext("See my places"), links.own_page(message)),
        afterwards=(
            words.gettext("The link works for 24 hours. Do not pass it on: who has it can do what you can."),
            words.gettext("Did you not ask for this? Then you need not do anything."),
        ),
        footer=("Leeragenda",),
    )


def farewell_letter(links: Links, locale: Locale) -> Letter:
    words = translator(locale)
    return Letter(
        locale=locale,
        subject=words.gettext("Your data is deleted"),
        heading=words.gettext("Your data is deleted"),
        sender="Leeragenda",
        greeting=words.gettext("Hello,"),
        paragraphs=(
            words.gettext("You asked us to delete what we know about you. That is done."),
            words.gettext(
                "You are not signed up for anything any more. Are there still meetings in your calendar? Take them out"
                " yourself: we cannot write to you any more."
            ),
        ),
        facts=(),
        action=Action(words.gettext("Look what there is to do"), links.agenda()),
        afterwards=(words.gettext("This is our last mail. After this we do not know your e-mail address any more."),),
        footer=("Leeragenda",),
    )
