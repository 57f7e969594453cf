"""What anybody can send us is read, or refused, and never more than that."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.incoming import LARGEST, UnreadableMailError, read_mail

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u\r\n"
    b"ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\n"


def part(content_type: str, body: bytes, encoding: str = "8bit") -> bytes:
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return HEAD + head.encode() + body


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(depth)
    )
    return HEAD + opened + b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + CALENDAR


def test_answer_within_other_parts_is_found() -> None:
    reply = read_mail(nested(20)).reply

    assert reply is not None
    assert reply.answers[0].participation == {"a@b.example": "DECLINED"}


def test_thousand_parts_within_each_other_are_refused() -> None:
    with pytest.raises(UnreadableMailError):
        read_mail(nested(1000))


def test_huge_mail_is_refused() -> None:
    with pytest.raises(UnreadableMailError):
        read_mail(part("text/plain", b"a" * LARGEST))


def test_mail_of_empty_lines_is_refused() -> None:
    with pytest.raises(UnreadableMailError):
        read_mail(part("text/plain", b"\n" * 60_000))


@pytest.mark.parametrize(
    "source",
    [
        nested(49),
        part("text/calendar", b"\r\n " * 30_000),
        part("text/calendar", b"ATTENDEE;" + b"A=B;" * 16_000 + b":x"),
        part("text/calendar", b"ATTENDEE" + b" ;" * 30_000 + b":x"),
        part("text/calendar", b"BEGIN:VEVENT\r\n" * 4_600),
        part("text/plain", b"Op " * 20_000),
        part("text/plain; charset=punycode", b"a-" + b"b" * 60_000),
        HEAD + b"To: " + b"<" * 60_000 + b"\r\n\r\n",
        HEAD + b"To: " + b"(" * 60_000 + b"\r\n\r\n",
        HEAD + b"Cc: a@b.example\r\n" * 4000 + b"\r\n",
    ],
    ids=range(10),
)
def test_costly_mail_is_dealt_with_in_a_moment(source: bytes) -> None:
    began = time.process_time()

    read_mail(source)

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "content_type",
    [
        "text/calendar; method=REPLY; charset=nonsense",
        "text/calendar; method=REPLY; charset=rot13",
        "text/calendar; method=REPLY; charset=utf-8",
        "text/calendar; method=reply",
        "text/calendar",
    ],
)
def test_wrong_charset_is_read_as_well_as_it_can(content_type: str) -> None:
    assert read_mail(part(content_type, CALENDAR)).reply is not None


def test_answer_in_utf_16_is_read() -> None:
    octets = CALENDAR.decode().encode("utf-16")
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.set_content(octets, "text", "calendar", params={"charset": "utf-16", "method": "REPLY"})

    assert read_mail(mail.as_bytes()).reply is not None


@pytest.mark.parametrize(
    "source",
    [
        part("text/calendar; method=REPLY", b"%%%not base64%%%", "base64"),
        part("text/calendar; method=REPLY", b"", "quoted-printable"),
        part("text/calendar; method=REPLY", b"\x00\xff" * 500),
        part("text/calendar; method=REQUEST", CALENDAR),
        part("application/zip", b"PK\x03\x04" + b"\x00" * 5000, "base64"),
        part("multipart/mixed", b"no boundary"),
        part("message/rfc822", b""),
        HEAD,
        b"",
        b"\xff\xfe\x00",
    ],
    ids=range(10),
)
def test_mail_without_a_readable_answer_has_none(source: bytes) -> None:
    assert read_mail(source).reply is None


def test_first_calendar_is_the_answer() -> None:
    mail = EmailMessage()
    mail.set_content("Hallo")
    mail.add_alternative(CALENDAR, maintype="text", subtype="calendar", params={"method": "REPLY"})
    mail.add_attachment(CALENDAR.replace(b"DECLINED", b"ACCEPTED"), maintype="text", subtype="calendar")

    reply = read_mail(mail.as_bytes()).reply

    assert reply is not None
    assert reply.answers[0].participation == {"a@b.example": "DECLINED"}


@settings(max_examples=200)
@given(
    st.binary(max_size=400),
    st.sampled_from(["text/calendar; method=REPLY", "multipart/report", "multipart/mixed; boundary=b", "text/plain"]),
    st.sampled_from(["base64", "quoted-printable", "8bit", "x-uuencode"]),
)
def test_any_mail_is_read_or_refused(body: bytes, content_type: str, encoding: str) -> None:
    for source in (body, part(content_type, body, encoding), HEAD + body):
        read_mail(source)
