from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.invitation import Address
from calendars.mime import plain_alternative
from notifications.envelopes import enveloped, parse_sender

SENDER = Address(email="agenda@waterland.example", name="Bibliotheek Waterland")
MESSAGE = UUID("5e0d5a3e-0000-4000-8000-000000000001")


def envelope(*, name: str = "Alice", email: str = "alice@reader.example", subject: str = "Dag") -> bytes:
    return enveloped(
        plain_alternative("tekst", "<p>tekst</p>"),
        message=MESSAGE,
        sender=SENDER,
        recipient=Address(email=email, name=name),
        subject=subject,
        language="nl",
        date=datetime(2027, 1, 5, 9, 0, tzinfo=UTC),
    )


def parsed(source: bytes) -> EmailMessage:
    mail = message_from_bytes(source, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_enveloped_has_the_headers_in_ascii() -> None:
    source = envelope(name="Zoë", subject="Café")

    assert source.partition(b"\r\n\r\n")[0].splitlines()[:7] == [
        b'From: "Bibliotheek Waterland" <agenda@waterland.example>',
        b"To: =?utf-8?q?Zo=C3=AB?= <alice@reader.example>",
        b"Subject: =?utf-8?b?Q2Fmw6k=?=",
        b"Date: Tue, 05 Jan 2027 09:00:00 +0000",
        b"Message-ID: <5e0d5a3e-0000-4000-8000-000000000001@waterland.example>",
        b"Auto-Submitted: auto-generated",
        b"Content-Language: nl",
    ]


@given(name=st.text(max_size=120), subject=st.text(max_size=300))
def test_enveloped_keeps_one_recipient_and_short_lines_whatever_people_type(name: str, subject: str) -> None:
    source = envelope(name=name, subject=subject)

    mail = parsed(source)
    assert [address.addr_spec for address in mail["to"].addresses] == ["alice@reader.example"]
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    assert max(len(line) for line in source.split(b"\r\n")) <= 998
    assert source.count(b"\n") == source.count(b"\r\n")


@pytest.mark.parametrize(
    "email", ["", "alice", "alice@", "a b@reader.example", "a@b>, <c@d", "a@b\r\nBcc: c@d", "a@b@c"]
)
def test_enveloped_refuses_what_is_no_address(email: str) -> None:
    with pytest.raises(ValueError, match="no mail can be sent"):
        envelope(email=email)


def test_parse_sender_takes_name_and_address() -> None:
    assert parse_sender("Bibliotheek Waterland <agenda@waterland.example>") == SENDER


def test_parse_sender_without_address_names_the_setting() -> None:
    with pytest.raises(ValueError, match="LEERAGENDA_MAIL_FROM"):
        parse_sender("Bibliotheek Waterland")
