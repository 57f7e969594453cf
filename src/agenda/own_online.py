"""All that somebody can do online for what they signed up for: now, later, and what they did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agenda.own_path import Opened, steps_online
from content_links.learning.deeds import Deeds
from content_links.learning.opening_links import OpenLink
from content_links.learning.reading import units_to_open
from content_links.licensing.days import HOME
from content_links.path import Progress, progress_online
from content_links.queries import UnitRow
from content_links.vocabulary import Phase
from events.vocabulary import RegistrationState
from notifications.signups import Content, Meeting, Signup
from web.dates import day_in_words
from web.i18n import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineThing:
    """`opens_on` is the day from which it is meant, None when that has come."""

    signup: Signup
    content: Content
    deeds: Deeds
    units: Sequence[UnitRow]
    opens_on: date | None

    @property
    def done_at(self) -> datetime | None:
        return self.deeds.done_at(self.content.package, self.content.unit)

    @property
    def opened_at(self) -> datetime | None:
        return self.deeds.opened_at(self.content.package, self.content.unit)


@dataclass(frozen=True, slots=True)
class OwnOnline:
    """`did` is what is done, and what was begun for a meeting that has been; the newest first."""

    now: Sequence[OnlineThing]
    later: Sequence[OnlineThing]
    did: Sequence[OnlineThing]


async def read_own_online(signups: Iterable[Signup], now: datetime) -> OwnOnline:
    """What has a neutral title is left out: a list is easily seen by others.

    :param signups: in the order in which they matter.
    :param now: aware.
    """
    shown = [each for each in signups if not each.is_discreet and each.state is not RegistrationState.CANCELLED]
    units = await units_to_open({content.package for each in shown for content in each.contents})
    once: dict[tuple[int, int | None], OnlineThing] = {}
    for thing in _things(shown, units, now):
        once.setdefault((thing.content.package, thing.content.unit), thing)
    things = list(once.values())
    open_ = [each for each in things if not each.done_at and not _is_past(each, now)]
    return OwnOnline(
        now=[each for each in open_ if each.opens_on is None],
        later=sorted((each for each in open_ if each.opens_on), key=_opens_on),
        did=sorted((each for each in things if _did_at(each) and each not in open_), key=_did_at, reverse=True),
    )


def path_online(online: OwnOnline, words: Translator) -> list[Mapping[str, Any]]:
    """What is to do, for the macro `learning_path`; where somebody goes on comes first."""
    stops = [*online.now, *online.later]
    current = next((each for each in online.now if each.opened_at), next(iter(online.now), None))
    if current in stops:
        stops.insert(0, stops.pop(stops.index(current)))
    return [_stop(each, Progress.CURRENT if each is current else Progress.COMING, words) for each in stops]


def deeds_in_words(online: OwnOnline, words: Translator) -> list[Mapping[str, Any]]:
    """What somebody did, as `path_online` says what is to do, with the day as `when`."""
    states = ((each, progress_online(is_done=each.done_at is not None)) for each in online.did)
    return [{**_stop(each, state, words), "when": _when(each, words), "is_begun": False} for each, state in states]


def _things(signups: Iterable[Signup], units: Mapping[int, Sequence[UnitRow]], now: datetime) -> Iterator[OnlineThing]:
    for signup in signups:
        for content in signup.contents:
            yield OnlineThing(
                signup=signup,
                content=content,
                deeds=signup.deeds,
                units=units[content.package],
                opens_on=_released(content, signup, now),
            )


def _released(content: Content, signup: Signup, now: datetime) -> date | None:
    """Counted from the first meeting, or from the last for what follows; who is early may prepare early."""
    meeting = _meeting(content, signup)
    if meeting is None or (content.phase is Phase.PREPARE and content.release_days == 0):
        return None
    day = content.available_from(meeting)
    return day if day > now.astimezone(ZoneInfo(meeting.place.timezone)).date() else None


def _meeting(content: Content, signup: Signup) -> Meeting | None:
    if content.session:
        return signup.meeting(content.session)
    held = [meeting for meeting in signup.meetings if meeting.is_on]
    return next(iter(reversed(held) if content.phase is Phase.FOLLOW_UP else held), None)


def _is_past(thing: OnlineThing, now: datetime) -> bool:
    """Whether it was for something that has been; what follows is never too late."""
    if thing.content.phase is Phase.FOLLOW_UP:
        return False
    meeting = thing.signup.meeting(thing.content.session) if thing.content.session else None
    if meeting and thing.content.phase is Phase.PREPARE:
        return meeting.ends_at <= now
    return bool(thing.signup.meetings) and not thing.signup.coming(now)


def _opens_on(thing: OnlineThing) -> date:
    return thing.opens_on or date.min


def _did_at(thing: OnlineThing) -> float:
    """Seconds of the epoch; 0 for what was never begun."""
    at = thing.done_at or thing.opened_at
    return at.timestamp() if at else 0


def _when(thing: OnlineThing, words: Translator) -> str:
    day = day_in_words(datetime.fromtimestamp(_did_at(thing), HOME).date(), words.locale)
    return words.gettext("Done on %(day)s", day=day) if thing.done_at else words.gettext("Begun on %(day)s", day=day)


def _stop(thing: OnlineThing, state: Progress, words: Translator) -> Mapping[str, Any]:
    content, deeds = thing.content, thing.deeds
    opened = Opened(OpenLink(registration=thing.signup.id, package=content.package, unit=content.unit), thing.units)
    belongs = words.gettext("Belongs to %(activity)s", activity=thing.signup.title)
    part = "" if thing.done_at else opened.part_words(deeds, words)
    opens_on = None if thing.done_at else thing.opens_on
    return {
        "phase": "online",
        "state": state.value,
        "title": content.title,
        "when": words.gettext("From %(day)s", day=day_in_words(opens_on, words.locale)) if opens_on else "",
        "detail": " · ".join(each for each in (part, belongs) if each),
        **steps_online(opened, deeds, words),
    }
