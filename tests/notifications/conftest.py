from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from devservices.mailbox import Mailbox
from devservices.mailserver import RunningMailbox, start_mailbox
from notifications.delivery import Delivery
from notifications.jobs import delivering
from settings import Settings

SECRET = "a secret of the tests, long enough to sign with"


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


@pytest.fixture
def mailserver(tmp_path: Path) -> Iterator[RunningMailbox]:
    with start_mailbox(tmp_path / "mail") as running:
        yield running


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path / "mail")


@pytest.fixture
def mail_settings(mailserver: RunningMailbox) -> Settings:
    return Settings(
        smtp_url=mailserver.smtp_url,
        mail_from="Bibliotheek Waterland <agenda@waterland.example>",
        public_url="https://agenda.example",
        secret_key=SECRET,
    )


@pytest.fixture
async def delivery(mail_settings: Settings) -> AsyncIterator[Delivery]:
    async with delivering(mail_settings) as running:
        yield running
