"""How long it takes to find twenty slots in a season of 400 placed sessions over 30 rooms."""

import time
from datetime import date, timedelta
from datetime import time as clock
from random import Random

from bench.services import migrated_database
from database.transaction import execute, execute_many, fetch, fetch_value
from events.series.placing import Placement
from events.slots.finding import Wish, find_plans
from events.slots.nearest import nearest_free
from events.vocabulary import Skill
from places.locating import add_location, set_opening_hours
from places.organising import create_organisation
from places.rooms import add_room
from places.schemas import LocationDetails, OpeningHoursDetails, OrganisationDetails, RoomDetails
from places.vocabulary import LocationKind, OrganisationKind

LOCATIONS, ROOMS, SESSIONS, PEOPLE = 6, 5, 400, 40
FIRST_DAY = date(2027, 9, 6)
WEEKS = 16
_ACTIVITY = """
INSERT INTO activity (organisation, key, slug, title, kind, form, wsob_function, registration_policy)
SELECT id, 'taalclub', 'taalclub', 'Taalclub', 'course', 'cohort', 'development_education', 'desk' FROM organisation
RETURNING id
"""
_EDITION = """
INSERT INTO edition (id, activity, location, first_day)
SELECT gen_random_uuid(), $1, min(id), DATE '2027-09-06' FROM location RETURNING id
"""
_SESSION = """
INSERT INTO session (id, edition, location, room, starts_at, ends_at)
VALUES (gen_random_uuid(), $1, $2, $3, ($4::date + $5::time) AT TIME ZONE 'Europe/Amsterdam',
    ($4::date + $5::time + interval '2 hours') AT TIME ZONE 'Europe/Amsterdam')
"""
_PEOPLE = """
INSERT INTO facilitator (organisation, name, kind, skills)
SELECT organisation.id, 'Vrijwilliger ' || n, 'volunteer', CASE n % 3 WHEN 0 THEN ARRAY['nt2'] ELSE ARRAY['digital'] END
FROM organisation, generate_series(1, $1) n
"""
_LEAD = """
INSERT INTO assignment (session, facilitator, starts_at, ends_at)
SELECT DISTINCT ON (facilitator.id, session.starts_at) session.id, facilitator.id, session.starts_at, session.ends_at
FROM session JOIN facilitator ON facilitator.id % $1 = abs(hashtext(session.id::text)) % $1
"""


async def main() -> None:
    """Prints the figures; the database is a new one, which is thrown away."""
    async with migrated_database():
        await _make_season()
        for name, wish in _wishes().items():
            await find_plans(wish)
            start = time.perf_counter()
            found = await find_plans(wish)
            took = time.perf_counter() - start
            print(f"{name}: {took * 1000:.0f} ms ({len(found.plans)} plans, {len(found.near_misses)} near misses)")
        await _nearest()


def _wishes() -> dict[str, Wish]:
    usual = {
        "organisation": "bench",
        "minutes": 120,
        "first_day": FIRST_DAY,
        "last_day": FIRST_DAY + timedelta(weeks=WEEKS),
    }
    weekdays = (1, 2, 3, 4, 5)
    return {
        "eight lessons on any weekday between 9 and 21": Wish(
            sessions=8, weekdays=weekdays, windows=((clock(9), clock(21)),), seats=10, **usual
        ),
        "the same with two people who can do NT2 and digital": Wish(
            sessions=8,
            weekdays=weekdays,
            windows=((clock(9), clock(21)),),
            facilitators=2,
            skills=frozenset({Skill.NT2, Skill.DIGITAL}),
            **usual,
        ),
        "seventeen lessons, for which only Mondays are enough": Wish(
            sessions=17, weekdays=weekdays, windows=((clock(9), clock(21)),), facilitators=1, **usual
        ),
    }


async def _make_season() -> None:
    await create_organisation(details=OrganisationDetails(slug="bench", name="Bench", kind=OrganisationKind.LIBRARY))
    hours = [OpeningHoursDetails(weekday=day, opens_at=clock(9), closes_at=clock(21)) for day in range(1, 7)]
    for number in range(LOCATIONS):
        details = LocationDetails(key=f"location-{number}", name=f"Location {number}", kind=LocationKind.BRANCH)
        place = await add_location(organisation_slug="bench", details=details)
        await set_opening_hours(location_slug=place.slug, hours=hours)
        for room in range(ROOMS):
            size = 8 + 4 * room
            await add_room(location_slug=place.slug, details=RoomDetails(name=f"Zaal {room}", capacity=size))
    edition = await fetch_value(_EDITION, await fetch_value(_ACTIVITY))
    rooms = await fetch("SELECT id, location FROM room ORDER BY id")
    # A quarter of all slots of two hours, chosen anew for each week.
    slots = [
        (edition, room["location"], room["id"], FIRST_DAY + timedelta(weeks=week, days=day), clock(hour))
        for room in rooms
        for week in range(WEEKS)
        for day in range(5)
        for hour in (9, 11, 13, 15, 19)
    ]
    await execute_many(_SESSION, Random(1).sample(slots, SESSIONS))
    await execute(_PEOPLE, PEOPLE)
    await execute(_LEAD, PEOPLE)
    await execute("ANALYZE")


async def _nearest() -> None:
    row = (await fetch("SELECT id, starts_at, ends_at, location, room FROM session ORDER BY id LIMIT 1"))[0]
    placement = Placement(
        session=None, starts_at=row["starts_at"], ends_at=row["ends_at"], location=row["location"], room=row["room"]
    )
    await nearest_free(placement)
    start = time.perf_counter()
    found = await nearest_free(placement)
    print(f"the nearest {len(found)} free times beside a clash: {(time.perf_counter() - start) * 1000:.0f} ms")
