"""Reads the mail that mailserver.py caught: one file per message, in the directory that both are given.

This half needs only the standard library, so that the web process can show the mail without the packages of the demo.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from devservices.errors import UnknownMessageError

_ID = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{8}")
_TIME_FORMAT = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class MailSummary:
    """One line of the mailbox. sent_at is when it came in (UTC); to and subject are decoded, "" when absent."""

    id: str
    to: str
    subject: str
    sent_at: datetime


def message_id(sent_at: datetime, tail: str) -> str:
    """The name of a message: its time, so that names sort by age, and eight hexadecimal digits."""
    return f"{sent_at.astimezone(UTC).strftime(_TIME_FORMAT)}-{tail}"


class Mailbox:
    """The messages in a directory, which need not exist yet."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def messages(self, *, limit: int | None = None) -> list[MailSummary]:
        """Newest first, at most `limit`."""
        ids = sorted((path.stem for path in self._directory.glob("*.eml") if _ID.fullmatch(path.stem)), reverse=True)
        return [self._summary(id_) for id_ in ids[:limit]]

    def source(self, id_: str) -> bytes:
        """The message as it was sent (RFC 5322, lines end in CRLF).

        Raises UnknownMessageError, for anything that is no id as well: no path leaves the directory.
        """
        if not _ID.fullmatch(id_):
            raise UnknownMessageError(id=id_)
        try:
            return (self._directory / f"{id_}.eml").read_bytes()
        except FileNotFoundError as error:
            raise UnknownMessageError(id=id_) from error

    def _summary(self, id_: str) -> MailSummary:
        headers = BytesHeaderParser(policy=default).parsebytes(self.source(id_))
        sent_at = datetime.strptime(id_.partition("-")[0], _TIME_FORMAT).replace(tzinfo=UTC)
        return MailSummary(id=id_, to=str(headers["to"] or ""), subject=str(headers["subject"] or ""), sent_at=sent_at)
