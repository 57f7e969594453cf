"""Mail bodies that carry an invitation (RFC 6047, section 2.4).

Built from bytes: EmailMessage takes a millisecond, more than sending the mail.
"""

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence

from calendars.content import clean_text
from calendars.errors import MethodMismatchError

# Neither quoted-printable nor base64 can contain "=_" (RFC 2045, section 6.7), so it needs no chance and no search,
# and a message sent again after a crash is the same to the byte.
BOUNDARY = "=_alternative"
_OPENING = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'.encode()
_BETWEEN = f"\r\n--{BOUNDARY}\r\n".encode()
_CLOSING = f"\r\n--{BOUNDARY}--\r\n".encode()


def plain_alternative(text: str, html: str) -> bytes:
    """Return a body of text and HTML (multipart/alternative), with its headers; the caller adds those of the mail."""
    return alternative([text_part("plain", quoted_printable(text)), text_part("html", quoted_printable(html))])


def calendar_alternative(text: str, html: str, ics: bytes, method: str) -> bytes:
    """Return a body of text, HTML and calendar, the calendar last and no attachment: so clients show an invitation.

    The same arguments give the same bytes. The caller adds the headers; From must be the calendar's ORGANIZER.
    Raises MethodMismatchError when the calendar does not have that METHOD.
    """
    texts = [text_part("plain", quoted_printable(text)), text_part("html", quoted_printable(html))]
    return alternative([*texts, calendar_part(ics, method)])


def alternative(parts: Sequence[bytes]) -> bytes:
    """Return the body of these parts, the best last (RFC 2046, section 5.1.4)."""
    return _OPENING + _BETWEEN[2:] + _BETWEEN.join(parts) + _CLOSING


def text_part(subtype: str, encoded: bytes) -> bytes:
    """Return the part of a text that is quoted-printable already."""
    return (
        f"Content-Type: text/{subtype}; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
        + encoded
    )


def calendar_part(ics: bytes, method: str) -> bytes:
    """Return the part of a calendar. Raises MethodMismatchError when it does not have that METHOD."""
    if f"\r\nMETHOD:{method}\r\n".encode() not in ics:
        raise MethodMismatchError(method)
    kind = f"Content-Type: text/calendar; charset=UTF-8; method={method}\r\n"
    return (kind + "Content-Transfer-Encoding: base64\r\n\r\n").encode() + encodebytes(ics).replace(b"\n", b"\r\n")


def quoted_printable(text: str) -> bytes:
    """Return the text without control characters, encoded; each of its lines without regard to the others."""
    return b2a_qp(clean_text(text).encode(), istext=True).replace(b"\n", b"\r\n")
