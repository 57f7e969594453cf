"""Searches all places, weekdays and times for those in which a whole series fits. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from events.slots.minutes import bits
from events.slots.surroundings import Person, Spot
from events.slots.teams import choose_team
from events.staffing.times import minutes
from events.vocabulary import Skill
from places.vocabulary import Equipment

STEP_MINUTES = 30
DEFAULT_WINDOW = (time(8), time(22))
MOST_PLANS = 20
MOST_MISSES = 10
EVERY_WEEKDAY = tuple(range(1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The series that a slot is looked for.

    :ivar windows: wished times, the most wished first; a session lies within one of them.
    :ivar facilitators: how many people lead each session; the same for all of them.
    """

    minutes: int
    sessions: int
    first_day: date
    last_day: date
    every_weeks: int = 1
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    windows: tuple[tuple[time, time], ...] = (DEFAULT_WINDOW,)
    seats: int | None = None
    equipment: frozenset[Equipment] = frozenset()
    skills: frozenset[Skill] = frozenset()
    facilitators: int = 0
    setup_minutes: int = 0
    clearup_minutes: int = 0

    @property
    def team_size(self) -> int:
        """Skills need somebody who has them, also when nobody says how many people there should be."""
        return max(self.facilitators, 1 if self.skills else 0)


class Score(NamedTuple):
    """The lower the better. All sessions of a plan are in one place, so none changes places."""

    window: int
    minutes_later: int
    weeks_later: int
    weeks_left_out: int
    surplus: int
    first_day: date
    location: int
    room: int


class MissKind(StrEnum):
    TAKEN = "taken"
    NOT_OPEN = "not_open"
    NOBODY = "nobody"
    TOO_FEW_DATES = "too_few_dates"
    TOO_SMALL = "too_small"
    LACKS = "lacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Why something that would be better does not fit; `weekday` and `starts_at` are None when it never does."""

    kind: MissKind
    spot: Spot
    weekday: int | None = None
    starts_at: time | None = None
    details: Mapping[str, int | str | tuple[Skill, ...] | tuple[Equipment, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The same place, weekday, time and people for all sessions; times are local time of the place."""

    spot: Spot
    weekday: int
    starts_at: time
    ends_at: time
    days: tuple[date, ...]
    people: tuple[Person, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Found:
    """Both with the best first."""

    plans: list[Plan]
    near_misses: list[Miss]


class _Start(NamedTuple):
    window: int
    later: int
    first: int


def search(pattern: Pattern, spots: Sequence[Spot], people: Sequence[Person] = (), *, most: int = MOST_PLANS) -> Found:
    """The best plans, at the earliest day on which each can begin, and why better ones do not fit."""
    plans: list[Plan] = []
    misses: list[tuple[Score, Miss]] = []
    unfit: list[Miss] = []
    crew = _Crew(pattern, people)
    for spot in spots:
        reason = _never(pattern, spot)
        if reason is not None:
            unfit.append(reason)
            continue
        for weekday in pattern.weekdays:
            _search_day(_Day(pattern, spot, weekday), crew, plans, misses)
    plans.sort(key=lambda plan: plan.score)
    return Found(plans[:most], _nearest(plans[:most], misses, unfit, most))


def _never(pattern: Pattern, spot: Spot) -> Miss | None:
    if pattern.seats is not None and spot.capacity is not None and spot.capacity < pattern.seats:
        return Miss(kind=MissKind.TOO_SMALL, spot=spot, details={"capacity": spot.capacity, "seats": pattern.seats})
    # Where there are no rooms, nobody has written down what there is.
    missing = tuple(sorted(pattern.equipment - spot.equipment)) if spot.room is not None else ()
    return Miss(kind=MissKind.LACKS, spot=spot, details={"equipment": missing}) if missing else None


class _Day:
    """One spot on one weekday: the days on which a series could be held there."""

    def __init__(self, pattern: Pattern, spot: Spot, weekday: int) -> None:
        self.pattern, self.spot, self.weekday = pattern, spot, weekday
        ahead = (weekday - pattern.first_day.isoweekday()) % 7
        weeks = range(0, max((pattern.last_day - pattern.first_day).days - ahead + 1, 0), 7)
        self.dates = [pattern.first_day + timedelta(days=ahead + days) for days in weeks]
        self.series = [found for first in range(len(self.dates)) if (found := self._from(first)) is not None]

    def _from(self, first: int) -> tuple[date, ...] | None:
        """The days of a series that begins on this date, without closed ones, or None when too few are left."""
        if self.dates[first] in self.spot.closed:
            return None
        open_days = [day for day in self.dates[first :: self.pattern.every_weeks] if day not in self.spot.closed]
        return tuple(open_days[: self.pattern.sessions]) if len(open_days) >= self.pattern.sessions else None

    def starts(self) -> Iterator[_Start]:
        """Each time once, in the window in which it is wished most."""
        seen = set()
        for number, (opens, closes) in enumerate(self.pattern.windows):
            for first in range(minutes(opens), minutes(closes) - self.pattern.minutes + 1, STEP_MINUTES):
                if first not in seen:
                    seen.add(first)
                    yield _Start(number, first - minutes(opens), first)

    def score(self, start: _Start, days: Sequence[date]) -> Score:
        least = (self.pattern.sessions - 1) * self.pattern.every_weeks
        return Score(
            window=start.window,
            minutes_later=start.later,
            weeks_later=(days[0] - self.pattern.first_day).days // 7,
            weeks_left_out=(days[-1] - days[0]).days // 7 - least,
            surplus=self.spot.surplus(self.pattern.seats),
            first_day=days[0],
            location=self.spot.location,
            room=self.spot.room or 0,
        )


class _Crew:
    """Finds people once for each series of days and time, whatever the room."""

    def __init__(self, pattern: Pattern, people: Sequence[Person]) -> None:
        self._pattern, self._people = pattern, people
        self._known: dict[tuple[tuple[date, ...], int], tuple[Person, ...] | None] = {}

    def for_(self, days: tuple[date, ...], first: int) -> tuple[Person, ...] | None:
        if not self._pattern.team_size:
            return ()
        if (days, first) not in self._known:
            free = self.free(days, first)
            self._known[days, first] = choose_team(free, self._pattern.team_size, self._pattern.skills)
        return self._known[days, first]

    def free(self, days: tuple[date, ...], first: int) -> list[Person]:
        session = bits(first, first + self._pattern.minutes)
        return [person for person in self._people if all(person.is_free(day, session) for day in days)]


def _search_day(day: _Day, crew: _Crew, plans: list[Plan], misses: list[tuple[Score, Miss]]) -> None:
    pattern, spot = day.pattern, day.spot
    taken = spot.taken_minutes
    for start in day.starts():
        if not day.series:
            misses.append(_too_few_dates(day, start))
            return
        session = bits(start.first, start.first + pattern.minutes)
        if spot.open_minutes[day.weekday] & session != session:
            miss = _miss(MissKind.NOT_OPEN, day, start)
            misses.append((day.score(start, day.series[0]), miss))
            continue
        occupied = bits(start.first - pattern.setup_minutes, start.first + pattern.minutes + pattern.clearup_minutes)
        for number, days in enumerate(day.series):
            is_free = not any(taken.get(each, 0) & occupied for each in days)
            team = crew.for_(days, start.first) if is_free else None
            if team is not None:
                plans.append(_plan(day, start, days, team))
                break
            if number == 0:
                miss = _nobody(day, start, crew) if is_free else _taken(day, start, occupied)
                misses.append((day.score(start, days), miss))


def _plan(day: _Day, start: _Start, days: tuple[date, ...], team: tuple[Person, ...]) -> Plan:
    return Plan(
        spot=day.spot,
        weekday=day.weekday,
        starts_at=_clock(start.first),
        ends_at=_clock(start.first + day.pattern.minutes),
        days=days,
        people=team,
        score=day.score(start, days),
    )


def _miss(kind: MissKind, day: _Day, start: _Start, **details: int | str | tuple[Skill, ...]) -> Miss:
    return Miss(kind=kind, spot=day.spot, weekday=day.weekday, starts_at=_clock(start.first), details=details)


def _taken(day: _Day, start: _Start, occupied: int) -> Miss:
    in_the_way = [
        {each.title for each in day.spot.taken.get(on, ()) if bits(each.first, each.last) & occupied}
        for on in day.series[0]
    ]
    titles = Counter(title for found in in_the_way for title in found)
    by = ", ".join(title for title, _ in titles.most_common(3))
    count = sum(1 for found in in_the_way if found)
    return _miss(MissKind.TAKEN, day, start, count=count, of=len(in_the_way), by=by)


def _nobody(day: _Day, start: _Start, crew: _Crew) -> Miss:
    free = len(crew.free(day.series[0], start.first))
    needed, skills = day.pattern.team_size, tuple(sorted(day.pattern.skills))
    return _miss(MissKind.NOBODY, day, start, free=free, needed=needed, skills=skills)


def _too_few_dates(day: _Day, start: _Start) -> tuple[Score, Miss]:
    left = [each for each in day.dates[:: day.pattern.every_weeks] if each not in day.spot.closed]
    details = {"left": len(left), "needed": day.pattern.sessions}
    miss = Miss(kind=MissKind.TOO_FEW_DATES, spot=day.spot, weekday=day.weekday, details=details)
    return day.score(start, left[:1] or [day.pattern.first_day])._replace(weeks_left_out=0), miss


def _nearest(
    plans: Sequence[Plan], misses: Sequence[tuple[Score, Miss]], unfit: Sequence[Miss], most: int
) -> list[Miss]:
    """The best of those that are better than the last plan, one for each place and weekday, or the whole place."""
    worst = plans[-1].score if len(plans) == most else None
    nearest: dict[tuple[object, ...], Miss] = {}
    for score, miss in sorted(misses, key=lambda each: each[0]):
        if worst is not None and score > worst:
            break
        of_place = miss.kind in (MissKind.NOT_OPEN, MissKind.TOO_FEW_DATES)
        nearest.setdefault((miss.kind, miss.spot.location, 0 if of_place else miss.spot.room, miss.weekday), miss)
    return [*nearest.values(), *unfit][:MOST_MISSES]


def _clock(after_midnight: int) -> time:
    return time(after_midnight // 60, after_midnight % 60)
