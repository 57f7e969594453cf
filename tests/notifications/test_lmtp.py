"""A mail server hands us mail by LMTP."""

import smtplib
from asyncio import to_thread
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

import pytest

from database.engine import DB
from database.transaction import fetch_value
from events.facts import RegistrationConfirmed
from notifications.delivery import Delivery
from notifications.envelopes import reply_addresses
from notifications.incoming import LARGEST
from notifications.lmtp import receiving
from settings import Settings
from tests.notifications.mails import Post
from tests.notifications.replies import reply_to
from tests.notifications.test_delivery_of_facts import tell
from tests.notifications.worlds import local, make_world

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def port(mail_settings: Settings) -> AsyncIterator[int]:
    async with receiving("127.0.0.1:0", reply_addresses(mail_settings)) as port:
        yield port


@pytest.fixture
async def alice() -> UUID:
    world = await make_world()
    return await world.person(session=await world.session(local(14)))


@pytest.fixture
async def invitation(alice: UUID, delivery: Delivery, post: Post) -> EmailMessage:
    await tell(delivery, RegistrationConfirmed(registration=alice))
    return post.the_mail()


def send(port: int, content: bytes, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.LMTP("127.0.0.1", port) as client:
        return client.sendmail("alice@reader.example", list(recipients), content)


async def participation(registration: UUID) -> str | None:
    found: str | None = await fetch_value("SELECT participation FROM registration WHERE id = $1", registration)
    return found


async def test_answer_is_taken(port: int, alice: UUID, invitation: EmailMessage, mail_settings: Settings) -> None:
    to = reply_addresses(mail_settings).answers(alice).email

    await to_thread(send, port, reply_to(invitation, "ACCEPTED").as_bytes(policy=SMTP), to.upper())

    assert await participation(alice) == "accepted"


async def test_address_that_is_not_ours_is_refused(port: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await to_thread(send, port, b"Subject: hallo\r\n\r\n", "agenda@waterland.example")

    assert refused.value.recipients["agenda@waterland.example"][0] == 550


async def test_second_recipient_of_one_mail_has_to_wait(
    port: int, alice: UUID, invitation: EmailMessage, mail_settings: Settings
) -> None:
    to = reply_addresses(mail_settings).answers(alice).email

    refused = await to_thread(send, port, reply_to(invitation, "ACCEPTED").as_bytes(policy=SMTP), to, to.upper())

    assert [code for code, _ in refused.values()] == [452]


async def test_mail_that_is_too_large_is_refused(port: int, alice: UUID, mail_settings: Settings) -> None:
    to = reply_addresses(mail_settings).answers(alice).email

    with pytest.raises(smtplib.SMTPResponseException) as refused:
        await to_thread(send, port, b"Subject: hallo\r\n\r\n" + b"abcdefgh\r\n" * (LARGEST // 8), to)

    assert refused.value.smtp_code in (552, 554)


async def test_without_database_the_mail_stays_with_its_server(
    port: int, alice: UUID, invitation: EmailMessage, mail_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = reply_addresses(mail_settings).answers(alice).email
    monkeypatch.setattr(DB, "pool", None)

    with pytest.raises(smtplib.SMTPDataError) as refused:
        await to_thread(send, port, reply_to(invitation).as_bytes(policy=SMTP), to)

    assert refused.value.smtp_code == 451
