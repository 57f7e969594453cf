"""A mail written for nobody: what many get, with marks where it differs, encoded already where it does not."""

import re
import secrets
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal
from uuid import UUID, uuid4

from calendars.content import clean_line, clean_text
from calendars.invitation import Address, Participation, people_lines
from calendars.mime import alternative, calendar_part, quoted_printable, text_part
from notifications.invitations import CalendarPart, participation_of
from notifications.letters import as_html, as_text
from notifications.links import Links
from notifications.occasions import Occasion
from notifications.wording import compose
from notifications.writing import Writer, told
from web.signed_links import SignedLinks

# As css_inline writes text, which has read what the template wrote.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;"})


# Drawn anew in each process, so no text has a mark by chance or by intent.
_BASE = secrets.token_hex(16)
_NAME, _EMAIL = f"{_BASE}n", f"{_BASE}e"
_REGISTRATION, _FIRST_REGISTRATION, _MESSAGE = uuid4(), uuid4(), uuid4()
_MARK = re.compile(f"({_BASE}(?:n|e|t[0-9]+)|{_REGISTRATION}|{_FIRST_REGISTRATION}|{_MESSAGE})")
_NOBODY = Address(email=_EMAIL, name=_NAME)
_ORGANIZER = Address(email=f"{_EMAIL}@mark.example")


class _Tokens(SignedLinks):
    """Gives marks for the tokens in links about nobody, and remembers which stands for which."""

    def __init__(self, genuine: SignedLinks) -> None:
        self._genuine = genuine
        self._marks: dict[str, tuple[str, UUID, bytes]] = {}

    def seal(self, purpose: str, said: bytes) -> str:
        about, more = UUID(bytes=said[:16]), said[16:]
        if about not in (_REGISTRATION, _MESSAGE):
            return self._genuine.seal(purpose, said)
        mark = f"{_BASE}t{len(self._marks)}"
        self._marks[mark] = (purpose, about, more)
        return mark

    def values(self, occasion: Occasion) -> dict[str, str]:
        """What stands where the marks stand, in the mail to this person; not escaped."""
        signup, message = occasion.signup, occasion.message
        ids = {_REGISTRATION: signup.id, _FIRST_REGISTRATION: signup.first_registration, _MESSAGE: message.id}
        made = {
            mark: self._genuine.seal(purpose, ids[about].bytes + more)
            for mark, (purpose, about, more) in self._marks.items()
        }
        named = {str(mark): str(id_) for mark, id_ in ids.items()}
        return {_NAME: clean_line(signup.name), _EMAIL: message.recipient, **made, **named}


class _Sheet:
    """A text in lines: those without a mark are encoded, of the others it is known where the marks are."""

    def __init__(self, text: str) -> None:
        split = [_MARK.split(line) for line in clean_text(text).split("\n")]
        self._parts: list[bytes | Sequence[str]] = []
        for is_marked, lines in groupby(split, key=lambda parts: len(parts) > 1):
            if is_marked:
                self._parts += lines
            else:
                self._parts.append(quoted_printable("\n".join(line for (line,) in lines)))

    def filled(self, values: Mapping[str, str]) -> bytes:
        return b"\r\n".join(part if isinstance(part, bytes) else _line(part, values) for part in self._parts)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A calendar around the lines about people."""

    before: bytes
    after: bytes
    method: Literal["REQUEST", "CANCEL"]
    participation: Participation

    def filled(self, organizer: Address, attendee: Address) -> bytes:
        people = people_lines(self.method, organizer, attendee, participation=self.participation)
        return calendar_part(self.before + people + self.after, self.method)


@dataclass(frozen=True, slots=True)
class Blank:
    """A mail to fill in. `told` is what everybody knows after it: session -> SEQUENCE."""

    subject: str
    told: Mapping[UUID, int]
    _tokens: _Tokens
    _text: _Sheet
    _html: _Sheet
    _calendar: _Calendar | None

    def body(self, occasion: Occasion, organizer: Address) -> bytes:
        """Return the body for the person of the occasion, as the writer makes it from that occasion."""
        values = self._tokens.values(occasion)
        escaped = {mark: value.translate(_HTML) for mark, value in values.items()}
        parts = [text_part("plain", self._text.filled(values)), text_part("html", self._html.filled(escaped))]
        if self._calendar:
            attendee = Address(email=occasion.message.recipient, name=occasion.signup.name)
            parts.append(self._calendar.filled(organizer, attendee))
        return alternative(parts)


def blank_of(occasion: Occasion, writer: Writer) -> Blank | None:
    """Return the mail without its person; None when that is not possible, as when the subject names them."""
    tokens = _Tokens(occasion.links.signed)
    nobody = _for_nobody(occasion, occasion.links.signed_by(tokens))
    letter = compose(nobody)
    part = writer.calendar(nobody, _ORGANIZER)
    calendar = _calendar(part, participation_of(occasion.signup)) if part else None
    if _MARK.search(letter.subject) or (part and not calendar):
        return None
    return Blank(letter.subject, told(nobody, part), tokens, _Sheet(as_text(letter)), _Sheet(as_html(letter)), calendar)


def _for_nobody(occasion: Occasion, links: Links) -> Occasion:
    signup = replace(
        occasion.signup, id=_REGISTRATION, first_registration=_FIRST_REGISTRATION, name=_NAME, email=_EMAIL
    )
    message = replace(occasion.message, id=_MESSAGE, registration=_REGISTRATION, recipient=_EMAIL, subject="")
    return replace(occasion, signup=signup, message=message, links=links)


def _calendar(part: CalendarPart, participation: Participation) -> _Calendar | None:
    people = people_lines(part.method, _ORGANIZER, _NOBODY, participation=participation)
    before, found, after = part.ics.partition(people)
    unfolded = (before + after).replace(b"\r\n ", b"").decode()
    return _Calendar(before, after, part.method, participation) if found and not _MARK.search(unfolded) else None


def _line(parts: Sequence[str], values: Mapping[str, str]) -> bytes:
    """Texts and marks take turns."""
    line = "".join(values[part] if number % 2 else part for number, part in enumerate(parts))
    return b2a_qp(line.encode(), istext=True).replace(b"\n", b"\r\n")
