"""Answers as calendars write them, to mails that arrived."""

import re
from email.message import EmailMessage
from email.utils import parseaddr

from tests.notifications.mails import calendar_of


def reply_to(
    invitation: EmailMessage,
    participation: str = "DECLINED",
    *,
    method: str = "REPLY",
    attendee: str = "alice@reader.example",
    uid: str | None = None,
    sequence: int | None = None,
    occurrence: str | None = None,
    sender: str = "Alice Jansen <alice@reader.example>",
    message_id: str = "<answer-1@reader.example>",
) -> EmailMessage:
    """What a client sends when its user answers the invitation."""
    lines = [
        *("BEGIN:VCALENDAR", "PRODID:-//Client//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT"),
        f"UID:{uid or value_of(invitation, 'UID')}",
        f"SEQUENCE:{value_of(invitation, 'SEQUENCE') if sequence is None else sequence}",
        f"ATTENDEE;PARTSTAT={participation};CN=Alice:mailto:{attendee}",
        f"ORGANIZER:mailto:{parseaddr(str(invitation['from']))[1]}",
        *([occurrence] if occurrence else []),
        *("DTSTAMP:20261201T100000Z", "END:VEVENT", "END:VCALENDAR", ""),
    ]
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = str(invitation["from"])
    mail["Subject"] = f"{participation.title()}: {invitation['subject']}"
    mail["Message-ID"] = message_id
    mail.set_content("Alice has answered the invitation.")
    mail.add_alternative("\r\n".join(lines).encode(), maintype="text", subtype="calendar", params={"method": method})
    return mail


def words_to(invitation: EmailMessage, text: str, *, message_id: str = "<words-1@reader.example>") -> EmailMessage:
    """What somebody writes back."""
    mail = EmailMessage()
    mail["From"] = "Alice Jansen <alice@reader.example>"
    mail["To"] = str(invitation["from"])
    mail["Subject"] = f"Re: {invitation['subject']}"
    mail["Message-ID"] = message_id
    mail.set_content(text)
    return mail


def value_of(invitation: EmailMessage, name: str) -> str:
    """The value of a property of the event in an invitation."""
    found = re.search(rf"BEGIN:VEVENT.*?^{name}[;:]([^\r\n]*)", calendar_of(invitation) or "", re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]
