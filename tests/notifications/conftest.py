from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from devservices.mailserver import RunningMailbox, start_mailbox
from notifications.delivery import Delivery
from notifications.jobs import delivering
from settings import Settings
from tests.notifications.mails import Post

SECRET = "a secret of the tests, long enough to sign with"


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
        secret_key=SecretStr(SECRET),
    )


@pytest.fixture
async def delivery(mail_settings: Settings) -> AsyncIterator[Delivery]:
    async with delivering(mail_settings) as running:
        yield running
