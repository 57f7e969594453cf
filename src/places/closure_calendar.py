"""Reads the days of an .ics file (RFC 5545) with closures, forgiving about all that does not matter for those days.

Of the calendar around the events nothing is read, so that doubled or missing VERSION, PRODID and METHOD do no harm; of
an event only UID, SUMMARY, STATUS, DTSTART, DTEND and DURATION, and that it does not repeat.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from icalendar import Event

from calendars.content import clean_line
from places.errors import (
    EventNotClosed,
    NotACalendar,
    RepeatingEvent,
    TooManyEvents,
    UidMissing,
    UidTooLong,
    UnreadableEvent,
)
from places.event_days import event_days, first_value
from places.school_regions import named_regions
from places.vocabulary import SchoolRegion
from refusals import Refusal
from tabular.doubles import doubled_lines
from tabular.errors import BadLine, BadLines
from tabular.reading import Source, read_text
from tabular.reasons import Empty, shown

MAX_BYTES = 5_000_000
MAX_EVENTS = 5_000

_NAME_LENGTH, _UID_LENGTH = 200, 255
_REPEATS = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureEvent:
    """One event of the calendar.

    :ivar line: of its BEGIN:VEVENT, from 1.
    :ivar first_day: local day; `last_day` is included.
    :ivar regions: those that the event names; empty when it names none.
    :ivar is_national: it says that it holds for the whole country.
    """

    line: int
    uid: str
    name: str
    first_day: date
    last_day: date
    regions: tuple[SchoolRegion, ...]
    is_national: bool
    is_cancelled: bool


def read_closures(source: Source, timezone: str) -> list[ClosureEvent]:
    """Returns the events in the order of the file.

    A DTEND is the first day (or moment) after the event; without DTEND and DURATION an event lasts one day. A date-time
    in UTC or in a named zone becomes the day it is in `timezone`, one without a known zone is local already.

    :raises UnusableFile: too large, empty, not UTF-8; with what is wrong in which event it is a BadLines.
    """
    lines = re.split(r"\r\n|\r|\n", read_text(source, MAX_BYTES))
    if not lines[0].strip().upper().startswith("BEGIN:VCALENDAR"):
        raise BadLines([BadLine(1, "", NotACalendar())])
    events, bad = _events(lines, ZoneInfo(timezone))
    bad += doubled_lines("UID", ((event.line, event.uid) for event in events))
    if bad:
        raise BadLines(bad)
    return events


def _events(lines: list[str], zone: ZoneInfo) -> tuple[list[ClosureEvent], list[BadLine]]:
    events: list[ClosureEvent] = []
    bad: list[BadLine] = []
    for count, (line, block) in enumerate(_blocks(lines), start=1):
        if count > MAX_EVENTS:
            bad.append(BadLine(line, "VEVENT", TooManyEvents(limit=MAX_EVENTS)))
            break
        try:
            events.append(_event(line, block, zone))
        except Refusal as refusal:
            bad.append(BadLine(line, refusal.field or "VEVENT", refusal))
    return events, bad


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Each event with the number of its first line; None instead of its lines when it does not end."""
    start: int | None = None
    for number, text in enumerate(lines, start=1):
        # A folded line starts with white space, so that a description cannot begin or end an event.
        mark = text.rstrip().upper()
        if mark == "BEGIN:VEVENT":
            if start:
                yield start, None
            start = number
        elif mark == "END:VEVENT" and start:
            yield start, lines[start - 1 : number]
            start = None
    if start:
        yield start, None


def _event(line: int, block: list[str] | None, zone: ZoneInfo) -> ClosureEvent:
    if block is None:
        raise EventNotClosed
    event = _parsed(block)
    uid = _uid(event)
    repeats = next((name for name in _REPEATS if name in event), None)
    if repeats:
        raise RepeatingEvent(field=_where(uid, repeats))
    try:
        first_day, last_day = event_days(event, zone)
    except Refusal as refusal:
        refusal.field = _where(uid, refusal.field or "DTSTART")
        raise
    return _described(event, line=line, uid=uid, first_day=first_day, last_day=last_day)


def _described(event: Event, *, line: int, uid: str, first_day: date, last_day: date) -> ClosureEvent:
    summary = clean_line(html.unescape(str(first_value(event, "SUMMARY") or "")))
    if not summary:
        raise Empty(field=_where(uid, "SUMMARY"))
    named = named_regions(summary, uid)
    return ClosureEvent(
        line=line,
        uid=uid,
        name=named.name[:_NAME_LENGTH],
        first_day=first_day,
        last_day=last_day,
        regions=named.regions,
        is_national=named.is_national,
        is_cancelled=str(first_value(event, "STATUS") or "").upper() == "CANCELLED",
    )


def _parsed(block: list[str]) -> Event:
    try:
        event = Event.from_ical("\r\n".join(block) + "\r\n")
    except ValueError as error:
        raise UnreadableEvent from error
    if not isinstance(event, Event):
        raise UnreadableEvent
    return event


def _uid(event: Event) -> str:
    uid = clean_line(str(first_value(event, "UID") or ""))
    if not uid:
        raise UidMissing(field="UID")
    if len(uid) > _UID_LENGTH:
        raise UidTooLong(limit=_UID_LENGTH, field="UID")
    return uid


def _where(uid: str, name: str) -> str:
    return f"{shown(uid)} {name}"
