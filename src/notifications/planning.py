"""Which mails about coming sessions are due: never two about the same thing. Pure; `now` and moments are aware.

This is the rule. The sweeps (digests.py, preparing.py, reminders.py) do the same for everybody at once, in SQL.

- A reminder goes so many days before, in the morning; one so many hours before (SOON) keeps out of the quiet hours.
- What to do online before goes in PREPARE, which tells when and where too: no reminder beside it.
- Who has sessions of two activities or more between Tuesday and Sunday of a week gets one DIGEST on Monday, or on the
  first morning that it holds, instead of the reminders of two days or more.
- Nobody is reminded of what a mail has just told: the sign-up, a change, or one of these.
- Who declined one meeting of a group hears nothing of it, unless they say that they come after all.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from notifications.vocabulary import MessageKind
from notifications.windows import (
    is_daytime,
    is_reminder_due,
    is_soon_due,
    midnight_of,
    soon_due_at,
    soon_told_before,
    told_before,
)

LEAST_ACTIVITIES = 2
"""So many activities in a week make a digest."""
INSTEAD_OF = 2
"""Reminders so many days before, and earlier ones, are what a digest stands for."""
_TELLING = (MessageKind.UPDATE, MessageKind.REMINDER, MessageKind.SOON, MessageKind.PREPARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """That somebody has a place at a session, and the plan of its activity.

    `changed_at` is when they last heard of their place itself. `opens_days` are the release days of what is online to
    prepare with. `earlier` are the starts of meetings of the same edition before it, for who signed up for them all and
    comes to those. `stays_away`: they declined this one.
    """

    email: str
    registration: UUID
    session: UUID
    activity: int
    starts_at: datetime
    timezone: str
    changed_at: datetime
    reminder_days: Collection[int] = ()
    reminder_hours: Collection[int] = ()
    prepare_days: Collection[int] = ()
    opens_days: Collection[int] = ()
    earlier: Collection[datetime] = ()
    wants_digest: bool = True
    stays_away: bool = False

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.timezone))

    @property
    def day(self) -> date:
        return self.local_start.date()

    @property
    def week(self) -> date:
        """The Monday before it, or the day itself."""
        return self.day - timedelta(days=self.day.weekday())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A mail that was planned: about which session as it then was, and `at` when. `offset` is in days or hours.

    `when` is the session's local start as the mail said it; of a digest the Monday of its week, at midnight.
    """

    kind: MessageKind
    email: str
    seats: frozenset[tuple[UUID, UUID]]
    when: datetime
    offset: int
    at: datetime


def due_mails(seats: Sequence[Seat], told: Sequence[Told], now: datetime) -> list[Told]:
    """The mails to plan now, after those that were planned before, in the order in which the sweeps make them."""
    known, seats = list(told), [seat for seat in seats if not seat.stays_away]
    for step in (_digests, _prepares, _reminders, _soons):
        known += step(seats, tuple(known), now)
    return known[len(told) :]


def _digests(seats: Sequence[Seat], told: Sequence[Told], now: datetime) -> Iterator[Told]:
    for week in _weeks(seats, now):
        first = week[0]
        if not _has_news(week, told, now) or any(_is_digest(each, first) for each in told):
            continue
        yield Told(
            kind=MessageKind.DIGEST,
            email=first.email,
            seats=frozenset((seat.registration, seat.session) for seat in week if seat.starts_at > now),
            when=datetime.combine(first.week, datetime.min.time()),
            offset=0,
            at=now,
        )


def _weeks(seats: Iterable[Seat], now: datetime) -> Iterator[list[Seat]]:
    """What each person who wants a digest has in this week at the places where it is day."""
    this_week = [seat for seat in seats if seat.wants_digest and is_daytime(now, seat.timezone) and _is_now(seat, now)]
    for _, group in groupby(sorted(this_week, key=_person), key=_person):
        yield list(group)


def _person(seat: Seat) -> tuple[str, str]:
    return seat.email, seat.timezone


def _is_now(seat: Seat, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(seat.timezone)).date()
    return seat.week == today - timedelta(days=today.weekday())


def _has_news(week: Sequence[Seat], told: Sequence[Told], now: datetime) -> bool:
    """It is a week with several activities, and one on a later day was not told of since yesterday began."""
    today = now.astimezone(ZoneInfo(week[0].timezone)).date()
    since = midnight_of(today - timedelta(days=1), week[0].timezone)
    return _is_full(week) and any(seat.day > today and _told_at(seat, told, _TELLING) < since for seat in week)


def _is_full(week: Iterable[Seat]) -> bool:
    return len({seat.activity for seat in week if _counts(seat)}) >= LEAST_ACTIVITIES


def _counts(seat: Seat) -> bool:
    """On Monday itself it would be late."""
    return seat.day > seat.week


def _prepares(seats: Sequence[Seat], told: Sequence[Told], now: datetime) -> Iterator[Told]:
    for seat in seats:
        today = now.astimezone(ZoneInfo(seat.timezone)).date()
        if not any(seat.day + timedelta(days=opens) <= today for opens in seat.opens_days):
            continue
        days = min((each for each in seat.prepare_days if _is_time(seat, each, now)), default=None)
        if days is None or _knows(seat, told, MessageKind.PREPARE, days) or _in_fresh_digest(seat, told, days):
            continue
        yield _told(MessageKind.PREPARE, seat, days, now)


def _reminders(seats: Sequence[Seat], told: Sequence[Told], now: datetime) -> Iterator[Told]:
    for seat in seats:
        due = [each for each in seat.reminder_days if _is_time(seat, each, now) and not _is_one_of_many(seat, each)]
        days = min((each for each in due if not _knows(seat, told, MessageKind.REMINDER, each)), default=None)
        if days is not None and not _is_in_digest(seat, seats, told, days):
            yield _told(MessageKind.REMINDER, seat, days, now)


def _soons(seats: Sequence[Seat], told: Sequence[Told], now: datetime) -> Iterator[Told]:
    for seat in seats:
        due = [each for each in seat.reminder_hours if _is_hour(seat, each, now)]
        hours = min((each for each in due if not _knows_soon(seat, told, each)), default=None)
        if hours is not None:
            yield _told(MessageKind.SOON, seat, hours, now)


def _is_time(seat: Seat, days: int, now: datetime) -> bool:
    return is_reminder_due(now, starts_at=seat.starts_at, days=days, timezone=seat.timezone)


def _is_hour(seat: Seat, hours: int, now: datetime) -> bool:
    is_one_of_many = any(start >= seat.starts_at - timedelta(hours=hours) for start in seat.earlier)
    return not is_one_of_many and is_soon_due(now, starts_at=seat.starts_at, hours=hours, timezone=seat.timezone)


def _is_one_of_many(seat: Seat, days: int) -> bool:
    """A meeting of the same edition between the due day and the session is a reminder itself."""
    due_day, zone = seat.day - timedelta(days=days), ZoneInfo(seat.timezone)
    return any(start.astimezone(zone).date() >= due_day for start in seat.earlier)


def _knows(seat: Seat, told: Sequence[Told], kind: MessageKind, days: int) -> bool:
    """What to prepare is news even to who was just told when and where."""
    kinds = (kind,) if kind == MessageKind.PREPARE else _TELLING
    is_told = _told_at(seat, told, kinds) > told_before(seat.starts_at, days, seat.timezone)
    return is_told or any(_is_same(each, seat, kind, days) for each in told)


def _knows_soon(seat: Seat, told: Sequence[Told], hours: int) -> bool:
    if any(_is_same(each, seat, MessageKind.SOON, hours) for each in told):
        return True
    due_at = soon_due_at(seat.starts_at, hours, seat.timezone)
    since = midnight_of(due_at.date() - timedelta(days=1), seat.timezone)
    is_fresh = any(_is_digest_of(each, seat) and each.at >= since for each in told)
    return is_fresh or _told_at(seat, told, _TELLING) > soon_told_before(seat.starts_at, hours, seat.timezone)


def _is_same(each: Told, seat: Seat, kind: MessageKind, offset: int) -> bool:
    """A reminder carries the day, one of hours the hour too: a session that moves is reminded of anew."""
    if each.kind != kind or each.offset != offset or (seat.registration, seat.session) not in each.seats:
        return False
    moment = seat.local_start.replace(tzinfo=None)
    return each.when == moment if kind == MessageKind.SOON else each.when.date() == moment.date()


def _told_at(seat: Seat, told: Iterable[Told], kinds: Collection[MessageKind]) -> datetime:
    """When a mail last told of this place, or of this session to who has it."""
    about = (seat.registration, seat.session)
    return max([seat.changed_at, *(each.at for each in told if each.kind in kinds and about in each.seats)])


def _is_digest(each: Told, seat: Seat) -> bool:
    return each.kind == MessageKind.DIGEST and each.email == seat.email and each.when.date() == seat.week


def _is_digest_of(each: Told, seat: Seat) -> bool:
    return _is_digest(each, seat) and (seat.registration, seat.session) in each.seats


def _in_fresh_digest(seat: Seat, told: Sequence[Told], days: int) -> bool:
    """Whether a digest told of it on the day that the mail is due, or the day before."""
    since = midnight_of(seat.day - timedelta(days=days + 1), seat.timezone)
    return any(_is_digest_of(each, seat) and each.at >= since for each in told)


def _is_in_digest(seat: Seat, seats: Sequence[Seat], told: Sequence[Told], days: int) -> bool:
    """Whether a digest told of it, or will."""
    if days < INSTEAD_OF or any(_is_digest(each, seat) for each in told):
        is_old = days >= INSTEAD_OF and any(_is_digest_of(each, seat) for each in told)
        return is_old or _in_fresh_digest(seat, told, days)
    same_week = [each for each in seats if _person(each) == _person(seat) and each.week == seat.week]
    return seat.wants_digest and _counts(seat) and _is_full(same_week)


def _told(kind: MessageKind, seat: Seat, offset: int, now: datetime) -> Told:
    return Told(
        kind=kind,
        email=seat.email,
        seats=frozenset({(seat.registration, seat.session)}),
        when=seat.local_start.replace(tzinfo=None),
        offset=offset,
        at=now,
    )
