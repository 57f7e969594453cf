"""The learning path, short, as it stands in mails. Pure; `now` is aware."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from content_links.path import Progress, current_stop, progress_of_meeting, progress_online
from content_links.vocabulary import Phase
from notifications.letters import Stop
from notifications.occasions import Occasion
from notifications.signups import Content, Meeting
from web.dates import day_in_words, period_in_words
from web.i18n import Translator

MOST_MEETINGS = 4


def learning_path(occasion: Occasion) -> tuple[Stop, ...]:
    """Return what to do online before, the meetings from the occasion's on, and what comes online after them, in order.

    Empty when nothing is online, because the facts name the meeting already, and when nobody may see at a glance what
    it is about. What was to be done before a meeting is left out once it has begun, but for what the reader did.
    """
    if occasion.signup.is_discreet or not occasion.signup.contents:
        return ()
    before, meetings = list(_online(Phase.PREPARE, occasion)), list(_meetings(occasion))
    if occasion.meeting and occasion.meeting.starts_at <= occasion.now:
        before = [stop for stop in before if stop.progress is Progress.DONE]
    stops = [*before, *meetings, *_online(Phase.DURING, occasion), *_online(Phase.FOLLOW_UP, occasion)]
    return _with_current(stops, range(len(before), len(before) + len(meetings)))


def _online(phase: Phase, occasion: Occasion) -> Iterator[Stop]:
    for content in occasion.signup.contents_for(phase, occasion.meeting):
        yield Stop(
            progress=progress_online(is_done=content.is_done),
            phase=_phase(phase, occasion.words),
            title=content.title,
            href=occasion.links.open(occasion.signup.id, content),
            detail=instead(content, occasion.words) or content.note or _availability(content, occasion),
        )


def instead(content: Content, words: Translator) -> str:
    """What it stands in the place of; empty when it is what is linked."""
    if not content.instead_of:
        return ""
    return words.gettext("Instead of %(title)s, which has stopped", title=content.instead_of)


def _phase(phase: Phase, words: Translator) -> str:
    match phase:
        case Phase.PREPARE:
            return words.gettext("Online, before you come")
        case Phase.DURING:
            return words.gettext("Online, in between")
        case Phase.FOLLOW_UP:
            return words.gettext("Online, afterwards")


def _availability(content: Content, occasion: Occasion) -> str:
    meeting, words = occasion.meeting, occasion.words
    if meeting is None or content.is_done or content.phase == Phase.FOLLOW_UP:
        return ""
    opens_on = content.available_from(meeting)
    if opens_on <= occasion.now.astimezone(ZoneInfo(meeting.place.timezone)).date():
        return ""
    return words.gettext("from %(day)s", day=day_in_words(opens_on, words.locale))


def _meetings(occasion: Occasion) -> Iterator[Stop]:
    first, words = occasion.meeting, occasion.words
    meetings = [each for each in occasion.signup.meetings if first is None or each.starts_at >= first.starts_at]
    for meeting in meetings[:MOST_MEETINGS]:
        yield Stop(
            progress=_progress(meeting, occasion.now),
            phase=words.gettext("Together") if meeting.is_on else words.gettext("Cancelled"),
            title=period_in_words(meeting.local_start, meeting.local_end, words.locale),
            detail=", ".join(part for part in (meeting.place.name, meeting.place.room) if part),
        )
    more = len(meetings) - MOST_MEETINGS
    if more > 0:
        title = words.ngettext("and %(num)d more meeting", "and %(num)d more meetings", more)
        yield Stop(progress=Progress.COMING, phase=words.gettext("Together"), title=title)


def _progress(meeting: Meeting, now: datetime) -> Progress:
    return progress_of_meeting(is_on=meeting.is_on, ends_at=meeting.ends_at, now=now)


def _with_current(stops: list[Stop], meetings: Sequence[int]) -> tuple[Stop, ...]:
    current = current_stop([stop.progress for stop in stops], meetings)
    if current is not None:
        stops[current] = replace(stops[current], progress=Progress.CURRENT)
    return tuple(stops)
