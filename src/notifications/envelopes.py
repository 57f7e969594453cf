"""The headers around a mail (RFC 5322).

Written by hand: EmailMessage parses each header it is given, and folds a long Subject so that it begins with a space.
"""

import re
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, parseaddr, quote
from functools import lru_cache
from uuid import UUID

from calendars.content import clean_line
from calendars.invitation import Address
from notifications.reply_addresses import ReplyAddresses
from settings import Settings

_LINE_LENGTH = 76
# What cannot be mistaken for more than one address; whether somebody reads there, only the server knows.
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+")


def parse_sender(mail_from: str) -> Address:
    """Return the sender of "Name <address>", who is the organizer of every invitation as well."""
    name, email = parseaddr(mail_from)
    if "@" not in email:
        raise ValueError("LEERAGENDA_MAIL_FROM must be an address, such as: Library <agenda@library.example>")
    return Address(email=email, name=name)


def reply_addresses(settings: Settings) -> ReplyAddresses:
    """Return the addresses of this installation. Raises ValueError for a MAIL_FROM that cannot be used."""
    return ReplyAddresses(
        parse_sender(settings.mail_from), settings.secret_key.get_secret_value(), plus=settings.mail_replies == "plus"
    )


def enveloped(
    body: bytes,
    *,
    message: UUID,
    sender: Address,
    recipient: Address,
    subject: str,
    language: str,
    date: datetime,
    unsubscribe: str | None = None,
) -> bytes:
    """Return the message with its headers, ready for SMTP. `message` makes the Message-ID: the same on every try.

    `body` begins with the headers of MIME. `unsubscribe` is where one click ends the list that the mail belongs to.
    Raises ValueError for an address that no mail can be sent to. Names and subjects may hold anything people type.
    """
    headers = {
        "From": _address(sender, "From"),
        "To": _address(recipient, "To"),
        "Subject": _encoded(subject, "Subject"),
        "Date": _date(date),
        "Message-ID": f"<{message}@{sender.email.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: holiday replies stay away
        "Content-Language": language,
    }
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return lines.encode() + body


def _address(address: Address, header: str) -> str:
    """An address outside ASCII stays as it is (RFC 6532), which SMTPUTF8 carries."""
    if not _ADDRESS.fullmatch(address.email):
        raise ValueError("no mail can be sent to this address")
    name = clean_line(address.name)
    if not name:
        return address.email
    return f"{_quoted(name) if name.isascii() else _encoded(name, header)} <{address.email}>"


def _quoted(name: str) -> str:
    return f'"{quote(name)}"'


@lru_cache(maxsize=16)
def _date(date: datetime) -> str:
    return format_datetime(date)


@lru_cache(maxsize=1024)
def _encoded(text: str, header: str) -> str:
    """The text in ASCII (RFC 2047), folded."""
    line = clean_line(text)
    charset = "us-ascii" if line.isascii() else "utf-8"
    return Header(line, charset, maxlinelen=_LINE_LENGTH, header_name=header).encode(linesep="\r\n")
