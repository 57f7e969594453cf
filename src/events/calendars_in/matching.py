"""Decides what has to happen to the meetings of a calendar since it was read before. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from events.calendars_in.expanding import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An event that became a session before.

    :ivar session: None when the session is gone.
    :ivar day: local day of the session; None when there is none.
    :ivar is_coming: it is held and has not begun; `is_cancelled` says that somebody here has called it off.
    """

    id: int
    uid: str
    recurrence_id: str
    digest: str
    session: UUID | None
    edition: UUID | None
    starts_at: datetime | None
    day: date | None
    is_coming: bool
    is_cancelled: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.uid, self.recurrence_id


@dataclass(slots=True)
class Changes:
    """`new` have no session, `other` say something else than before, `gone` are wanted no longer."""

    new: list[Wanted] = field(default_factory=list)
    other: list[tuple[Known, Wanted]] = field(default_factory=list)
    same: list[tuple[Known, Wanted]] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)


def match(known: Sequence[Known], wanted: Sequence[Wanted]) -> Changes:
    """Which event is which session.

    An event is recognised by UID and RECURRENCE-ID. When a whole series moves, its RECURRENCE-IDs move with it: then it
    is the one with that UID on the same day, and else the only one with that UID in the same week. So people who have
    signed up are told of another time, and keep their place.
    """
    changes = Changes()
    left_known, left_wanted = list(known), list(wanted)
    for key_of_known, key_of_wanted in _WAYS:
        pairs = _pairs(left_known, left_wanted, key_of_known, key_of_wanted)
        for each, now in pairs:
            _sort(changes, each, now)
        taken = {each.id for each, _ in pairs}
        found = {now.key for _, now in pairs}
        left_known = [each for each in left_known if each.id not in taken]
        left_wanted = [each for each in left_wanted if each.key not in found]
    changes.new += left_wanted
    changes.gone = [each for each in left_known if each.is_coming]
    return changes


def _sort(changes: Changes, each: Known, now: Wanted) -> None:
    if each.digest == now.digest and each.key == now.key:
        changes.same.append((each, now))
    else:
        changes.other.append((each, now))


_Left = TypeVar("_Left")


def _pairs(
    known: Sequence[Known],
    wanted: Sequence[Wanted],
    key_of_known: Callable[[Known], Hashable],
    key_of_wanted: Callable[[Wanted], Hashable],
) -> list[tuple[Known, Wanted]]:
    """Those of which there is exactly one on both sides."""
    ours, theirs = _grouped(known, key_of_known), _grouped(wanted, key_of_wanted)
    return [
        (ours[key][0], each[0])
        for key, each in theirs.items()
        if key is not None and len(each) == 1 and len(ours.get(key, ())) == 1
    ]


def _grouped(items: Sequence[_Left], key_of: Callable[[_Left], Hashable]) -> dict[Hashable, list[_Left]]:
    groups: dict[Hashable, list[_Left]] = defaultdict(list)
    for item in items:
        groups[key_of(item)].append(item)
    return groups


def _day_of(each: Known) -> Hashable:
    return (each.uid, each.day) if each.is_coming else None


def _week_of(each: Known) -> Hashable:
    return (each.uid, each.day.isocalendar()[:2]) if each.is_coming and each.day else None


_WAYS: Sequence[tuple[Callable[[Known], Hashable], Callable[[Wanted], Hashable]]] = (
    (lambda each: each.key, lambda each: each.key),
    (_day_of, lambda each: (each.uid, each.day)),
    (_week_of, lambda each: (each.uid, each.day.isocalendar()[:2])),
)
