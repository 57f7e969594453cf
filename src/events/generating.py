"""Decides what has to happen to the sessions of a rule when the rule or the closed days have changed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from events.recurrence import Occurrence
from events.vocabulary import SessionState


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingSession:
    """A session that a rule made before.

    :ivar occurs_on: the local day that the rule named, wherever the session has been moved to since.
    :ivar starts_at: aware.
    :ivar edited: somebody changed this one session.
    :ivar is_kept: people have signed up for it, so it cannot just go.
    """

    id: UUID
    occurs_on: date
    starts_at: datetime
    ends_at: datetime
    location: int
    room: int | None
    state: SessionState
    edited: bool
    is_kept: bool
    setup_minutes: int = 0
    clearup_minutes: int = 0

    @property
    def place(self) -> tuple[int, int | None]:
        return self.location, self.room


@dataclass(frozen=True, slots=True)
class Move:
    """An existing session that from now on is at another time or place."""

    session: ExistingSession
    to: Occurrence


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the sessions of one rule; each list in order of time."""

    insert: tuple[Occurrence, ...] = ()
    update: tuple[Move, ...] = ()
    remove: tuple[ExistingSession, ...] = ()
    cancel: tuple[ExistingSession, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Plan()


def plan_sessions(
    wanted: Iterable[Occurrence],
    existing: Iterable[ExistingSession],
    *,
    place: tuple[int, int | None],
    now: datetime,
) -> Plan:
    """What makes the sessions of a rule those that are wanted.

    What has begun stays as it was, and so does a session that somebody edited or cancelled. A rule without sessions
    gets those of the past as well: it describes what was held. One that changes later does not rewrite that.

    :param place: location and room in which the rule's sessions are held.
    :param now: aware.
    """
    by_day = {each.occurs_on: each for each in existing}
    days = {each.on: each for each in wanted}
    new = [each for day, each in sorted(days.items()) if day not in by_day and (not by_day or each.starts_at > now)]
    free = [each for _, each in sorted(by_day.items()) if _follows_rule(each, now)]
    dropped = [each for each in free if each.occurs_on not in days]
    return Plan(
        insert=tuple(new),
        update=tuple(_moves(free, days, place, now)),
        remove=tuple(each for each in dropped if not each.is_kept),
        cancel=tuple(each for each in dropped if each.is_kept),
    )


def _follows_rule(session: ExistingSession, now: datetime) -> bool:
    return session.starts_at > now and not session.edited and session.state == SessionState.SCHEDULED


def _moves(
    sessions: Iterable[ExistingSession], days: dict[date, Occurrence], place: tuple[int, int | None], now: datetime
) -> Iterable[Move]:
    for session in sessions:
        to = days.get(session.occurs_on)
        # Nobody can be told to have been there this morning.
        if to is None or to.starts_at <= now:
            continue
        if (session.starts_at, session.ends_at, session.place) != (to.starts_at, to.ends_at, place):
            yield Move(session, to)
