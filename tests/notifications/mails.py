"""Reads the mails that arrived."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from devservices.mailbox import Mailbox


class Post:
    """The mails that arrived, parsed; oldest first."""

    def __init__(self, directory: Path) -> None:
        self._box = Mailbox(directory)

    def mails(self) -> list[EmailMessage]:
        ids = [summary.id for summary in reversed(self._box.messages())]
        return [parsed for id_ in ids if isinstance(parsed := parse(self._box.source(id_)), EmailMessage)]

    def sources(self) -> list[bytes]:
        return [self._box.source(summary.id) for summary in reversed(self._box.messages())]

    def the_mail(self) -> EmailMessage:
        [mail] = self.mails()
        return mail


def parse(source: bytes) -> object:
    return message_from_bytes(source, policy=default)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def calendar_of(mail: EmailMessage) -> str | None:
    """The iCalendar part, unfolded."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content()).replace("\r\n ", "")
    return None
