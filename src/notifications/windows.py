"""When reminders and follow-ups are due and when they have become pointless. Pure; `now` and moments are aware.

All days are local days at the session's place, so a reminder keeps its hour when the clock changes.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEND_FROM = time(9)
SEND_UNTIL = time(21)
FOLLOW_UP_USEFUL = timedelta(days=7)
_HALF_DAY = timedelta(hours=12)


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
    return starts_at - half_window(days)


def half_window(days: int) -> timedelta:
    return _HALF_DAY * days


def is_reminder_due(now: datetime, *, starts_at: datetime, told_at: datetime, days: int, timezone: str) -> bool:
    """Whether to remind now of a session that the reader was last told of at `told_at`.

    Not before it is due nor after it is pointless, not at night, and not when the reader was told after the reminder
    was due or less than half its time before: who signed up yesterday evening knows.
    """
    due_at = reminder_due_at(starts_at, days, timezone)
    in_time = due_at <= now < reminder_expires_at(starts_at, days)
    return in_time and is_daytime(now, timezone) and told_at <= due_at - half_window(days)


def is_daytime(now: datetime, timezone: str) -> bool:
    """Whether mail that nobody waits for may go out: from 9 to 21 hours at the place."""
    return SEND_FROM <= now.astimezone(ZoneInfo(timezone)).time() < SEND_UNTIL


def reminder_window(now: datetime, days: int, timezone: str) -> Window | None:
    """The starts of the sessions whose reminder of `days` days is due and useful now; None at night."""
    if not is_daytime(now, timezone):
        return None
    last_day = now.astimezone(ZoneInfo(timezone)).date() + timedelta(days=days)
    return Window(after=now + half_window(days), before=_midnight_after(last_day, timezone))


def follow_up_window(now: datetime, days: int, timezone: str) -> Window | None:
    """The starts of the sessions whose follow-up after `days` days is due: from 9 hours, for a week; None at night."""
    if not is_daytime(now, timezone):
        return None
    last_day = now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=days)
    before = _midnight_after(last_day, timezone)
    return Window(
        after=_midnight_after(last_day - FOLLOW_UP_USEFUL, timezone) - timedelta(microseconds=1), before=before
    )


def is_follow_up_useful(now: datetime, *, starts_at: datetime, days: int, timezone: str) -> bool:
    """Whether what was to follow `days` days after a session still makes sense."""
    held_on = starts_at.astimezone(ZoneInfo(timezone)).date()
    return now.astimezone(ZoneInfo(timezone)).date() <= held_on + timedelta(days=days) + FOLLOW_UP_USEFUL


def _midnight_after(day: date, timezone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))
