"""When planned mails are due and when they have become pointless. Pure; `now` and moments are aware.

All days are local days at the session's place, so a reminder keeps its hour when the clock changes. The quiet hours,
from 21 to 9 hours at the place, are the same for every organisation.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEND_FROM = time(9)
SEND_UNTIL = time(21)
EVENING = time(20)
"""When the reminder goes that would fall after it, until the quiet hours are over."""
FOLLOW_UP_USEFUL = timedelta(days=7)
_HALF_DAY = timedelta(hours=12)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The starts that are due now: after `after` and before `before`, both excluded (aware)."""

    after: datetime
    before: datetime


def reminder_due_at(starts_at: datetime, days: int, timezone: str) -> datetime:
    """Nine o'clock in the morning, `days` days before the day of the session."""
    zone = ZoneInfo(timezone)
    return datetime.combine(starts_at.astimezone(zone).date() - timedelta(days=days), SEND_FROM, zone)


def reminder_expires_at(starts_at: datetime, days: int) -> datetime:
    """Half its time before the session: 3.5 days for the reminder of 7 days, 12 hours for that of 1 day."""
    return starts_at.astimezone(UTC) - half_window(days)


def half_window(days: int) -> timedelta:
    return _HALF_DAY * days


def is_reminder_due(now: datetime, *, starts_at: datetime, days: int, timezone: str) -> bool:
    """Not before it is due nor after it is pointless, and not at night."""
    due_at = reminder_due_at(starts_at, days, timezone)
    return is_daytime(now, timezone) and due_at <= now < reminder_expires_at(starts_at, days)


def told_before(starts_at: datetime, days: int, timezone: str) -> datetime:
    """Who was told of the session after this needs no reminder: half its time before it is due."""
    return reminder_due_at(starts_at, days, timezone).astimezone(UTC) - half_window(days)


def soon_due_at(starts_at: datetime, hours: int, timezone: str) -> datetime:
    """So many hours before the session; what falls between eight in the evening and nine goes at eight.

    Also what falls in the last hour before the quiet ones, or it would go after what is due later.
    """
    zone = ZoneInfo(timezone)
    nominal = (starts_at.astimezone(UTC) - timedelta(hours=hours)).astimezone(zone)
    if SEND_FROM <= nominal.time() <= EVENING:
        return nominal
    days_back = 1 if nominal.time() < SEND_FROM else 0
    return datetime.combine(nominal.date() - timedelta(days=days_back), EVENING, zone)


def soon_expires_at(starts_at: datetime, hours: int) -> datetime:
    """Half its time before the session."""
    return starts_at.astimezone(UTC) - timedelta(hours=hours) / 2


def is_soon_due(now: datetime, *, starts_at: datetime, hours: int, timezone: str) -> bool:
    """As `is_reminder_due`, with hours."""
    due_at = soon_due_at(starts_at, hours, timezone)
    return is_daytime(now, timezone) and due_at <= now < soon_expires_at(starts_at, hours)


def soon_told_before(starts_at: datetime, hours: int, timezone: str) -> datetime:
    """Who was told after this needs no reminder: half its time before it, or on the day whose evening it goes."""
    due_at, nominal = soon_due_at(starts_at, hours, timezone), starts_at.astimezone(UTC) - timedelta(hours=hours)
    if due_at == nominal:
        return nominal - timedelta(hours=hours) / 2
    return midnight_of(due_at.date(), timezone)


def is_daytime(now: datetime, timezone: str) -> bool:
    """Whether mail that nobody waits for may go out: from 9 to 21 hours at the place."""
    return SEND_FROM <= now.astimezone(ZoneInfo(timezone)).time() < SEND_UNTIL


def reminder_window(now: datetime, days: int, timezone: str) -> Window | None:
    """The starts of the sessions whose reminder of `days` days is due and useful now; None at night."""
    if not is_daytime(now, timezone):
        return None
    last_day = now.astimezone(ZoneInfo(timezone)).date() + timedelta(days=days)
    return Window(after=now + half_window(days), before=_midnight_after(last_day, timezone))


def soon_window(now: datetime, hours: int, timezone: str) -> Window | None:
    """The starts of the sessions whose reminder of `hours` hours is due and useful now; None at night."""
    if not is_daytime(now, timezone):
        return None
    local, ahead = now.astimezone(ZoneInfo(timezone)), timedelta(hours=hours)
    before = now + ahead + _MOMENT
    if local.time() >= EVENING:
        morning = datetime.combine(local.date() + timedelta(days=1), SEND_FROM, ZoneInfo(timezone))
        before = morning.astimezone(UTC) + ahead
    return Window(after=now + ahead / 2, before=before)


def follow_up_window(now: datetime, days: int, timezone: str) -> Window | None:
    """The starts of the sessions whose follow-up after `days` days is due: from 9 hours, for a week; None at night."""
    if not is_daytime(now, timezone):
        return None
    last_day = now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=days)
    before = _midnight_after(last_day, timezone)
    return Window(after=_midnight_after(last_day - FOLLOW_UP_USEFUL, timezone) - _MOMENT, before=before)


def is_follow_up_useful(now: datetime, *, starts_at: datetime, days: int, timezone: str) -> bool:
    """Whether what was to follow `days` days after a session still makes sense."""
    held_on = starts_at.astimezone(ZoneInfo(timezone)).date()
    return now.astimezone(ZoneInfo(timezone)).date() <= held_on + timedelta(days=days) + FOLLOW_UP_USEFUL


def midnight_of(day: date, timezone: str) -> datetime:
    """When the day begins at the place."""
    return datetime.combine(day, time(), ZoneInfo(timezone))


def _midnight_after(day: date, timezone: str) -> datetime:
    return midnight_of(day + timedelta(days=1), timezone)
