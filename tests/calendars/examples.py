"""A course morning of Alice, and readers that share no code with the renderer."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from calendars.vevent import Event

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIXTURES = Path(__file__).parent / "fixtures"


def amsterdam(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM)  # type: ignore[arg-type, misc]


def event(**changes: Any) -> Event:
    """Return two hours in January, with only what an event needs; a changed start moves the end along."""
    starts_at = changes.get("starts_at", amsterdam(2027, 1, 12, 10))
    values = {
        "uid": "5f0c1c1e-3d2b-4a54-9a3c-6f1d2c3b4a59",
        "sequence": 0,
        "modified_at": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "timezone": "Europe/Amsterdam",
        "summary": "Klik & Tik",
    }
    return Event(**{**values, **changes})


class Property(NamedTuple):
    name: str
    parameters: str
    value: str


def properties(ics: bytes) -> list[Property]:
    """Unfold and split content lines (RFC 5545, section 3.1), values still escaped."""
    unfolded = ics.decode().replace("\r\n ", "")
    line = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
    matches = [line.fullmatch(each) for each in unfolded.split("\r\n")[:-1]]
    return [Property(*match.groups()) for match in matches if match]


def vevent_properties(ics: bytes) -> list[Property]:
    """Return the properties from BEGIN:VEVENT on, so without those of the zones."""
    return properties(ics.partition(b"BEGIN:VEVENT\r\n")[2])


def value(ics: bytes, name: str) -> str:
    """Return the still escaped value of the one property with this name."""
    (found,) = [each.value for each in properties(ics) if each.name == name]
    return found


def unescaped(text: str) -> str:
    return re.sub(r"\\([\\;,nN])", lambda match: "\n" if match[1] in "nN" else match[1], text)
