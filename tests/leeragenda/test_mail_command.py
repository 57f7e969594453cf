"""`leeragenda mail receive` as a mail server runs it: in a process of its own, with the mail on its standard input."""

import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest

from database.transaction import fetch_value
from events.facts import RegistrationConfirmed
from notifications.delivery import Delivery
from settings import Settings, get_settings
from tests.notifications.conftest import SECRET, delivery, mail_settings, mailserver, post
from tests.notifications.mails import Post
from tests.notifications.replies import reply_to
from tests.notifications.test_delivery_of_facts import tell
from tests.notifications.worlds import local, make_world

__all__ = ["delivery", "mail_settings", "mailserver", "post"]
pytestmark = pytest.mark.usefixtures("database")


def receive(mail: bytes, settings: Settings, *arguments: str, database: str | None = None) -> int:
    """The exit code."""
    environment = os.environ | {
        "LEERAGENDA_DATABASE_URL": database or get_settings().database_url,
        "LEERAGENDA_MAIL_FROM": settings.mail_from,
        "LEERAGENDA_SECRET_KEY": SECRET,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    argv = [sys.executable, "-m", "leeragenda.cli", "mail", "receive", *arguments]
    return subprocess.run(argv, env=environment, input=mail, capture_output=True, check=False, timeout=60).returncode  # noqa: S603


@pytest.fixture
async def alice() -> UUID:
    world = await make_world()
    return await world.person(session=await world.session(local(14)))


@pytest.fixture
async def invitation(alice: UUID, delivery: Delivery, post: Post) -> EmailMessage:
    await tell(delivery, RegistrationConfirmed(registration=alice))
    return post.the_mail()


async def test_answer_is_taken(alice: UUID, invitation: EmailMessage, mail_settings: Settings) -> None:
    code = receive(reply_to(invitation, "TENTATIVE").as_bytes(), mail_settings)

    said = await fetch_value("SELECT participation FROM registration WHERE id = $1", alice)
    assert (code, said) == (0, "tentative")


async def test_mail_that_is_no_use_is_bad_data(invitation: EmailMessage, mail_settings: Settings) -> None:
    assert receive(b"\xff nonsense", mail_settings) == os.EX_DATAERR
    assert receive(reply_to(invitation).as_bytes() + b"x" * 2_000_000, mail_settings) == os.EX_DATAERR
    assert receive(reply_to(invitation).as_bytes(), mail_settings, "agenda@waterland.example") == os.EX_DATAERR


async def test_without_database_the_mail_has_to_come_again(
    invitation: EmailMessage,
    mail_settings: Settings,
) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"

    assert receive(reply_to(invitation).as_bytes(), mail_settings, database=nowhere) == os.EX_TEMPFAIL
