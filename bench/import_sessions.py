"""How long it takes to import a programme of 50,000 sessions, and to import it again."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from bench.services import migrated_database
from database.transaction import fetch_value
from events.exporting import export_programme
from events.importing import import_programme
from places.locating import add_location
from places.organising import create_organisation
from places.schemas import LocationDetails, OrganisationDetails
from places.vocabulary import LocationKind, OrganisationKind

RULES = 1_050
LOCATIONS = 20
HEADER = "activity,title,kind,form,location,starts_on,ends_on,start_time,end_time,rrule,skip,registration,capacity"


def programme() -> bytes:
    """Weekly rules for a year, about fifty sessions each, of a hundred activities at twenty locations."""
    lines = [HEADER]
    for number in range(RULES):
        activity, location = number % 100, (number // 100) % LOCATIONS
        day = ("MO", "TU", "WE", "TH", "FR")[number % 5]
        what = f"activity-{activity},Activity {activity},workshop,single,location-{location}"
        when = f"2027-01-04,2027-12-17,{9 + number // 210:02}:00,{11 + number // 210:02}:00,FREQ=WEEKLY;BYDAY={day}"
        lines.append(f"{what},{when},public_holidays,required,20")
    return "\n".join(lines).encode()


async def main() -> None:
    """Prints the figures; the database is a new one, which is thrown away."""
    async with migrated_database():
        await _make_library()
        source = programme()
        await _timed("first import", lambda: import_programme(source, "bench"))
        await _timed("second import", lambda: import_programme(source, "bench"))
        moved = source.replace(b"09:00,11:00", b"09:30,11:30")
        await _timed("a fifth of the rules at another time", lambda: import_programme(moved, "bench"))
        await _timed("export", lambda: export_programme("bench"), show=False)
        sessions = await fetch_value("SELECT count(*) FROM session")
        print(f"{sessions:,} sessions")


async def _make_library() -> None:
    details = OrganisationDetails(slug="bench", name="Bench", kind=OrganisationKind.LIBRARY)
    await create_organisation(details=details)
    for number in range(LOCATIONS):
        location = LocationDetails(key=f"location-{number}", name=f"Location {number}", kind=LocationKind.BRANCH)
        await add_location(organisation_slug="bench", details=location)


async def _timed(name: str, work: Callable[[], Coroutine[Any, Any, Any]], *, show: bool = True) -> None:
    start = time.perf_counter()
    answer = await work()
    took = f"{name}: {time.perf_counter() - start:.2f} s"
    print(f"{took} ({answer})" if show else took)
