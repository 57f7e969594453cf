"""What a mail is about, and how its what, when and where are said. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from calendars.content import clean_line
from notifications.claiming import Claimed
from notifications.letters import Action, Entry, Fact
from notifications.links import Links
from notifications.lists import LISTS
from notifications.payload import Former
from notifications.signups import Meeting, Place, Signup
from web.dates import day_in_words, period_in_words, time_in_words
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting and how it was; `former_place` is None when that place was deleted."""

    meeting: Meeting
    former: Former
    former_place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """All that a letter is made of. `meeting` is the one it is about, or the first to come; None when there is none.

    `former_place` is where a moved session was, `moved` are the meetings of a series that did, in order of time,
    `alternatives` what a reader can go to instead. `now` is aware.
    """

    message: Claimed
    signup: Signup
    meeting: Meeting | None
    words: Translator
    links: Links
    now: datetime
    former_place: Place | None = None
    moved: Sequence[Moved] = ()
    alternatives: Sequence[Meeting] = ()


def what_when(occasion: Occasion) -> str:
    """As in "Klik & Tik, dinsdag 12 januari, 14.00 uur"."""
    meeting, locale = occasion.meeting, occasion.words.locale
    if meeting is None:
        return occasion.signup.title
    start = meeting.local_start
    return f"{occasion.signup.title}, {day_in_words(start.date(), locale)}, {time_in_words(start.time(), locale)}"


def facts(occasion: Occasion) -> tuple[Fact, ...]:
    meeting, words = occasion.meeting, occasion.words
    what = Fact(words.gettext("What"), occasion.signup.title)
    if meeting is None:
        return (what,)
    return (
        what,
        Fact(words.gettext("When"), _when(meeting, words)),
        Fact(words.gettext("Where"), _where(meeting.place)),
    )


def changes(occasion: Occasion) -> tuple[Fact, ...]:
    """What was and what is; what stayed the same is said once."""
    meeting, former, words = occasion.meeting, occasion.message.payload.former, occasion.words
    if meeting is None or former is None:
        return facts(occasion)
    moved = Moved(meeting, former, occasion.former_place)
    was, was_at = _was(moved, words), _was_at(moved, words)
    when, where = _when(meeting, words), _where(meeting.place)
    return (
        Fact(words.gettext("What"), occasion.signup.title),
        Fact(words.gettext("When"), when, was if was != when else None),
        Fact(words.gettext("Where"), where, was_at if was_at != where else None),
    )


def where_if_unchanged(occasion: Occasion) -> tuple[Fact, ...]:
    """Where the meetings of a series are that stay in their place; else each says it for itself."""
    words = occasion.words
    if occasion.meeting is None or any(_was_at(each, words) != _where(each.meeting.place) for each in occasion.moved):
        return ()
    return (Fact(occasion.words.gettext("Where"), _where(occasion.meeting.place)),)


def changes_of_series(occasion: Occasion) -> tuple[Entry, ...]:
    """Each meeting that moved: when and where it is, and was."""
    return tuple(_entry(moved, occasion.words) for moved in occasion.moved)


def _entry(moved: Moved, words: Translator) -> Entry:
    when, was = _when(moved.meeting, words), _was(moved, words)
    where, was_at = _where(moved.meeting.place), _was_at(moved, words)
    lines = [words.gettext("It was: %(was)s", was=was)] if was != when else []
    if was_at != where:
        lines.append(words.gettext("It is at %(where)s; it was at %(was)s", where=where, was=was_at))
    return Entry(title=when, lines=tuple(lines))


def _was(moved: Moved, words: Translator) -> str:
    zone = ZoneInfo((moved.former_place or moved.meeting.place).timezone)
    starts_at, ends_at = moved.former.starts_at, moved.former.ends_at
    return period_in_words(starts_at.astimezone(zone), ends_at.astimezone(zone), words.locale)


def _was_at(moved: Moved, words: Translator) -> str:
    place, address = moved.former_place, moved.former.address
    if place is None:
        return words.gettext("another place")
    if address is None:
        return _where(place)
    return clean_line(", ".join(part for part in (place.name, place.room, address) if part))


def _when(meeting: Meeting, words: Translator) -> str:
    return period_in_words(meeting.local_start, meeting.local_end, words.locale)


def _where(place: Place) -> str:
    return clean_line(place.in_one_line)


def when_and_where(meeting: Meeting, words: Translator) -> str:
    return f"{_when(meeting, words)}: {clean_line(meeting.place.name)}"


def how_soon(occasion: Occasion) -> str:
    """ "Tomorrow", as the reader's calendar counts it at the time of sending."""
    words, meeting = occasion.words, occasion.meeting
    if meeting is None:
        return words.gettext("Soon")
    today = occasion.now.astimezone(ZoneInfo(meeting.place.timezone)).date()
    days = (meeting.local_start.date() - today).days
    if days <= 0:
        return words.gettext("Today")
    if days == 1:
        return words.gettext("Tomorrow")
    return words.ngettext("In %(num)d day", "In %(num)d days", days)


def footer(occasion: Occasion) -> tuple[str, ...]:
    words, signup, meeting = occasion.words, occasion.signup, occasion.meeting
    phone = (meeting.place.phone if meeting else None) or signup.organisation_phone
    help_line = words.gettext("Questions? Come by, or ask at the desk.")
    if phone:
        help_line = words.gettext("Questions? Call the desk: %(phone)s.", phone=clean_line(phone))
    sent_by = words.gettext("This mail comes from %(organisation)s.", organisation=clean_line(signup.organisation))
    return (sent_by, help_line, words.gettext("You get it because you signed up."))


def unsubscribe(occasion: Occasion) -> Action | None:
    """Where the mails of this list end; None for mail about what somebody signed up for."""
    message, words = occasion.message, occasion.words
    if message.kind not in LISTS:
        return None
    return Action(words.gettext("No more of these mails"), occasion.links.unsubscribe(message.id))
