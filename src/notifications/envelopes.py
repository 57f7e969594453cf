"""The headers around a mail."""

from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from uuid import UUID

from calendars.content import clean_line
from calendars.invitation import Address


def parse_sender(mail_from: str) -> Address:
    """Return the sender of "Name <address>", who is the organizer of every invitation as well."""
    name, email = parseaddr(mail_from)
    if "@" not in email:
        raise ValueError("LEERAGENDA_MAIL_FROM must be an address, such as: Library <agenda@library.example>")
    return Address(email=email, name=name)


def enveloped(
    body: EmailMessage,
    *,
    message: UUID,
    sender: Address,
    recipient: Address,
    subject: str,
    language: str,
    date: datetime,
) -> bytes:
    """Return the message with its headers, ready for SMTP. `message` makes the Message-ID: the same on every try.

    Raises ValueError for an address that no mail can be sent to. Names and subjects may hold anything people type.
    """
    body["From"] = _header_address(sender)
    body["To"] = _header_address(recipient)
    body["Subject"] = clean_line(subject)
    body["Date"] = format_datetime(date)
    body["Message-ID"] = f"<{message}@{sender.email.rpartition('@')[2]}>"
    body["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday replies stay away
    body["Content-Language"] = language
    return body.as_bytes(policy=SMTP if recipient.email.isascii() else SMTPUTF8)


def _header_address(address: Address) -> HeaderAddress:
    return HeaderAddress(display_name=clean_line(address.name), addr_spec=address.email)
