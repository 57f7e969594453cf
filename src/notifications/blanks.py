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
from calendars.invitation import Address, people_lines
from calendars.mime import alternative, calendar_part, quoted_printable, text_part
from notifications.invitations import CalendarPart
from notifications.letters import as_html, as_text
from notifications.links import Links
from notifications.occasions import Occasion
from notifications.wording import compose
from notifications.writing import Writer, told
from web.signed_links import SignedLinks

# As css_inline writes text, which has read what the template wrote.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;"})


class _Marks(SignedLinks):
    """Stands in for the tokens in links. No text has a mark by chance or by intent: they are drawn anew each time."""

    def __init__(self, genuine: SignedLinks) -> None:
        self._genuine = genuine
        self._base = secrets.token_hex(16)
        self.registration, self.first_registration, self.message = uuid4(), uuid4(), uuid4()
        self.name, self.email = f"{self._base}n", f"{self._base}e"
        self._tokens: dict[str, tuple[str, UUID]] = {}
        ids = "|".join(str(each) for each in (self.registration, self.first_registration, self.message))
        self.pattern = re.compile(f"({self._base}(?:n|e|t[0-9]+)|{ids})")

    def make(self, purpose: str, id: UUID) -> str:  # noqa: A002  as in the class above
        if id not in (self.registration, self.message):
            return self._genuine.make(purpose, id)
        mark = f"{self._base}t{len(self._tokens)}"
        self._tokens[mark] = (purpose, id)
        return mark

    def values(self, occasion: Occasion) -> dict[str, str]:
        """What stands where the marks stand, in the mail to this person; not escaped."""
        signup, message = occasion.signup, occasion.message
        first = signup.first_registration
        ids = {self.registration: signup.id, self.first_registration: first, self.message: message.id}
        made = {mark: self._genuine.make(purpose, ids[id_]) for mark, (purpose, id_) in self._tokens.items()}
        named = {str(mark): str(id_) for mark, id_ in ids.items()}
        return {self.name: clean_line(signup.name), self.email: message.recipient, **made, **named}


class _Sheet:
    """A text in lines: those without a mark are encoded, of the others it is known where the marks are."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        split = [pattern.split(line) for line in clean_text(text).split("\n")]
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

    def filled(self, organizer: Address, attendee: Address) -> bytes:
        return calendar_part(self.before + people_lines(self.method, organizer, attendee) + self.after, self.method)


@dataclass(frozen=True, slots=True)
class Blank:
    """A mail to fill in. `told` is what everybody knows after it: session -> SEQUENCE."""

    subject: str
    told: Mapping[UUID, int]
    _marks: _Marks
    _text: _Sheet
    _html: _Sheet
    _calendar: _Calendar | None

    def body(self, occasion: Occasion, organizer: Address) -> bytes:
        """Return the body for the person of the occasion, as the writer makes it from that occasion."""
        values = self._marks.values(occasion)
        escaped = {mark: value.translate(_HTML) for mark, value in values.items()}
        parts = [text_part("plain", self._text.filled(values)), text_part("html", self._html.filled(escaped))]
        if self._calendar:
            attendee = Address(email=occasion.message.recipient, name=occasion.signup.name)
            parts.append(self._calendar.filled(organizer, attendee))
        return alternative(parts)


def blank_of(occasion: Occasion, writer: Writer) -> Blank | None:
    """Return the mail without its person; None when that is not possible, as when the subject names them."""
    marks = _Marks(occasion.links.signed)
    marked = _marked(occasion, marks, occasion.links.signed_by(marks))
    letter = compose(marked)
    organizer = Address(email=f"{marks.email}@mark.example")
    part = writer.calendar(marked, organizer)
    calendar = _calendar(part, organizer, marks) if part else None
    if marks.pattern.search(letter.subject) or (part and not calendar):
        return None
    return Blank(
        letter.subject,
        told(marked, part),
        marks,
        _Sheet(as_text(letter), marks.pattern),
        _Sheet(as_html(letter), marks.pattern),
        calendar,
    )


def _marked(occasion: Occasion, marks: _Marks, links: Links) -> Occasion:
    signup = replace(
        occasion.signup,
        id=marks.registration,
        first_registration=marks.first_registration,
        name=marks.name,
        email=marks.email,
    )
    message = replace(
        occasion.message, id=marks.message, registration=marks.registration, recipient=marks.email, subject=""
    )
    return replace(occasion, signup=signup, message=message, links=links)


def _calendar(part: CalendarPart, organizer: Address, marks: _Marks) -> _Calendar | None:
    people = people_lines(part.method, organizer, Address(email=marks.email, name=marks.name))
    before, found, after = part.ics.partition(people)
    unfolded = (before + after).replace(b"\r\n ", b"").decode()
    return _Calendar(before, after, part.method) if found and not marks.pattern.search(unfolded) else None


def _line(parts: Sequence[str], values: Mapping[str, str]) -> bytes:
    """Texts and marks take turns."""
    line = "".join(values[part] if number % 2 else part for number, part in enumerate(parts))
    return b2a_qp(line.encode(), istext=True).replace(b"\n", b"\r\n")
