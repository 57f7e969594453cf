"""Seeds a calendar of another system: what the neighbours organise, read from their .ics file."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import icalendar

from events.calendars_in.adding import add_calendar
from events.vocabulary import ActivityKind, Form
from leeragenda.demo.planning import TIMEZONE

_NAME: Final = "Agenda van buurthuis De Waaier"
_DAYS_AGO: Final = 30
# Title, weekday from 1, begin, minutes, rule; without a rule it is once, in three weeks.
_EVENTS: Final = (
    ("Koken met de buren", 3, time(14), 150, "FREQ=WEEKLY;INTERVAL=2;COUNT=12"),
    ("Naaicafé", 5, time(10), 120, "FREQ=WEEKLY;COUNT=20"),
    ("Kleding ruilen", 6, time(13), 180, ""),
)


async def seed_other_calendars(today: date) -> None:
    await add_calendar(
        organisation_slug="merenstad",
        name=_NAME,
        location_key="de-waaier",
        kind=ActivityKind.MEETUP,
        form=Form.DROP_IN,
        body=_calendar(today),
    )


def _calendar(today: date) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Buurthuis De Waaier//agenda//NL")
    calendar.add("version", "2.0")
    for number, (title, weekday, begins_at, minutes, rule) in enumerate(_EVENTS):
        day = today + timedelta(days=-_DAYS_AGO if rule else 21)
        day += timedelta(days=(weekday - day.isoweekday()) % 7)
        starts_at = datetime.combine(day, begins_at, ZoneInfo(TIMEZONE))
        event = icalendar.Event()
        event.add("uid", f"{number}@de-waaier.example")
        event.add("dtstamp", datetime.combine(today, time(), UTC))
        event.add("summary", title)
        event.add("dtstart", starts_at)
        event.add("dtend", starts_at + timedelta(minutes=minutes))
        if rule:
            event.add("rrule", icalendar.vRecur.from_ical(rule))
        calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body
