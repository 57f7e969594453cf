from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.content import clean_text
from calendars.errors import MethodMismatchError
from calendars.invitation import Address, render_request
from calendars.mime import BOUNDARY, calendar_alternative, plain_alternative
from tests.calendars.examples import event

ICS = render_request(event(), Address(email="agenda@example.org"), Address(email="alice@example.org"), 0)


def read(body: bytes) -> EmailMessage:
    """Send the body through its bytes, as a mail server does."""
    received = message_from_bytes(body, policy=default)
    assert isinstance(received, EmailMessage)
    return received


def test_calendar_alternative_has_the_calendar_last_and_not_attached() -> None:
    body = read(calendar_alternative("Tot dan", "<p>Tot dan</p>", ICS, "REQUEST"))

    parts = list(body.iter_parts())
    assert body.get_content_type() == "multipart/alternative"
    assert [part["Content-Type"] for part in parts] == [
        'text/plain; charset="UTF-8"',
        'text/html; charset="UTF-8"',
        'text/calendar; charset="UTF-8"; method="REQUEST"',
    ]
    assert [part["Content-Transfer-Encoding"] for part in parts] == ["quoted-printable", "quoted-printable", "base64"]
    assert [part["Content-Disposition"] for part in parts] == [None, None, None]


def test_calendar_alternative_carries_the_calendar_to_the_byte() -> None:
    body = read(calendar_alternative("Tot dan", "<p>Tot dan</p>", ICS, "REQUEST"))

    assert list(body.iter_parts())[-1].get_payload(decode=True) == ICS


def test_calendar_alternative_with_another_method_is_refused() -> None:
    with pytest.raises(MethodMismatchError, match="METHOD:CANCEL"):
        calendar_alternative("", "", ICS, "CANCEL")


def test_calendar_alternative_takes_the_headers_of_the_caller() -> None:
    body = calendar_alternative("Tot dan", "<p>Tot dan</p>", ICS, "REQUEST")

    assert read(b"Subject: =?utf-8?q?caf=C3=A9?=\r\n" + body)["Subject"] == "café"


def test_calendar_alternative_is_the_same_bytes_every_time() -> None:
    one, other = (calendar_alternative("Tot dan", "<p>Tot dan</p>", ICS, "REQUEST") for _ in range(2))

    assert one == other


def test_plain_alternative_is_text_then_html() -> None:
    body = read(plain_alternative("Tot dan", "<p>Tot dan</p>"))

    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html"]


def test_plain_alternative_text_that_looks_like_its_boundary_stays_text() -> None:
    body = read(plain_alternative(f"Tot dan\n--{BOUNDARY}\n\n.\nFrom mij\n", ""))

    assert len(list(body.iter_parts())) == 2


@settings(deadline=None)
@given(st.text(), st.text())
def test_plain_alternative_any_text_is_ascii_on_the_wire_and_comes_back(text: str, html: str) -> None:
    wire = plain_alternative(text, html)

    parts = [part.get_payload(decode=True) for part in read(wire).iter_parts()]
    assert (wire.isascii(), max(len(each) for each in wire.split(b"\r\n")) <= 78) == (True, True)
    assert [_lines(part) for part in parts] == [_lines(clean_text(text).encode()), _lines(clean_text(html).encode())]


def _lines(content: object) -> list[bytes]:
    assert isinstance(content, bytes)
    return content.replace(b"\r\n", b"\n").split(b"\n")
