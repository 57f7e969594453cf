"""Answers to invitations (METHOD:REPLY and COUNTER, RFC 5546, sections 3.2.3 and 3.2.7), from text nobody has checked.

Only the lines that matter are read, each once, so that what somebody sends costs no more than its length.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal
from urllib.parse import unquote

from icalendar.parser import Contentline

from calendars.errors import UnknownTimezoneError, UnreadableReplyError
from calendars.vtimezone import zone

LONGEST: Final = 64 * 1024
"""Characters of a calendar that is read; those of clients have a few thousand."""
MOST_ANSWERS: Final = 50
_FOLD: Final = re.compile("\r?\n[ \t]")
_WANTED: Final = re.compile(r"(BEGIN|END|METHOD|UID|SEQUENCE|RECURRENCE-ID|ATTENDEE)[;:]", re.IGNORECASE)
_TIME: Final = re.compile(r"([0-9]{8}T[0-9]{6})(Z?)")
_SEQUENCE: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said of one event, or of one occurrence of a series.

    `sequence` is that of the invitation that is answered. `occurrence` is the start that it had by the series' rule:
    aware, or naive wall-clock time when its zone has a name of the sender's own. `participation` is PARTSTAT (RFC 5545,
    section 3.2.12), in capitals, by address in lower case.
    """

    uid: str
    sequence: int
    occurrence: datetime | None
    participation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """All answers are about one UID."""

    method: Literal["REPLY", "COUNTER"]
    answers: tuple[Answer, ...]


@dataclass(slots=True)
class _Draft:
    uid: str = ""
    sequence: int = 0
    occurrence: datetime | None = None
    participation: dict[str, str] = field(default_factory=dict)


def read_reply(calendar: str) -> Reply:
    """Return what the calendar answers. Raises UnreadableReplyError for anything that is no answer by the book."""
    if len(calendar) > LONGEST:
        raise UnreadableReplyError("it is too long")
    method, drafts = _read(calendar)
    answers = tuple(
        Answer(uid=each.uid, sequence=each.sequence, occurrence=each.occurrence, participation=each.participation)
        for each in drafts
    )
    if method not in ("REPLY", "COUNTER"):
        raise UnreadableReplyError("its METHOD is no answer")
    if not 0 < len(answers) <= MOST_ANSWERS:
        raise UnreadableReplyError("it has no event, or too many")
    if len({answer.uid for answer in answers}) > 1 or not answers[0].uid:
        raise UnreadableReplyError("it is not about one event")
    return Reply("REPLY" if method == "REPLY" else "COUNTER", answers)


def _read(calendar: str) -> tuple[str, list[_Draft]]:
    method, drafts, within = "", list[_Draft](), list[str]()
    for name, parameters, value in _lines(calendar):
        if name == "BEGIN":
            within.append(value.upper())
            if within == ["VCALENDAR", "VEVENT"]:
                drafts.append(_Draft())
        elif name == "END":
            if not within or within.pop() != value.upper():
                raise UnreadableReplyError("its components are not closed in order")
        elif within == ["VCALENDAR"] and name == "METHOD":
            method = method or value.upper()
        elif within == ["VCALENDAR", "VEVENT"]:
            _take(drafts[-1], name, parameters, value)
    return method, drafts


def _lines(calendar: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    for text in _FOLD.sub("", calendar).splitlines():
        if not _WANTED.match(text):
            continue
        try:
            name, parameters, value = Contentline(text).raw_parts()  # type: ignore[no-untyped-call]
        except ValueError as error:
            raise UnreadableReplyError("a line cannot be read") from error
        single = {str(key).upper(): each for key, each in parameters.items() if isinstance(each, str)}
        yield name.upper(), single, value.strip()


def _take(draft: _Draft, name: str, parameters: Mapping[str, str], value: str) -> None:
    match name:
        case "UID":
            draft.uid = value.lower()
        case "SEQUENCE":
            if not _SEQUENCE.fullmatch(value):
                raise UnreadableReplyError("its SEQUENCE is no number")
            draft.sequence = int(value)
        case "RECURRENCE-ID":
            draft.occurrence = _moment(parameters, value)
        case "ATTENDEE":
            scheme, _, address = value.partition(":")
            if scheme.lower() == "mailto":
                draft.participation[unquote(address).strip().lower()] = parameters.get("PARTSTAT", "").upper()


def _moment(parameters: Mapping[str, str], value: str) -> datetime:
    found = _TIME.fullmatch(value)
    if found is None:
        raise UnreadableReplyError("its RECURRENCE-ID is no date with a time")
    try:
        moment = datetime.strptime(found[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007  the zone comes next
    except ValueError as error:
        raise UnreadableReplyError("its RECURRENCE-ID is no date with a time") from error
    if found[2]:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.replace(tzinfo=zone(parameters["TZID"]))
    except (KeyError, UnknownTimezoneError):
        return moment
