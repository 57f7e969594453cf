"""Calendars as other systems write them, about days that are to come."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from events.calendars_in.expanding import Expanded, Window, expand
from events.calendars_in.lines import read_components
from events.calendars_in.reading import read_event

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 1, 1, 8, tzinfo=UTC)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//elsewhere//EN\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(uid: str, *lines: str, summary: str = "Taalcafé") -> str:
    rest = "".join(f"{line}\r\n" for line in lines)
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T100000Z\r\nSUMMARY:{summary}\r\n{rest}END:VEVENT\r\n"


def calendar(*events: str) -> bytes:
    return (HEAD + "".join(events) + TAIL).encode()


def open_on_weekdays(day: date) -> tuple[time, time] | None:
    return (time(9), time(17)) if day.isoweekday() <= 5 else None


def window(now: datetime = NOW) -> Window:
    return Window(now=now, until=date(2028, 3, 1), zone=AMSTERDAM, place="De Haven", hours=open_on_weekdays)


def expanded(body: bytes, now: datetime = NOW) -> Expanded:
    return expand([read_event(each, AMSTERDAM) for each in read_components(body)], window(now))


def local_starts(body: bytes) -> list[str]:
    return [f"{each.starts_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}" for each in expanded(body).wanted]
