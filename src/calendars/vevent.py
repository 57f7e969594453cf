"""VEVENT components (RFC 5545, section 3.6.1) from plain values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from calendars.content import clean_line, clean_text, line, parameter_value, text_value, uri_value, utc_value
from calendars.errors import InvalidEventError
from calendars.vtimezone import has_vtimezone, is_doubled, local_time, zone

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&_.+-]+/[A-Za-z0-9!#$&_.+-]+")
_RELATION = re.compile(r"[A-Za-z0-9-]+|[A-Za-z][A-Za-z0-9+.-]*:[!#-\[\]_a-z~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A resource that belongs to the event, as LINK (RFC 9253, section 8.2).

    `relation` is a registered link relation or an absolute URI (RFC 9253, section 6.1, after RFC 8288): "related" says
    no more than that it belongs to it, "describedby" that it is about it. Raises InvalidEventError for any other form,
    and for a `media_type` that is not type/subtype.
    """

    url: str
    title: str
    relation: str = "related"
    media_type: str | None = None

    def __post_init__(self) -> None:
        """Check what becomes a parameter without being free text."""
        if not _RELATION.fullmatch(self.relation):
            raise InvalidEventError(f"relation: {self.relation!r} is no link relation")
        if self.media_type is not None and not _MEDIA_TYPE.fullmatch(self.media_type):
            raise InvalidEventError(f"media_type: {self.media_type!r} is no media type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, or the first of a series.

    `modified_at` becomes DTSTAMP and LAST-MODIFIED, so that the same event is always the same bytes. Times are aware,
    in any zone, with whole seconds; `timezone` is the IANA name of the place, in which they are written. `geo` is
    latitude and longitude in degrees (WGS 84). `url` is the event's page. Texts may hold anything that people type.

    Raises InvalidEventError, which names the field, and UnknownTimezoneError.
    """

    uid: str
    sequence: int
    modified_at: datetime
    starts_at: datetime
    ends_at: datetime
    timezone: str
    summary: str
    created_at: datetime | None = None
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    url: str | None = None
    categories: tuple[str, ...] = ()
    status: Status = "CONFIRMED"
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no calendar could show."""
        if not self.uid or clean_line(self.uid) != self.uid:
            raise InvalidEventError("uid: is empty or not one line")
        if self.sequence < 0:
            raise InvalidEventError("sequence: is negative")
        for field in ("modified_at", "starts_at", "ends_at", "created_at"):
            moment: datetime | None = getattr(self, field)
            if moment is not None and moment.utcoffset() is None:
                raise InvalidEventError(f"{field}: has no offset from UTC")
        if self.ends_at.replace(microsecond=0) <= self.starts_at.replace(microsecond=0):
            raise InvalidEventError("ends_at: is not after starts_at")
        if self.geo is not None and not (abs(self.geo[0]) <= 90 and abs(self.geo[1]) <= 180):  # noqa: PLR2004
            raise InvalidEventError("geo: is not a latitude and longitude in degrees")
        zone(self.timezone)


def render_vevent(event: Event) -> bytes:
    """Return the VEVENT of a feed: the same bytes for the same event, folded, without VALARM and ATTENDEE."""
    return b"".join([line("BEGIN", "VEVENT"), *event_lines(event), line("END", "VEVENT")])


def is_zoned(event: Event) -> bool:
    """Say whether the event's times are local with TZID, so that its calendar needs the VTIMEZONE; else they are UTC.

    UTC stands for the UTC zone, for zones without a yearly rule, and for a time in the doubled autumn hour: by RFC 5545
    (section 3.3.5) local time means its first pass, but ical.js reads the second.
    """
    if not has_vtimezone(event.timezone):
        return False
    return not any(is_doubled(moment, event.timezone) for moment in (event.starts_at, event.ends_at))


def time_line(name: str, moment: datetime, event: Event) -> bytes:
    """Return DTSTART, DTEND or RECURRENCE-ID in the form that all times of this event have."""
    if not is_zoned(event):
        return line(name, utc_value(moment))
    return line(name, f"{local_time(moment, event.timezone):%Y%m%dT%H%M%S}", {"TZID": event.timezone})


def event_lines(event: Event, *, stamped_at: datetime | None = None) -> Iterator[bytes]:
    """Yield the content lines between BEGIN and END; DTSTAMP is `stamped_at` (aware) if given, else `modified_at`."""
    yield line("UID", text_value(event.uid))
    yield line("DTSTAMP", utc_value(stamped_at or event.modified_at))
    if event.created_at:
        yield line("CREATED", utc_value(event.created_at))
    yield line("LAST-MODIFIED", utc_value(event.modified_at))
    yield line("SEQUENCE", str(event.sequence))
    yield line("STATUS", event.status)
    yield time_line("DTSTART", event.starts_at, event)
    yield time_line("DTEND", event.ends_at, event)
    yield from _optional_lines(event)
    for link in event.links:
        yield _link_line(link)


def _optional_lines(event: Event) -> Iterator[bytes]:
    if summary := clean_line(event.summary):
        yield line("SUMMARY", text_value(summary))
    if description := clean_text(event.description).strip():
        yield line("DESCRIPTION", text_value(description))
    if location := clean_line(event.location):
        yield line("LOCATION", text_value(location))
    if event.geo:
        yield line("GEO", f"{event.geo[0]:.6f};{event.geo[1]:.6f}")
    if event.url:
        yield line("URL", uri_value(event.url))
    if categories := [clean for category in event.categories if (clean := clean_line(category))]:
        yield line("CATEGORIES", ",".join(text_value(category) for category in categories))


def _link_line(link: Link) -> bytes:
    parameters = {"VALUE": "URI", "LINKREL": link.relation}
    if link.media_type:
        parameters["FMTTYPE"] = link.media_type
    if label := parameter_value(link.title):
        parameters["LABEL"] = label
    return line("LINK", uri_value(link.url), parameters)
