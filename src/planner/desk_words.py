"""What the desk says of registrations: their states, and the story of how they came there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from events.offering import Step
from events.vocabulary import Participation, RegistrationState, StepBy, StepReason
from web.dates import full_day_in_words, time_in_words
from web.i18n import Translator

STATES: Final[Mapping[RegistrationState, str]] = {
    RegistrationState.CONFIRMED: "Has a place",
    RegistrationState.OFFERED: "Is offered a place",
    RegistrationState.WAITING: "Waits",
    RegistrationState.CANCELLED: "Does not come",
    RegistrationState.ATTENDED: "Was there",
    RegistrationState.NO_SHOW: "Did not come",
    RegistrationState.FINISHED: "Has had all meetings",
}
ANSWERS: Final[Mapping[Participation, str]] = {
    Participation.ACCEPTED: "said yes in their calendar",
    Participation.TENTATIVE: "said maybe in their calendar",
    Participation.DECLINED: "said no in their calendar",
}
_REASONS: Final[Mapping[StepReason, str]] = {
    StepReason.SIGNED_UP: "Signed up, and got a place.",
    StepReason.SIGNED_UP_AT_DESK: "Was signed up by the desk, and got a place.",
    StepReason.FULL: "Came on the waiting list: there was no place free for all of them, or others waited already.",
    StepReason.SEAT_FREE: "A place came free, and this was the next who fitted in: it was offered.",
    StepReason.CHOSEN_BY_STAFF: "Was chosen from the waiting list by the desk.",
    StepReason.ACCEPTED: "Took the place that was offered.",
    StepReason.DECLINED: "Did not want the place that was offered.",
    StepReason.OFFER_EXPIRED: "Did not answer in time, so the place went to the next.",
    StepReason.GIVEN_BACK: "Gave the place back.",
    StepReason.TAKEN_OFF: "Was taken off the list by the desk.",
    StepReason.CHANGED: "Changed with how many people they come.",
    StepReason.MEETINGS_DONE: "Has had all meetings that were agreed on.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the story. `who` is empty for the person themselves, and for what went by itself."""

    when: str
    text: str
    who: str


def story(steps: Sequence[Step], staff: Mapping[int, str], timezone: str, words: Translator) -> list[Line]:
    """:param staff: the names of accounts; `timezone` that of the place."""
    return [
        Line(moment_in_words(step.at, timezone, words), words.gettext(_REASONS[step.reason]), _who(step, staff, words))
        for step in steps
    ]


def moment_in_words(moment: datetime, timezone: str, words: Translator) -> str:
    """A day and a time at the place. `moment` is aware."""
    there = moment.astimezone(ZoneInfo(timezone))
    return f"{full_day_in_words(there.date(), words.locale)}, {time_in_words(there.time(), words.locale)}"


def _who(step: Step, staff: Mapping[int, str], words: Translator) -> str:
    if step.by is not StepBy.STAFF:
        return ""
    return staff.get(step.account or 0, words.gettext("a colleague"))
