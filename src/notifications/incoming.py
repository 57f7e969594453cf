"""Reads a mail to us: an answer of a calendar, a report that a mail did not arrive, or somebody's own words.

Whoever knows an address of ours can send anything, so what is read is bounded in size, depth and number, and decoded
with a few character sets only. Nothing here says what a mail may do: see receiving.py. Pure.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from calendars.content import clean_text
from calendars.errors import UnreadableReplyError
from calendars.reply import LONGEST, Reply, read_reply

LARGEST: Final = 1_000_000
"""Octets of a mail that is read. An answer of a calendar has a few thousand; who sends photographs hears of it."""
MOST_LINES: Final = 50_000
MOST_PARTS: Final = 50
LONGEST_TEXT: Final = 4000
_CONTENT_TYPE: Final = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_STATUS: Final = re.compile(r"([245])\.[0-9]{1,3}\.[0-9]{1,3}")
# Decoders for which a long text does not take much longer than a short one: punycode, for one, is no such.
_CHARSETS: Final = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})
# Not email.utils.getaddresses(), which calls itself for each bracket within a bracket.
_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@]{1,255}")
_RECIPIENTS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_QUOTED: Final = re.compile(r"^(>|-----|_____|(Op|On) .{0,200}(schreef|wrote).{0,200}:$)")


class UnreadableMailError(ValueError):
    """A mail that is too large, or made of too many parts, to be read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says of a mail that did not arrive (RFC 3464): the code of RFC 3463, such as "5.1.1"."""

    status: str

    @property
    def is_permanent(self) -> bool:
        return self.status.startswith("5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail to us. `recipients` and `sender` are what its headers say, which anybody can write.

    `is_response` says that a program answered one of our mails, or passed it on to many (RFC 3834); `is_automatic` that
    a program sent it at all, which calendars do for people as well. `text` is what somebody wrote, without what they
    quote.
    """

    digest: str
    recipients: Sequence[str]
    sender: str
    is_automatic: bool
    is_response: bool
    reply: Reply | None
    report: Report | None
    text: str


def read_mail(content: bytes) -> Incoming:
    """Return what the mail (RFC 5322) says. Raises UnreadableMailError."""
    if len(content) > LARGEST or content.count(b"\n") > MOST_LINES:
        raise UnreadableMailError("it is too large")
    if len(_CONTENT_TYPE.findall(content)) > MOST_PARTS:  # the parser calls itself for each part within a part
        raise UnreadableMailError("it has too many parts")
    mail = message_from_bytes(content, policy=compat32)
    return Incoming(
        digest=_digest(mail, content),
        recipients=[address for name in _RECIPIENTS for address in _addresses(mail, name)][:MOST_PARTS],
        sender=next(reversed([*_addresses(mail, "From")]), ""),
        is_automatic=_is_automatic(mail),
        is_response=_is_response(mail),
        reply=_reply(mail),
        report=_report(mail),
        text=_text(mail),
    )


def _digest(mail: Message, content: bytes) -> str:
    return hashlib.sha256(_header(mail, "Message-ID").strip().encode() or content).hexdigest()


def _header(mail: Message, name: str) -> str:
    # str: a header with octets outside ASCII is an object of its own.
    return str(mail.get(name, "")).encode("utf-8", "replace").decode()


def _addresses(mail: Message, name: str) -> Iterator[str]:
    for text in mail.get_all(name, [])[:MOST_PARTS]:
        yield from _ADDRESS.findall(str(text)[:2000])


def _is_automatic(mail: Message) -> bool:
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    return _is_response(mail) or submitted not in ("", "no")


def _is_response(mail: Message) -> bool:
    """Whether it is the answer of a program, or mail of a list: never to be answered (RFC 3834, section 2)."""
    return (
        _header(mail, "Auto-Submitted").strip().lower().startswith(("auto-replied", "auto-notified"))
        or _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or _header(mail, "Return-Path").strip() == "<>"
        or any(mail[name] is not None for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond"))
    )


def _reply(mail: Message) -> Reply | None:
    """The first calendar is the answer: some clients attach it once more."""
    part = next((each for each in mail.walk() if each.get_content_type() == "text/calendar"), None)
    if part is None:
        return None
    try:
        reply = read_reply(_decoded(part, LONGEST))
    except UnreadableReplyError:
        return None
    said = part.get_param("method")
    # RFC 6047, section 2.4: the two are the same.
    return reply if said is None or str(said).upper() == reply.method else None


def _report(mail: Message) -> Report | None:
    if mail.get_content_type() != "multipart/report":
        return None
    part = next((each for each in mail.walk() if each.get_content_type() == "message/delivery-status"), None)
    if part is None or not part.is_multipart():
        return None
    for group in part.get_payload():
        if isinstance(group, Message) and _header(group, "Action").strip().lower() == "failed":
            status = _STATUS.match(_header(group, "Status").strip())
            if status:
                return Report(status.group())
    return None


def _text(mail: Message) -> str:
    part = next((each for each in mail.walk() if each.get_content_type() == "text/plain"), None)
    if part is None or part.get_filename():
        return ""
    lines = clean_text(_decoded(part, LONGEST)[:LONGEST_TEXT]).splitlines()
    own = [line.rstrip() for line in lines if not _QUOTED.match(line)]
    return "\n".join(own).strip()


def _decoded(part: Message, most: int) -> str:
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    said = str(part.get_param("charset") or "utf-8").lower()
    return octets[: most + 1].decode(said if said in _CHARSETS else "utf-8", "replace")
