"""Mail bodies that carry an invitation (RFC 6047, section 2.4).

Built from raw headers and payloads: EmailMessage.set_content takes a millisecond, more than sending the mail.
"""

from base64 import encodebytes
from binascii import b2a_qp
from email.message import EmailMessage, Message
from email.policy import SMTP

from calendars.content import clean_text
from calendars.errors import MethodMismatchError

# Neither quoted-printable nor base64 can contain "=_" (RFC 2045, section 6.7), so it needs no chance and no search,
# and a message sent again after a crash is the same to the byte.
_BOUNDARY = "=_alternative"


def plain_alternative(text: str, html: str) -> EmailMessage:
    """Return a body of text and HTML (multipart/alternative). The caller adds the headers."""
    return _alternative(_text_part("plain", text), _text_part("html", html))


def calendar_alternative(text: str, html: str, ics: bytes, method: str) -> EmailMessage:
    """Return a body of text, HTML and calendar, the calendar last and no attachment: so clients show an invitation.

    The same arguments give the same bytes. The caller adds the headers; From must be the calendar's ORGANIZER.
    Raises MethodMismatchError when the calendar does not have that METHOD.
    """
    if f"\r\nMETHOD:{method}\r\n".encode() not in ics:
        raise MethodMismatchError(method)
    calendar = _part(f"text/calendar; charset=UTF-8; method={method}", "base64", encodebytes(ics).decode("ascii"))
    return _alternative(_text_part("plain", text), _text_part("html", html), calendar)


def _alternative(*parts: Message) -> EmailMessage:
    body = EmailMessage(policy=SMTP)
    body["MIME-Version"] = "1.0"
    body["Content-Type"] = f'multipart/alternative; boundary="{_BOUNDARY}"'
    body.set_payload(list(parts))
    return body


def _text_part(subtype: str, text: str) -> Message:
    encoded = b2a_qp(clean_text(text).encode(), istext=True).decode("ascii")
    return _part(f"text/{subtype}; charset=UTF-8", "quoted-printable", encoded)


def _part(content_type: str, transfer_encoding: str, payload: str) -> Message:
    part = Message()
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = transfer_encoding
    part.set_payload(payload)
    return part
