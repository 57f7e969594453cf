"""Whole calendars: a feed is a header, the time zones in use and the stored bytes of its events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from icalendar import vDuration

from calendars.content import clean_line, clean_text, line, text_value
from calendars.vtimezone import has_vtimezone, vtimezone

_OPENING = b"".join(
    [
        line("BEGIN", "VCALENDAR"),
        line("VERSION", "2.0"),
        line("PRODID", "-//Leeragenda//NONSGML Leeragenda//EN"),
        line("CALSCALE", "GREGORIAN"),
    ]
)
_CLOSING = line("END", "VCALENDAR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a client shows of a subscription; `refresh` is how often it should come back (Google does as it likes)."""

    name: str
    description: str = ""
    refresh: timedelta = timedelta(hours=1)


def assemble(feed: Feed, vevents: Iterable[bytes], timezones: Iterable[str]) -> bytes:
    """Return the feed with the rendered VEVENTs in the order given, and the VTIMEZONEs of those IANA names they use.

    No METHOD: a subscription is no message (RFC 5546, section 1.4). Without events it holds one placeholder of 1970,
    because RFC 5545 (section 3.6) wants a component and Outlook an event. Raises UnknownTimezoneError.
    """
    header = [_OPENING, *_description_lines(feed)]
    body = b"".join(vevents)
    if not body:
        return b"".join([*header, _placeholder(feed), _CLOSING])
    zones = [vtimezone(tzid) for tzid in sorted(set(timezones)) if has_vtimezone(tzid) and _is_used(tzid, body)]
    return b"".join([*header, *zones, body, _CLOSING])


def around(feed: Feed, timezones: Iterable[str]) -> tuple[bytes, bytes]:
    """Return what comes before and after the VEVENTs of a calendar that is written part by part.

    All named zones are in it, used or not. Raises UnknownTimezoneError.
    """
    zones = [vtimezone(tzid) for tzid in sorted(set(timezones)) if has_vtimezone(tzid)]
    return b"".join([_OPENING, *_description_lines(feed), *zones]), _CLOSING


def message(method: str, timezones: Iterable[str], vevent: bytes) -> bytes:
    """Return a calendar that is a message about one event (RFC 5546): with METHOD, without a name."""
    zones = (vtimezone(tzid) for tzid in sorted(timezones))
    return b"".join([_OPENING, line("METHOD", method), *zones, vevent, _CLOSING])


def _is_used(tzid: str, body: bytes) -> bool:
    """Say whether an event has this TZID: all those of the zone can be in UTC, and strict readers want no idle zone."""
    return f";TZID={tzid}:".encode() in body


def _description_lines(feed: Feed) -> list[bytes]:
    """Say each thing in RFC 7986 and in the older X- form, of which clients know one or the other."""
    name = text_value(clean_line(feed.name))
    refresh = vDuration(feed.refresh).to_ical().decode()  # type: ignore[no-untyped-call]
    lines = [line("NAME", name), line("X-WR-CALNAME", name)]
    if description := clean_text(feed.description).strip():
        lines += [line(each, text_value(description)) for each in ("DESCRIPTION", "X-WR-CALDESC")]
    return [*lines, line("REFRESH-INTERVAL", refresh, {"VALUE": "DURATION"}), line("X-PUBLISHED-TTL", refresh)]


def _placeholder(feed: Feed) -> bytes:
    """Return a day in 1970 that no client scrolls to, takes no time, and is the same in every empty feed."""
    return b"".join(
        [
            line("BEGIN", "VEVENT"),
            line("UID", "empty-feed"),
            line("DTSTAMP", "19700101T000000Z"),
            line("DTSTART", "19700101", {"VALUE": "DATE"}),
            line("SUMMARY", text_value(clean_line(feed.name))),
            line("TRANSP", "TRANSPARENT"),
            line("END", "VEVENT"),
        ]
    )
