"""Works out which meetings a calendar still has to come: repetitions, exceptions and moved occurrences. Pure."""

import time as clock
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from events.calendars_in.errors import LastsWholeDay, LastsWholeDays, TooComplicated, TooManyOccurrences
from events.calendars_in.reading import Moment, SourceEvent
from events.rrule import Recurrence, parse_recurrence
from refusals import Refusal
from tabular.errors import BadLine, BadLines

MOST_OCCURRENCES = 20_000
MOST_SECONDS = 5.0

OpeningHours = Callable[[date], tuple[time, time] | None]
"""From when until when the place is open on a local day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A meeting that should be there.

    :ivar line: of the event that says so.
    :ivar recurrence_id: empty for an event of its own, else the UTC start that its series gave it.
    :ivar starts_at: and `ends_at` are aware, UTC; `day` is local to the place.
    """

    line: int
    uid: str
    recurrence_id: str
    starts_at: datetime
    ends_at: datetime
    day: date
    summary: str
    description: str
    location: str
    revision: int

    @property
    def key(self) -> tuple[str, str]:
        return self.uid, self.recurrence_id

    @property
    def digest(self) -> str:
        """Other when anything of it is other, SHA-256 in hexadecimal."""
        says = (self.starts_at.isoformat(), self.ends_at.isoformat(), self.summary, self.description, self.location)
        return sha256("\0".join(says).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was filled in: the line and name of the event, and what, as a key of the catalogues."""

    line: int
    summary: str
    message: str


NO_END = "has no end: it lasts one hour here"
WHOLE_DAY = "lasts the whole day: it has the opening hours here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is to come: after `now` (aware), up to `until` (a local day, included) in the zone of the place."""

    now: datetime
    until: date
    zone: ZoneInfo
    place: str
    hours: OpeningHours


@dataclass(frozen=True, slots=True)
class Expanded:
    """In order of time; a remark once for each event."""

    wanted: list[Wanted]
    remarks: list[Remark]


def expand(events: Sequence[SourceEvent], window: Window) -> Expanded:
    """What is to come of these events. What is cancelled is not wanted.

    :raises BadLines: with each event that cannot be used, or there is too much.
    """
    bad: list[BadLine] = []
    wanted: dict[tuple[str, str], Wanted] = {}
    remarks: dict[int, Remark] = {}
    deadline = clock.monotonic() + MOST_SECONDS
    for series in _by_uid(events):
        try:
            for each, event in _occurrences(series, window):
                wanted[each.key] = each
                if message := _remark(event):
                    remarks[event.line] = Remark(event.line, event.summary, message)
                if len(wanted) > MOST_OCCURRENCES:
                    raise BadLines([BadLine(event.line, "RRULE", TooManyOccurrences(limit=MOST_OCCURRENCES))])
        except _Refused as refused:
            bad.append(refused.bad)
        if clock.monotonic() > deadline:
            raise BadLines([BadLine(series.line, "RRULE", TooComplicated())])
    if bad:
        raise BadLines(bad)
    return Expanded(sorted(wanted.values(), key=lambda each: (each.starts_at, each.key)), list(remarks.values()))


class _Refused(Exception):  # noqa: N818  carries a bad line out of a generator
    def __init__(self, event: SourceEvent, name: str, refusal: Refusal) -> None:
        super().__init__()
        self.bad = BadLine(event.line, event.where(name), refusal)


@dataclass(slots=True)
class _Series:
    """All events with one UID: the event itself, and those that stand for one occurrence of it."""

    line: int
    master: SourceEvent | None
    overrides: list[SourceEvent]


def _by_uid(events: Sequence[SourceEvent]) -> list[_Series]:
    """Of events that are there twice the one with the highest SEQUENCE counts, and of equals the last one."""
    newest: dict[str, dict[Moment | None, SourceEvent]] = defaultdict(dict)
    for event in events:
        there = newest[event.uid].get(event.replaces)
        if there is None or event.revision >= there.revision:
            newest[event.uid][event.replaces] = event
    return [
        _Series(
            min(each.line for each in of_uid.values()),
            of_uid.get(None),
            [each for replaced, each in of_uid.items() if replaced is not None],
        )
        for of_uid in newest.values()
    ]


def _occurrences(series: _Series, window: Window) -> Iterator[tuple[Wanted, SourceEvent]]:
    """One by one, so that who counts can stop an endless series."""
    replaced = {_identity(each.replaces) for each in series.overrides if each.replaces is not None}
    for event in series.overrides:
        if not event.is_cancelled and event.replaces is not None:
            yield from _wanted(event, event.starts, _recurrence_id(event.replaces), window)
    master = series.master
    if master is None or master.is_cancelled:
        return
    repeats = master.rrule is not None or bool(master.extra)
    for moment in _moments(master, window):
        if _identity(moment) not in replaced and _day(moment) not in replaced:
            yield from _wanted(master, moment, _recurrence_id(moment) if repeats else "", window)


def _moments(event: SourceEvent, window: Window) -> Iterator[Moment]:
    """The starts of a series, each once: DTSTART, those of the rule, RDATE, without EXDATE."""
    excluded = {_identity(each) for each in event.excluded}
    excluded |= {each for each in event.excluded if not isinstance(each, datetime)}
    seen = set()
    for moment in (event.starts, *event.extra, *_of_rule(event, window)):
        identity = _identity(moment)
        if identity not in seen and identity not in excluded and _day(moment) not in excluded:
            seen.add(identity)
            yield moment


def _of_rule(event: SourceEvent, window: Window) -> Iterator[Moment]:
    if event.rrule is None:
        return
    try:
        rule = parse_recurrence(event.rrule.upper())
        for day in rule.days(_day(event.starts), window.until + timedelta(days=1)):
            moment = _on(day, event.starts)
            if _is_past_end(rule, moment):
                return
            yield moment
    except Refusal as refusal:
        raise _Refused(event, "RRULE", refusal) from refusal


def _is_past_end(rule: Recurrence, moment: Moment) -> bool:
    until = rule.until
    if until is None:
        return False
    if not isinstance(until, datetime) or not isinstance(moment, datetime):
        return _day(moment) > _day(until)
    return moment.astimezone(UTC) > until if until.tzinfo else moment.replace(tzinfo=None) > until


def _wanted(
    event: SourceEvent, moment: Moment, recurrence_id: str, window: Window
) -> Iterator[tuple[Wanted, SourceEvent]]:
    """Nothing for what has begun or is too far ahead; what is wrong with those does not matter either."""
    day = moment.astimezone(window.zone).date() if isinstance(moment, datetime) else moment
    if day < window.now.astimezone(window.zone).date() or day > window.until:
        return
    starts_at, ends_at = _stretch(event, moment, window)
    if starts_at <= window.now:
        return
    yield (
        Wanted(
            line=event.line,
            uid=event.uid,
            recurrence_id=recurrence_id,
            starts_at=starts_at,
            ends_at=ends_at,
            day=day,
            summary=event.summary,
            description=event.description,
            location=event.location,
            revision=event.revision,
        ),
        event,
    )


def _stretch(event: SourceEvent, moment: Moment, window: Window) -> tuple[datetime, datetime]:
    if isinstance(moment, datetime):
        starts_at = moment.astimezone(UTC)
        return starts_at, starts_at + event.length
    if event.length > timedelta(days=1):
        raise _Refused(event, "DTEND", LastsWholeDays(days=event.length.days))
    hours = window.hours(moment)
    if hours is None:
        raise _Refused(event, "DTSTART", LastsWholeDay(location=window.place))
    opens, closes = (datetime.combine(moment, at, tzinfo=window.zone).astimezone(UTC) for at in hours)
    return opens, closes


def _remark(event: SourceEvent) -> str:
    if event.has_no_end:
        return NO_END
    return WHOLE_DAY if event.lasts_whole_days else ""


def _on(day: date, like: Moment) -> Moment:
    # A time that the spring change skips is read with the offset before it (RFC 5545 section 3.3.5), as PEP 495 does.
    return datetime.combine(day, like.time(), tzinfo=like.tzinfo) if isinstance(like, datetime) else day


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _identity(moment: Moment | None) -> Moment | None:
    """An instant in UTC, however it is written; a day is itself."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _recurrence_id(moment: Moment) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"
