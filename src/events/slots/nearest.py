"""The nearest free times and rooms beside a placement that clashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from database.transaction import fetch_row
from events.local_time import to_utc, zone
from events.recurrence_errors import ScheduleRefused
from events.series.placing import Placement
from events.slots.minutes import bits
from events.slots.reading import Period, people_of, spots_of
from events.slots.surroundings import Person, Spot
from events.staffing.times import DAY_MINUTES, minutes
from places.vocabulary import Equipment

STEP_MINUTES = 15
USUAL_HOURS = (8 * 60, 22 * 60)
"""Between which times something is looked for where nobody has told the opening hours."""
MOST_OTHER_ROOMS = 2
"""So that another time is offered as well."""

_NEEDS = """
SELECT location.timezone, location.organisation, coalesce(session.capacity, edition.capacity) AS seats,
    activity.equipment
FROM location LEFT JOIN session ON session.id = $2 LEFT JOIN edition ON edition.id = session.edition
LEFT JOIN activity ON activity.id = edition.activity WHERE location.id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where and when it does fit; times are aware UTC, `timezone` is that of the place."""

    starts_at: datetime
    ends_at: datetime
    timezone: str
    location: int
    location_name: str
    room: int | None
    room_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A session in local time of its place, `first` in minutes after midnight, with what it needs."""

    day: date
    first: int
    minutes: int
    room: int | None
    setup_minutes: int = 0
    clearup_minutes: int = 0
    seats: int | None = None
    equipment: frozenset[Equipment] = frozenset()

    @property
    def moment(self) -> datetime:
        return _moment(self.day, self.first)


@dataclass(frozen=True, slots=True, order=True)
class Alternative:
    """A room (0 where there are none) and a local time; the nearest sorts first, then the room that fits best."""

    minutes_away: int
    surplus: int
    at: datetime
    room: int


async def nearest_free(placement: Placement, *, count: int = 3, now: datetime | None = None) -> list[Slot]:
    """The nearest alternatives: another fitting room at the same time, or the same room at another time that week.

    The people of the placement can be there as well, and the place is open. Empty when there is nothing that week.

    :param now: aware; nothing before it is offered.
    """
    needs = await fetch_row(_NEEDS, placement.location, placement.session)
    if needs is None:
        return []
    timezone = needs["timezone"]
    local = placement.starts_at.astimezone(zone(timezone))
    monday = local.date() - timedelta(days=local.weekday())
    period = Period(first_day=monday, last_day=monday + timedelta(days=6), but=placement.session)
    spots = await spots_of([placement.location], period)
    people = await people_of(needs["organisation"], period, timezone, only=sorted(placement.facilitators))
    wanted = Wanted(
        day=local.date(),
        first=minutes(local.time()),
        minutes=int((placement.ends_at - placement.starts_at).total_seconds() // 60),
        room=placement.room,
        setup_minutes=placement.setup_minutes,
        clearup_minutes=placement.clearup_minutes,
        seats=needs["seats"],
        equipment=frozenset(Equipment(each) for each in needs["equipment"] or ()),
    )
    earliest = (now or datetime.now(UTC)).astimezone(zone(timezone)).replace(tzinfo=None)
    found = nearest(wanted, spots, people, earliest=earliest, count=count)
    by_room = {spot.room or 0: spot for spot in spots}
    slots = [_slot(by_room[each.room], each, wanted.minutes) for each in found]
    return [slot for slot in slots if slot is not None]


def nearest(
    wanted: Wanted, spots: Sequence[Spot], people: Sequence[Person], *, earliest: datetime, count: int = 3
) -> list[Alternative]:
    """The pure part. Of each day the wished hour counts, or else the nearest free times before and after it.

    :param earliest: local time of the place, without a zone.
    """
    wished = wanted.moment
    others = [
        _alternative(wanted, spot, wished)
        for spot in spots
        if spot.room != wanted.room and fits(wanted, spot) and is_free(wanted, spot, people, wished, earliest)
    ]
    monday = wanted.day - timedelta(days=wanted.day.weekday())
    times = [
        _alternative(wanted, spot, moment)
        for spot in spots
        if spot.room == wanted.room
        for ahead in range(7)
        for moment in _nearest_of_day(wanted, spot, people, monday + timedelta(days=ahead), earliest)
    ]
    return sorted([*sorted(others)[:MOST_OTHER_ROOMS], *times])[:count]


def fits(wanted: Wanted, spot: Spot) -> bool:
    """Whether another room holds as many, and has what is needed."""
    return spot.surplus(wanted.seats) >= 0 and wanted.equipment <= spot.equipment


def is_free(wanted: Wanted, spot: Spot, people: Sequence[Person], at: datetime, earliest: datetime) -> bool:
    """Whether it fits there and then, by everything that is known; `at` is local time without a zone."""
    day, first = at.date(), minutes(at.time())
    last = first + wanted.minutes
    if last > DAY_MINUTES or at <= earliest or day in spot.closed:
        return False
    session = bits(first, last)
    occupied = bits(first - wanted.setup_minutes, last + wanted.clearup_minutes)
    usual = spot.open_minutes[day.isoweekday()] if spot.opening else bits(*USUAL_HOURS)
    if usual & session != session or spot.taken_minutes.get(day, 0) & occupied:
        return False
    return all(person.is_free(day, session) for person in people)


def _nearest_of_day(
    wanted: Wanted, spot: Spot, people: Sequence[Person], day: date, earliest: datetime
) -> set[datetime]:
    """The last free time before the wished hour and the first after it; just that hour when it is free."""
    wished = _moment(day, wanted.first)
    grid = [_moment(day, first) for first in range(wanted.first % STEP_MINUTES, DAY_MINUTES, STEP_MINUTES)]
    free = [at for at in grid if at != wanted.moment and is_free(wanted, spot, people, at, earliest)]
    if wished in free:
        return {wished}
    return {*[at for at in free if at < wished][-1:], *[at for at in free if at > wished][:1]}


def _alternative(wanted: Wanted, spot: Spot, at: datetime) -> Alternative:
    away = abs((at - wanted.moment) // timedelta(minutes=1))
    return Alternative(away, spot.surplus(wanted.seats), at, spot.room or 0)


def _moment(day: date, first: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=first)


def _slot(spot: Spot, found: Alternative, length: int) -> Slot | None:
    """None for a time that the clocks skip that day."""
    try:
        starts_at = to_utc(found.at.date(), found.at.time(), spot.timezone)
    except ScheduleRefused:
        return None
    return Slot(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=length),
        timezone=spot.timezone,
        location=spot.location,
        location_name=spot.location_name,
        room=spot.room,
        room_name=spot.room_name,
    )
