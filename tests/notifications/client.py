"""A calendar program: it does with invitations what RFC 5546 says, and shows what somebody then sees."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any, Final

import recurring_ical_events
from icalendar import Calendar, Event

from tests.notifications.mails import calendar_of

FAR: Final = date(2100, 1, 1)
Key = tuple[str, datetime | None]
"""UID and RECURRENCE-ID."""


@dataclass(slots=True)
class CalendarClient:
    """`refused` are the mails that it would have dropped: not above what it had (RFC 5546, section 2.1.5)."""

    events: dict[Key, Event] = field(default_factory=dict)
    seen: dict[Key, tuple[int, datetime]] = field(default_factory=dict)
    organizers: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def read(self, mails: Iterable[EmailMessage]) -> None:
        for mail in mails:
            text = calendar_of(mail)
            if text is not None:
                calendar = Calendar.from_ical(text)
                [event] = calendar.walk("VEVENT")
                self._take(str(calendar["METHOD"]), event, str(mail["subject"]))

    def _take(self, method: str, event: Event, subject: str) -> None:
        uid, stamp = str(event["UID"]), (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        occurrence = event["RECURRENCE-ID"].dt.astimezone(UTC) if "RECURRENCE-ID" in event else None
        key = (uid, occurrence)
        if stamp <= max(self.seen.get(key, (-1, stamp[1])), self.seen.get((uid, None), (-1, stamp[1]))):
            self.refused.append(subject)
            return
        assert self.organizers.setdefault(uid, str(event["ORGANIZER"])) == str(event["ORGANIZER"])
        self.seen[key] = stamp
        if occurrence is None:
            self.events = {each: kept for each, kept in self.events.items() if each[0] != uid}
        if method == "REQUEST":
            self.events[key] = event
        elif occurrence is not None:
            self.events[key] = event  # STATUS:CANCELLED hides it
        else:
            self.events.pop(key, None)

    def shown(self) -> list[tuple[datetime, datetime, str]]:
        """Start and end (aware UTC) and place of what stands in the calendar, in order of time."""
        calendar = Calendar()
        for event in self.events.values():
            calendar.add_component(event)
        found: list[Any] = recurring_ical_events.of(calendar).between(date(2020, 1, 1), FAR)
        return sorted(
            (each.start.astimezone(UTC), each.end.astimezone(UTC), str(each["LOCATION"]))
            for each in found
            if each["STATUS"] != "CANCELLED"
        )
