"""The mail with everything that somebody comes to this week. Pure, but for the templates of mails."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from calendars.content import clean_line
from events.vocabulary import RegistrationState
from notifications.claiming import Claimed
from notifications.letters import Action, Entry, Letter
from notifications.links import Links
from notifications.occasions import Occasion, footer, unsubscribe
from notifications.planned_wording import how_long
from notifications.signups import Meeting, Signup
from web.dates import period_in_words
from web.i18n import Translator, translator

NOTHING_LEFT = "nothing of this week is still to come"


def digest_letter(message: Claimed, signups: Mapping[UUID, Signup], links: Links, now: datetime) -> Letter | None:
    """The letter with the meetings that are still to come, in order of time; None when there is none left."""
    coming = _coming(message, signups, now)
    if not coming:
        return None
    first = coming[0][0]
    words = translator(first.locale)
    occasion = Occasion(message=message, signup=first, meeting=coming[0][1], words=words, links=links, now=now)
    return Letter(
        locale=words.locale,
        subject=words.ngettext("Your week: %(num)d meeting", "Your week: %(num)d meetings", len(coming)),
        heading=words.gettext("This is your week"),
        sender=clean_line(first.organisation),
        greeting=words.gettext("Hello %(name)s,", name=clean_line(first.name)),
        paragraphs=(words.gettext("You are expected here this week."),),
        facts=(),
        entries=tuple(_entry(replace(occasion, signup=signup, meeting=meeting)) for signup, meeting in coming),
        action=Action(words.gettext("See all my places"), links.own_places()),
        afterwards=(words.gettext("Can you not come? Then give your place back, so that somebody else can come."),),
        footer=footer(occasion),
        unsubscribe=unsubscribe(occasion),
    )


def _coming(message: Claimed, signups: Mapping[UUID, Signup], now: datetime) -> list[tuple[Signup, Meeting]]:
    """What is cancelled or declined by now, or has begun, is left out; so is what moved to another week."""
    found = []
    for registration, session in message.payload.places:
        signup = signups.get(registration)
        meeting = signup.meeting(session) if signup else None
        if signup is None or meeting is None or signup.state != RegistrationState.CONFIRMED:
            continue
        if meeting.id in signup.stays_away:
            continue
        if meeting.is_on and meeting.starts_at > now and _week(meeting) == message.subject.rpartition(":")[2]:
            found.append((signup, meeting))
    return sorted(found, key=lambda each: (each[1].starts_at, each[1].id))


def _week(meeting: Meeting) -> str:
    """The Monday that its week begins with."""
    year, week, _ = meeting.local_start.isocalendar()
    return datetime.fromisocalendar(year, week, 1).date().isoformat()


def _entry(occasion: Occasion) -> Entry:
    signup, meeting, words = occasion.signup, occasion.meeting, occasion.words
    if meeting is None:
        raise ValueError("an entry is about a meeting")
    lines = [
        period_in_words(meeting.local_start, meeting.local_end, words.locale),
        clean_line(meeting.place.in_one_line),
    ]
    own = Action(words.gettext("See your place or give it back"), occasion.links.manage(signup.id))
    return Entry(title=signup.title, lines=tuple(lines), links=(*_online(occasion, meeting, words), own))


def _online(occasion: Occasion, meeting: Meeting, words: Translator) -> list[Action]:
    """What a neutral title hides stands on the reader's own page alone."""
    if occasion.signup.is_discreet:
        return []
    found = []
    for content in occasion.signup.to_prepare(meeting, occasion.now):
        if content.is_done:
            continue
        label = words.gettext("Online, before you come: %(title)s.", title=content.title)
        long = how_long(content, words)
        found.append(Action(f"{label} {long}".strip(), occasion.links.open(occasion.signup.id, content)))
    return found
