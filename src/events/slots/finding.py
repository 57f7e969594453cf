"""Finds places, times and people for a series that somebody wishes to plan."""

import asyncio
from dataclasses import dataclass
from datetime import date, time

from events.slots.reading import Period, people_of, spots_of
from events.slots.searching import DEFAULT_WINDOW, EVERY_WEEKDAY, Found, Pattern, search
from events.vocabulary import Skill, Skip
from places.queries import locations_of_organisation, organisation_by_slug
from places.vocabulary import Equipment

LONGEST_DAYS = 400
"""How long a period is searched at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wishes to plan.

    :ivar organisation: slug of whose activity it is; without `locations` all its places are looked at.
    :ivar windows: pairs of local times, the most wished first.
    :ivar locations: ids; `rooms`, when given, are those of them that may be used.
    :ivar facilitators: how many people lead each session.
    """

    organisation: str
    minutes: int
    sessions: int
    first_day: date
    last_day: date
    every_weeks: int = 1
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    windows: tuple[tuple[time, time], ...] = (DEFAULT_WINDOW,)
    locations: tuple[int, ...] = ()
    rooms: tuple[int, ...] = ()
    seats: int | None = None
    equipment: frozenset[Equipment] = frozenset()
    skills: frozenset[Skill] = frozenset()
    facilitators: int = 0
    setup_minutes: int = 0
    clearup_minutes: int = 0
    skip: frozenset[Skip] = frozenset()

    def pattern(self) -> Pattern:
        return Pattern(
            minutes=self.minutes,
            sessions=self.sessions,
            first_day=self.first_day,
            last_day=self.last_day,
            every_weeks=self.every_weeks,
            weekdays=self.weekdays,
            windows=self.windows,
            seats=self.seats,
            equipment=self.equipment,
            skills=self.skills,
            facilitators=self.facilitators,
            setup_minutes=self.setup_minutes,
            clearup_minutes=self.clearup_minutes,
        )


async def find_plans(wish: Wish) -> Found:
    """Up to twenty plans, the best first, and why better ones do not fit; in eight queries.

    :raises UnknownOrganisation: there is no such organisation.
    """
    organisation = await organisation_by_slug(wish.organisation)
    known = {each.id for each in await locations_of_organisation(organisation.id)}
    locations = known & set(wish.locations) if wish.locations else known
    period = Period(first_day=wish.first_day, last_day=wish.last_day)
    spots = await spots_of(locations, period, rooms=wish.rooms or None, skip=frozenset(wish.skip))
    pattern = wish.pattern()
    people = await people_of(organisation.id, period, organisation.timezone) if pattern.team_size else []
    # Other requests go on meanwhile: a long series over a whole year can take a while.
    return await asyncio.to_thread(search, pattern, spots, people)
