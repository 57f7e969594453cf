"""Decides what an answer to an invitation does. Pure.

The address that it came to says whose answer it is; who it says it is from does not count. It does nothing unless it is
about an invitation that this person has, as it is now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from calendars.reply import Answer
from notifications.invitations import series_uid
from notifications.signups import Meeting, Signup


class Effect(StrEnum):
    GIVE_BACK = "give_back"
    """The place, for all of what was invited to."""
    NOTE = "note"
    """ACCEPTED or TENTATIVE: it is kept, and changes nothing."""
    STAY_AWAY = "stay_away"
    """From one meeting of a group."""
    COME = "come"
    """To one meeting of a group, after all."""
    NOTHING = "nothing"
    """It is late, or of an earlier invitation."""
    REFUSE = "refuse"
    """It is not about what this person was invited to, or of somebody else."""


@dataclass(frozen=True, slots=True)
class Decision:
    effect: Effect
    meeting: UUID | None = None


def decide(
    answer: Answer, signup: Signup, *, told: Mapping[UUID, int], starts: Mapping[UUID, datetime], now: datetime
) -> Decision:
    """Return what the answer does for somebody who has a place.

    `told`: session, or UID of a series -> the SEQUENCE of the newest invitation, of a session without the person's
    offset. `starts`: session -> the start (aware) that it has by the rule of the series. `now` is aware.
    """
    participation = answer.participation.get((signup.email or "").lower())
    if participation is None:
        return Decision(Effect.REFUSE)
    uid = _uuid(answer.uid)
    if uid is None or uid not in told:
        return Decision(Effect.REFUSE)
    is_series = answer.uid == series_uid(signup.edition)
    if answer.sequence < told[uid] + (0 if is_series else signup.invitation_offset):
        return Decision(Effect.NOTHING)
    if not is_series:
        return _of_meeting(participation, signup.meeting(uid), signup, now)
    if answer.occurrence is None:
        return _of_all(participation, signup, now)
    found = [each for each in signup.meetings if each.id in starts and _is(answer.occurrence, starts[each.id], each)]
    return _of_meeting(participation, found[0], signup, now) if found else Decision(Effect.REFUSE)


def _of_meeting(participation: str, meeting: Meeting | None, signup: Signup, now: datetime) -> Decision:
    if meeting is None:
        return Decision(Effect.REFUSE)
    if not signup.per_edition:
        return _of_all(participation, signup, now)
    if not meeting.is_on or meeting.starts_at <= now:
        return Decision(Effect.NOTHING)
    match participation:
        case "DECLINED":
            return Decision(Effect.STAY_AWAY, meeting.id)
        case "ACCEPTED" | "TENTATIVE":
            return Decision(Effect.COME, meeting.id)
    return Decision(Effect.NOTHING)


def _of_all(participation: str, signup: Signup, now: datetime) -> Decision:
    if not any(meeting.is_on and meeting.starts_at > now for meeting in signup.meetings):
        return Decision(Effect.NOTHING)
    match participation:
        case "DECLINED":
            return Decision(Effect.GIVE_BACK)
        case "ACCEPTED" | "TENTATIVE":
            return Decision(Effect.NOTE)
    return Decision(Effect.NOTHING)


def _is(occurrence: datetime, start: datetime, meeting: Meeting) -> bool:
    if occurrence.tzinfo:
        return occurrence == start
    return occurrence == start.astimezone(ZoneInfo(meeting.place.timezone)).replace(tzinfo=None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
