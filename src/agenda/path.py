"""The learning path: what to do online before, the meetings, and what comes online in between and after them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from content_links.linked import LinkedPackage
from content_links.vocabulary import Phase

_NOTHING: Mapping[UUID, Sequence[LinkedPackage]] = {}


class StopState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    COMING = "coming"
    CANCELLED = "cancelled"


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

    state: StopState
    meeting: PathMeeting | None = None
    package: LinkedPackage | None = None
    opens_on: date | None = None


def learning_path(
    meetings: Sequence[PathMeeting],
    packages: Sequence[LinkedPackage],
    now: datetime,
    *,
    own: Mapping[UUID, Sequence[LinkedPackage]] = _NOTHING,
) -> tuple[PathStop, ...]:
    """The stops in order, with the first one to come as the current one.

    :param meetings: in order of time.
    :param packages: what belongs to the activity as a whole: before the first meeting,
        between the meetings when it is released, after the last one.
    :param own: what belongs to one meeting: before it and after it.
    :param now: aware. Nobody tells what people did online, so only meetings are ever done.
    """
    stops = [*_online(packages, Phase.PREPARE, meetings[:1], now)]
    for index, meeting in enumerate(meetings):
        stops += _online(own.get(meeting.id, ()), Phase.PREPARE, [meeting], now)
        stops.append(PathStop(state=_state(meeting, now), meeting=meeting))
        for phase in (Phase.DURING, Phase.FOLLOW_UP):
            stops += _online(own.get(meeting.id, ()), phase, [meeting], now)
        between = [package for package in packages if _last_before(package, meetings) == index]
        stops += _online(between, Phase.DURING, meetings[:1], now)
    if not meetings:
        stops += _online(packages, Phase.DURING, (), now)
    stops += _online(packages, Phase.FOLLOW_UP, meetings[-1:], now)
    return _with_current(stops)


def _online(
    packages: Sequence[LinkedPackage], phase: Phase, meeting: Sequence[PathMeeting], now: datetime
) -> Iterator[PathStop]:
    for package in packages:
        if package.phase is phase:
            yield PathStop(state=StopState.COMING, package=package, opens_on=_opens_on(package, meeting, now))


def _last_before(package: LinkedPackage, meetings: Sequence[PathMeeting]) -> int:
    """The number of the last meeting before a package is meant, counted from the day of the first; at least 0."""
    released_on = meetings[0].starts_at.date() + timedelta(days=package.release_days)
    return max(0, sum(meeting.starts_at.date() <= released_on for meeting in meetings) - 1)


def _opens_on(package: LinkedPackage, meeting: Sequence[PathMeeting], now: datetime) -> date | None:
    """Someone who is early may start early, but a package is announced from its release on."""
    if not meeting or package.release_days == 0:
        return None
    starts_at = meeting[0].starts_at
    opens_on = starts_at.date() + timedelta(days=package.release_days)
    return opens_on if opens_on > now.astimezone(starts_at.tzinfo).date() else None


def _state(meeting: PathMeeting, now: datetime) -> StopState:
    if meeting.is_cancelled:
        return StopState.CANCELLED
    return StopState.DONE if meeting.ends_at <= now else StopState.COMING


def _with_current(stops: list[PathStop]) -> tuple[PathStop, ...]:
    """Marks the first stop after the meetings that have been."""
    done = [index for index, stop in enumerate(stops) if stop.state is StopState.DONE]
    first = done[-1] + 1 if done else 0
    for index, stop in enumerate(stops[first:], first):
        if stop.state is StopState.COMING:
            stops[index] = replace(stop, state=StopState.CURRENT)
            break
    return tuple(stops)
