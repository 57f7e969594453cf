"""The learning path: what to do online before, the meetings, and what comes online in between and after them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from content_links.linked import LinkedPackage
from content_links.path import Progress, current_stop, progress_of_meeting, progress_online
from content_links.vocabulary import Phase

_NOTHING: Mapping[UUID, Sequence[LinkedPackage]] = {}
IsDone = Callable[[LinkedPackage], bool]
"""Whether the reader did it; on pages for everybody nothing is done."""


def _nobody(_: LinkedPackage) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class PathMeeting:
    """A session on the path; times are aware wall-clock times of its place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    title: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStop:
    """A meeting or a package; `opens_on` is the day from which a package is meant, when that is still to come."""

    state: Progress
    meeting: PathMeeting | None = None
    package: LinkedPackage | None = None
    opens_on: date | None = None


def learning_path(
    meetings: Sequence[PathMeeting],
    packages: Sequence[LinkedPackage],
    now: datetime,
    *,
    own: Mapping[UUID, Sequence[LinkedPackage]] = _NOTHING,
    is_done: IsDone = _nobody,
) -> tuple[PathStop, ...]:
    """The stops in order, with the first one to come as the current one.

    :param meetings: in order of time.
    :param packages: what belongs to the activity as a whole: before the first meeting,
        between the meetings when it is released, after the last one.
    :param own: what belongs to one meeting: before it and after it.
    :param now: aware.
    """
    stops: list[PathStop] = []
    for index, meeting in enumerate(meetings):
        linked = [(package, meeting) for package in own.get(meeting.id, ())]
        before = [*linked, *((package, meeting) for package in packages if index == 0)]
        after = [*linked, *_after(packages, meetings, index)]
        stops += _online(before, {Phase.PREPARE}, now, is_done)
        stops.append(PathStop(state=_progress(meeting, now), meeting=meeting))
        stops += _online(after, {Phase.DURING, Phase.FOLLOW_UP}, now, is_done)
    if not meetings:
        for phase in Phase:
            stops += _online([(package, None) for package in packages], {phase}, now, is_done)
    return _with_current(stops)


def _after(
    packages: Sequence[LinkedPackage], meetings: Sequence[PathMeeting], index: int
) -> Iterator[tuple[LinkedPackage, PathMeeting]]:
    """What belongs to the whole and comes after this meeting and before the next, with the meeting it counts from."""
    for package in packages:
        if package.phase is Phase.DURING and _last_before(package, meetings) == index:
            yield package, meetings[0]
        if package.phase is Phase.FOLLOW_UP and index == len(meetings) - 1:
            yield package, meetings[index]


def _online(
    linked: Iterable[tuple[LinkedPackage, PathMeeting | None]], phases: Set[Phase], now: datetime, is_done: IsDone
) -> Iterator[PathStop]:
    """In the order of their days, and on one day in that of their position."""
    wanted = ((package, _released_on(package, meeting), meeting) for package, meeting in linked)
    for package, day, meeting in sorted(
        (each for each in wanted if each[0].phase in phases), key=lambda each: (each[1], each[0].position)
    ):
        done = is_done(package)
        opens_on = None if done else _opens_on(package, day, meeting, now)
        yield PathStop(state=progress_online(is_done=done), package=package, opens_on=opens_on)


def _released_on(package: LinkedPackage, meeting: PathMeeting | None) -> date:
    """The local day; without a meeting only its order means something."""
    day = meeting.starts_at.date() if meeting else date(2000, 1, 1)
    return day + timedelta(days=package.release_days)


def _last_before(package: LinkedPackage, meetings: Sequence[PathMeeting]) -> int:
    """The number of the last meeting before a package is meant, counted from the day of the first; at least 0."""
    released_on = _released_on(package, meetings[0])
    return max(0, sum(meeting.starts_at.date() <= released_on for meeting in meetings) - 1)


def _opens_on(package: LinkedPackage, day: date, meeting: PathMeeting | None, now: datetime) -> date | None:
    """Someone who is early may start early, but a package is announced from its release on."""
    if meeting is None or package.release_days == 0:
        return None
    return day if day > now.astimezone(meeting.starts_at.tzinfo).date() else None


def _progress(meeting: PathMeeting, now: datetime) -> Progress:
    return progress_of_meeting(is_on=not meeting.is_cancelled, ends_at=meeting.ends_at, now=now)


def _with_current(stops: list[PathStop]) -> tuple[PathStop, ...]:
    meetings = (number for number, stop in enumerate(stops) if stop.meeting)
    current = current_stop([stop.state for stop in stops], meetings)
    if current is not None:
        stops[current] = replace(stops[current], state=Progress.CURRENT)
    return tuple(stops)
