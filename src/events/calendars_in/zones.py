"""Which time zone a calendar means: IANA names, those of Windows and Outlook, and paths that end in an IANA name."""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events.calendars_in.errors import UnknownZone
from tabular.reasons import shown

# Outlook on the web writes the words of its list of zones; the first town is enough to know which one it is.
_OUTLOOK = re.compile(r"\(UTC(?:[+-]\d\d:\d\d)?\) (?P<town>[^,]+)")
_TOWNS = {
    "Amsterdam": "Europe/Amsterdam",
    "Brussels": "Europe/Brussels",
    "Belgrade": "Europe/Belgrade",
    "Sarajevo": "Europe/Sarajevo",
    "Dublin": "Europe/London",
    "Coordinated Universal Time": "UTC",
    "Georgetown": "America/La_Paz",
}


@lru_cache(maxsize=1024)
def zone_named(tzid: str) -> ZoneInfo:
    """The zone that a TZID names.

    :raises UnknownZone: nobody knows it. Its VTIMEZONE is not asked: what it says about the past years is often wrong.
    """
    name = tzid.strip().strip('"')
    candidates = [name, WINDOWS_TO_OLSON.get(name, ""), _of_outlook(name), *_ends(name)]
    known = next((each for each in candidates if each in available_timezones()), None)
    if known is None:
        raise UnknownZone(timezone=shown(tzid))
    return ZoneInfo(known)


def _of_outlook(name: str) -> str:
    match = _OUTLOOK.match(name)
    return _TOWNS.get(match["town"], "") if match else ""


def _ends(name: str) -> list[str]:
    """/freeassociation.sourceforge.net/Europe/Amsterdam and the like."""
    parts = name.strip("/").split("/")
    return ["/".join(parts[-count:]) for count in (3, 2) if len(parts) > count]
