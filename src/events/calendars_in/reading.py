"""Reads what an event says: its name, its moments and how it repeats. Pure."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import vDuration

from calendars.content import clean_line, clean_text
from events.calendars_in.errors import (
    ChangesFollowing,
    EndsBeforeItStarts,
    LastsTooLong,
    SummaryMissing,
)
from events.calendars_in.lines import Component, Property
from events.calendars_in.zones import zone_named
from places.errors import DateMissing, DateOutOfRange, UidMissing, UidTooLong, UnreadableDate
from refusals import Refusal
from tabular.reasons import shown

FIRST_YEAR, LAST_YEAR = 2000, 2080
LONGEST = timedelta(hours=48)
USUAL_LENGTH = timedelta(hours=1)
_UID_LENGTH, _SUMMARY_LENGTH, _NOTE_LENGTH = 255, 200, 500
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_TAG = re.compile(r"<[^<>]{1,500}>")

Moment = date | datetime
"""A whole day, or an aware datetime in the zone in which it repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """A VEVENT as it stands in the file.

    :ivar line: of its BEGIN:VEVENT, from 1.
    :ivar starts: DTSTART; `length` is from there to its end, in exact time, or whole days.
    :ivar replaces: RECURRENCE-ID: the occurrence of the series that this stands for.
    :ivar has_no_end: neither DTEND nor DURATION; `length` is then what is usual.
    """

    line: int
    uid: str
    summary: str
    description: str
    location: str
    revision: int
    is_cancelled: bool
    starts: Moment
    length: timedelta
    has_no_end: bool = False
    rrule: str | None = None
    extra: tuple[Moment, ...] = ()
    excluded: tuple[Moment, ...] = ()
    replaces: Moment | None = None

    @property
    def lasts_whole_days(self) -> bool:
        return not isinstance(self.starts, datetime)

    def where(self, name: str) -> str:
        return f"{shown(self.uid)} {name}"


def read_event(component: Component, floating: tzinfo) -> SourceEvent:
    """:param floating: the zone of times that name none.

    :raises Refusal: what is wrong; the field names the event and the property.
    """
    uid = _uid(component)
    try:
        return _read(component, uid, floating)
    except Refusal as refusal:
        refusal.field = f"{shown(uid)} {refusal.field or 'VEVENT'}"
        raise


def _read(component: Component, uid: str, floating: tzinfo) -> SourceEvent:
    starts = _single(component, "DTSTART", floating)
    if starts is None:
        raise DateMissing(field="DTSTART")
    summary = clean_line(html.unescape(component.text("SUMMARY")))[:_SUMMARY_LENGTH]
    is_cancelled = component.text("STATUS").strip().upper() == "CANCELLED"
    if not summary and not is_cancelled:
        raise SummaryMissing(field="SUMMARY")
    length, has_no_end = _length(component, starts, floating)
    rrule = component.first("RRULE")
    return SourceEvent(
        line=component.line,
        uid=uid,
        summary=summary,
        description=_note(component.text("DESCRIPTION")),
        location=clean_line(component.text("LOCATION")),
        revision=_whole(component.text("SEQUENCE")),
        is_cancelled=is_cancelled,
        starts=starts,
        length=length,
        has_no_end=has_no_end,
        rrule=rrule.value.strip() if rrule else None,
        extra=_several(component, "RDATE", floating),
        excluded=_several(component, "EXDATE", floating),
        replaces=_replaces(component, floating),
    )


def _uid(component: Component) -> str:
    uid = clean_line(component.text("UID"))
    if not uid:
        raise UidMissing(field="UID")
    if len(uid) > _UID_LENGTH:
        raise UidTooLong(limit=_UID_LENGTH, field="UID")
    return uid


def _length(component: Component, starts: Moment, floating: tzinfo) -> tuple[timedelta, bool]:
    ends = _single(component, "DTEND", floating)
    duration = component.first("DURATION")
    if ends is not None:
        length = _between(starts, ends)
    elif duration is not None:
        length = _duration(duration.value)
    else:
        length = timedelta(0)
    if length < timedelta(0):
        raise EndsBeforeItStarts(field="DTEND")
    is_day = not isinstance(starts, datetime)
    if not length:
        return (timedelta(days=1) if is_day else USUAL_LENGTH), not is_day
    if not is_day and length > LONGEST:
        raise LastsTooLong(field="DTEND", hours=LONGEST // timedelta(hours=1))
    return length, False


def _between(starts: Moment, ends: Moment) -> timedelta:
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        return ends.astimezone(UTC) - starts.astimezone(UTC)
    if isinstance(starts, datetime) or isinstance(ends, datetime):
        raise UnreadableDate(field="DTEND")
    return ends - starts


def _duration(value: str) -> timedelta:
    try:
        length: timedelta = vDuration.from_ical(value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(field="DURATION") from error
    return length


def _replaces(component: Component, floating: tzinfo) -> Moment | None:
    found = component.first("RECURRENCE-ID")
    if found and found.parameters.get("RANGE"):
        raise ChangesFollowing(field="RECURRENCE-ID")
    return _single(component, "RECURRENCE-ID", floating)


def _single(component: Component, name: str, floating: tzinfo) -> Moment | None:
    found = component.first(name)
    return _moment(found, found.value, floating) if found else None


def _several(component: Component, name: str, floating: tzinfo) -> tuple[Moment, ...]:
    """Of a period (RDATE;VALUE=PERIOD) the start: it lasts as long as the others."""
    return tuple(
        _moment(each, value.partition("/")[0], floating)
        for each in component.all(name)
        for value in each.value.split(",")
        if value.strip()
    )


def _moment(source: Property, value: str, floating: tzinfo) -> Moment:
    match = _MOMENT.fullmatch(value.strip())
    if match is None:
        raise UnreadableDate(field=source.name)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        at = time(int(match[4]), int(match[5]), min(int(match[6]), 59)) if match[4] else None
    except ValueError as error:
        raise UnreadableDate(field=source.name) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateOutOfRange(field=source.name, first=FIRST_YEAR, last=LAST_YEAR)
    if at is None:
        return day
    return datetime.combine(day, at, tzinfo=_zone(source, is_utc=bool(match[7]), floating=floating))


def _zone(source: Property, *, is_utc: bool, floating: tzinfo) -> tzinfo:
    if is_utc:
        return UTC
    tzid = source.parameters.get("TZID")
    if tzid is None:
        return floating
    try:
        return zone_named(tzid)
    except Refusal as refusal:
        refusal.field = source.name
        raise


def _note(text: str) -> str:
    """Some systems write HTML here."""
    plain = html.unescape(_TAG.sub(" ", text[: 20 * _NOTE_LENGTH]))
    plain = re.sub(r"[ \t]+", " ", clean_text(plain)).strip()
    return plain if len(plain) <= _NOTE_LENGTH else plain[: _NOTE_LENGTH - 1].rstrip() + "…"


def _whole(text: str) -> int:
    return min(int(text), 2**31 - 1) if re.fullmatch(r"[0-9]{1,12}", text.strip()) else 0
