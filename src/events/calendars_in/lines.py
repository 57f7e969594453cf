"""Splits a calendar file into its events, before any parser sees it, and leaves out all that nobody asks of them.

A file is refused here when it is no calendar, is too large or has too many events or too long a line, so that what
comes after works on little: no attached files, no alarms, no other components.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from events.calendars_in.errors import PropertyTooLong, UnreadableLine
from places.errors import EventNotClosed, NotACalendar, TooManyEvents
from tabular.errors import BadLine, BadLines
from tabular.reading import read_text

MOST_BYTES = 10_000_000
MOST_EVENTS = 10_000
LONGEST_LINE = 100_000

_READ = {
    *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE", "DTSTART", "DTEND", "DURATION"),
    *("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
}
_NAME = re.compile(r"[A-Za-z0-9-]+")
_START = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Property:
    """One content line (RFC 5545 section 3.1); parameters by their names in capitals."""

    name: str
    value: str
    parameters: dict[str, str]


@dataclass(slots=True)
class Component:
    """A VEVENT: `line` is that of its BEGIN, as an editor counts; only what an import asks for."""

    line: int
    properties: list[Property] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        return next((each for each in self.properties if each.name == name), None)

    def all(self, name: str) -> list[Property]:
        return [each for each in self.properties if each.name == name]

    def text(self, name: str) -> str:
        """The value of a TEXT property without its escapes; empty when it is not there."""
        found = self.first(name)
        return _unescaped(found.value) if found else ""


def read_components(body: bytes) -> list[Component]:
    """The events of a calendar, in the order of the file.

    :raises UnusableFile: too large, empty, not UTF-8; with what is wrong in which line it is a BadLines.
    """
    if len(body) <= MOST_BYTES and body.strip() and not _is_calendar(body):
        raise BadLines([BadLine(1, "", NotACalendar())])
    text = read_text(body, MOST_BYTES)
    components: list[Component] = []
    bad: list[BadLine] = []
    for component in _components(text, bad):
        components.append(component)
        if len(components) > MOST_EVENTS:
            raise BadLines([BadLine(component.line, "VEVENT", TooManyEvents(limit=MOST_EVENTS))])
    if bad:
        raise BadLines(bad)
    return components


def _is_calendar(body: bytes) -> bool:
    return body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(_START)


def _components(text: str, bad: list[BadLine]) -> Iterator[Component]:
    current: Component | None = None
    inner = 0
    for number, line in _unfolded(text):
        mark = line.rstrip().upper()
        if mark == "BEGIN:VEVENT":
            if current:
                bad.append(BadLine(current.line, "VEVENT", EventNotClosed()))
            current, inner = Component(number), 0
        elif current is None:
            continue
        elif mark == "END:VEVENT":
            yield current
            current = None
        elif mark.startswith(("BEGIN:", "END:")):
            inner += 1 if mark.startswith("BEGIN:") else -1
        elif not inner:
            _add(current, number, line, bad)
    if current:
        bad.append(BadLine(current.line, "VEVENT", EventNotClosed()))


def _add(component: Component, number: int, line: str, bad: list[BadLine]) -> None:
    name = _NAME.match(line)
    if name is None or name[0].upper() not in _READ:
        return
    try:
        _, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        bad.append(BadLine(number, name[0].upper(), UnreadableLine()))
        return
    flat = {key.upper(): each if isinstance(each, str) else each[0] for key, each in parameters.items()}
    component.properties.append(Property(name[0].upper(), value, flat))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first line in the file.

    :raises BadLines: one is too long.
    """
    start, parts, length = 1, [""], 0
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        folded = line[:1] in (" ", "\t")
        length = length + len(line) if folded else len(line)
        if length > LONGEST_LINE:
            raise BadLines([BadLine(number, "", PropertyTooLong(limit=LONGEST_LINE))])
        if folded:
            parts.append(line[1:])
            continue
        if parts != [""]:
            yield start, "".join(parts)
        start, parts = number, [line]
    yield start, "".join(parts)


_ESCAPES = {"n": "\n", "N": "\n"}


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), value)
