"""What each kind of mail says, in the reader's language: short sentences, "je", one thing to do. Pure."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from calendars.content import clean_line
from notifications.letters import Action, Letter
from notifications.occasions import (
    Occasion,
    changes,
    changes_of_series,
    facts,
    footer,
    unsubscribe,
    what_when,
    when_and_where,
    where_if_unchanged,
)
from notifications.paths import learning_path
from notifications.planned_wording import PLANNED
from notifications.vocabulary import MessageKind
from notifications.wording_parts import Wording, discreet_hint, elsewhere, manage, party
from web.dates import day_in_words, time_in_words


def compose(occasion: Occasion) -> Letter:
    """Return the letter for the occasion; the message must not be pointless (see usefulness.py)."""
    signup, words = occasion.signup, occasion.words
    wording = _WORDINGS[occasion.message.kind](occasion)
    path = learning_path(occasion) if wording.with_path else ()
    return Letter(
        locale=words.locale,
        subject=clean_line(wording.subject),
        heading=wording.heading,
        sender=clean_line(signup.organisation),
        greeting=words.gettext("Hello %(name)s,", name=clean_line(signup.name)),
        paragraphs=tuple(wording.paragraphs),
        facts=facts(occasion) if wording.facts is None else wording.facts,
        path=path,
        options=wording.options,
        options_title=words.gettext("You can also come then:"),
        entries=wording.entries,
        action=wording.action,
        question=wording.question,
        answers=wording.answers,
        afterwards=tuple(wording.afterwards),
        footer=footer(occasion),
        unsubscribe=unsubscribe(occasion),
    )


def _confirmation(occasion: Occasion) -> Wording:
    words, signup = occasion.words, occasion.signup
    part, parts = occasion.message.payload.part, occasion.message.payload.parts
    if part > 1:
        return _further_part(occasion)
    paragraphs = [words.gettext("You are signed up for %(title)s.", title=signup.title), *party(occasion)]
    if parts > 1:
        paragraphs.append(
            words.ngettext(
                "There is %(num)d meeting. You get a mail with an invitation for it.",
                "There are %(num)d meetings. You get a mail with an invitation for each of them.",
                parts,
            )
        )
    return Wording(
        subject=words.gettext("You have a place: %(what)s", what=what_when(occasion)),
        heading=words.gettext("You have a place"),
        paragraphs=[*paragraphs, *_more_dates(occasion)],
        action=manage(occasion),
        afterwards=discreet_hint(occasion),
        with_path=True,
    )


def _further_part(occasion: Occasion) -> Wording:
    words, payload = occasion.words, occasion.message.payload
    which = words.gettext("meeting %(part)d of %(parts)d", part=payload.part, parts=payload.parts)
    return Wording(
        subject=f"{what_when(occasion)} ({which})",
        heading=words.gettext("Meeting %(part)d of %(parts)d", part=payload.part, parts=payload.parts),
        paragraphs=[words.gettext("This is the invitation for one meeting of %(title)s.", title=occasion.signup.title)],
        action=manage(occasion),
    )


def _promotion(occasion: Occasion) -> Wording:
    words = occasion.words
    if occasion.message.payload.part > 1:
        return _further_part(occasion)
    return Wording(
        subject=words.gettext("There is a place for you: %(what)s", what=what_when(occasion)),
        heading=words.gettext("There is a place for you"),
        paragraphs=[
            words.gettext(
                "You were on the waiting list for %(title)s. Now you have a place.", title=occasion.signup.title
            ),
            words.gettext("Can you not come any more? Then give your place back, so that somebody else can come."),
            *party(occasion),
            *_more_dates(occasion),
        ],
        action=manage(occasion),
        afterwards=discreet_hint(occasion),
        with_path=True,
    )


def _waiting(occasion: Occasion) -> Wording:
    words = occasion.words
    return Wording(
        subject=words.gettext("You are on the waiting list: %(what)s", what=what_when(occasion)),
        heading=words.gettext("You are on the waiting list"),
        paragraphs=[
            words.gettext("%(title)s is full now.", title=occasion.signup.title),
            words.gettext("When a place comes free for you, you get a mail at once. We keep it for you for a while."),
        ],
        action=Action(words.gettext("See or leave the waiting list"), occasion.links.manage(occasion.signup.id)),
    )


def _offer(occasion: Occasion) -> Wording:
    words, signup = occasion.words, occasion.signup
    answer = occasion.links.offer(signup.id)
    return Wording(
        subject=words.gettext("There is a place for you: %(what)s", what=what_when(occasion)),
        heading=words.gettext("There is a place for you"),
        paragraphs=[
            words.gettext("You are on the waiting list for %(title)s. A place has come free.", title=signup.title),
            *party(occasion),
            words.gettext("We keep it for you until %(until)s. After that it is for the next.", until=_until(occasion)),
        ],
        action=Action(words.gettext("Yes, I want this place"), answer),
        afterwards=[words.gettext("Can you not come? Tell us, so that somebody else can: %(address)s", address=answer)],
    )


def _until(occasion: Occasion) -> str:
    """When the offer ends, on the clock at the place: as in "dinsdag 12 januari, 14.00 uur"."""
    until, locale = occasion.signup.offer_expires_at, occasion.words.locale
    if until is None or occasion.meeting is None:
        return ""
    local = until.astimezone(ZoneInfo(occasion.meeting.place.timezone))
    return f"{day_in_words(local.date(), locale)}, {time_in_words(local.time(), locale)}"


def _offer_expired(occasion: Occasion) -> Wording:
    words = occasion.words
    return Wording(
        subject=words.gettext("The place went to somebody else: %(what)s", what=what_when(occasion)),
        heading=words.gettext("The place went to somebody else"),
        paragraphs=[
            words.gettext(
                "We kept a place for you for %(title)s, and did not hear from you. You are off the waiting list now.",
                title=occasion.signup.title,
            ),
            words.gettext("Do you still want to come? Then sign up again."),
        ],
        action=elsewhere(occasion),
    )


def _changed(occasion: Occasion) -> Wording:
    words, signup = occasion.words, occasion.signup
    come = words.ngettext("You come with %(num)d person.", "You come with %(num)d people.", signup.party_size)
    return Wording(
        subject=words.gettext("Changed: %(what)s", what=what_when(occasion)),
        heading=words.gettext("Your registration has changed"),
        paragraphs=[words.gettext("This is about %(title)s.", title=signup.title), come],
        action=manage(occasion),
    )


def _finished(occasion: Occasion) -> Wording:
    words, signup = occasion.words, occasion.signup
    return Wording(
        subject=words.gettext("You have had all your meetings: %(title)s", title=signup.title),
        heading=words.gettext("You have had all your meetings"),
        paragraphs=[
            words.gettext("You have had all meetings of %(title)s that you agreed on.", title=signup.title),
            *_out_of_calendar(occasion),
            words.gettext("Do you want to learn more? Ask at the library, or look what there is."),
        ],
        facts=(),
        action=elsewhere(occasion),
    )


def _out_of_calendar(occasion: Occasion) -> list[str]:
    meeting, words = occasion.signup.meeting(occasion.message.session), occasion.words
    if meeting is None:
        return []
    day = day_in_words(meeting.local_start.date(), words.locale)
    return [words.gettext("This mail takes the meeting of %(day)s out of your calendar.", day=day)]


def _reconfirm(occasion: Occasion) -> Wording:
    words, signup = occasion.words, occasion.signup
    return Wording(
        subject=words.gettext("Are you still coming? %(what)s", what=what_when(occasion)),
        heading=words.gettext("Are you still coming?"),
        paragraphs=[
            words.gettext("You have a place for %(title)s. Are you still coming?", title=signup.title),
            words.gettext("If not, somebody else can have your place. If you do not answer, you keep it."),
        ],
        action=Action(words.gettext("Tell whether you come"), occasion.links.reconfirm(signup.id)),
    )


def _answer(occasion: Occasion) -> Wording:
    """Who proposes another time, or writes back where nobody reads."""
    words, signup = occasion.words, occasion.signup
    return Wording(
        subject=words.gettext("About your answer: %(what)s", what=what_when(occasion)),
        heading=words.gettext("We have seen your answer"),
        paragraphs=[
            words.gettext("You answered a mail about %(title)s. Your place has not changed.", title=signup.title),
            words.gettext("We cannot move a meeting for one person. But maybe there is another time that suits you."),
            words.gettext(
                "Do you want to ask or tell something? Then call us, or come by. Nobody sees the mail to this address."
            ),
        ],
        action=elsewhere(occasion),
        afterwards=[
            words.gettext("See your place or give it back: %(address)s", address=occasion.links.manage(signup.id))
        ],
    )


def _update(occasion: Occasion) -> Wording:
    words = occasion.words
    if occasion.message.payload.reinstated:
        return _reinstated(occasion)
    if occasion.message.payload.added:
        return _added(occasion)
    if occasion.message.payload.series:
        return _series_update(occasion)
    return Wording(
        subject=words.gettext("Changed: %(what)s", what=what_when(occasion)),
        heading=words.gettext("Something has changed"),
        paragraphs=[
            words.gettext("Something about %(title)s has changed.", title=occasion.signup.title),
            words.gettext("Your place stays yours. Can you not come then? Then give your place back."),
        ],
        facts=changes(occasion),
        action=manage(occasion),
    )


def _added(occasion: Occasion) -> Wording:
    words = occasion.words
    return Wording(
        subject=words.gettext("One more meeting: %(what)s", what=what_when(occasion)),
        heading=words.gettext("There is one more meeting"),
        paragraphs=[
            words.gettext("%(title)s has one more meeting.", title=occasion.signup.title),
            words.gettext("You have a place there too. This mail puts it in your calendar."),
        ],
        action=manage(occasion),
    )


def _series_update(occasion: Occasion) -> Wording:
    """One mail for all meetings that changed, which names only those."""
    words, entries = occasion.words, changes_of_series(occasion)
    return Wording(
        subject=words.gettext("Changed: %(what)s", what=what_when(occasion)),
        heading=words.gettext("Something has changed"),
        paragraphs=[
            words.ngettext(
                "%(num)d meeting of %(title)s has changed. This is when you are expected:",
                "%(num)d meetings of %(title)s have changed. This is when you are expected:",
                len(entries),
                title=occasion.signup.title,
            ),
        ],
        facts=where_if_unchanged(occasion),
        entries=entries,
        action=manage(occasion),
        afterwards=[
            *_more_dates(occasion),
            words.gettext("Your place stays yours. Can you not come then? Then give your place back."),
        ],
    )


def _reinstated(occasion: Occasion) -> Wording:
    words = occasion.words
    return Wording(
        subject=words.gettext("On after all: %(what)s", what=what_when(occasion)),
        heading=words.gettext("This meeting is on after all"),
        paragraphs=[
            words.gettext("We told you that %(title)s was cancelled. It is on after all.", title=occasion.signup.title),
            words.gettext("Your place stays yours. Can you not come then? Then give your place back."),
        ],
        action=manage(occasion),
    )


def _cancellation(occasion: Occasion) -> Wording:
    words, payload = occasion.words, occasion.message.payload
    if not payload.had_place:
        heading = words.gettext("You are off the waiting list")
        sentence = words.gettext("You are not on the waiting list for %(title)s any more.", title=occasion.signup.title)
    elif payload.by_staff:
        heading = words.gettext("You are not signed up any more")
        sentence = words.gettext("The library took you off the list for %(title)s.", title=occasion.signup.title)
    else:
        heading = words.gettext("You gave your place back")
        sentence = words.gettext("You are not signed up for %(title)s any more.", title=occasion.signup.title)
    away = [words.gettext("This mail takes it out of your calendar.")] if payload.had_place else []
    return Wording(
        subject=f"{heading}: {what_when(occasion)}",
        heading=heading,
        paragraphs=[sentence, *away],
        action=elsewhere(occasion),
    )


def _session_cancelled(occasion: Occasion) -> Wording:
    words, meeting = occasion.words, occasion.meeting
    reason = clean_line(meeting.cancel_reason) if meeting else ""
    because = [words.gettext("The reason: %(reason)s", reason=reason)] if reason else []
    return Wording(
        subject=words.gettext("Cancelled: %(what)s", what=what_when(occasion)),
        heading=words.gettext("This meeting is cancelled"),
        paragraphs=[
            words.gettext("%(title)s is cancelled this time. We are sorry.", title=occasion.signup.title),
            *because,
        ],
        options=tuple(when_and_where(each, words) for each in occasion.alternatives),
        action=manage(occasion) if occasion.signup.per_edition else elsewhere(occasion),
    )


_WORDINGS: dict[MessageKind, Callable[[Occasion], Wording]] = {
    MessageKind.CONFIRMATION: _confirmation,
    MessageKind.PROMOTION: _promotion,
    MessageKind.WAITING: _waiting,
    MessageKind.UPDATE: _update,
    MessageKind.CANCELLATION: _cancellation,
    MessageKind.SESSION_CANCELLED: _session_cancelled,
    MessageKind.OFFER: _offer,
    MessageKind.OFFER_EXPIRED: _offer_expired,
    MessageKind.CHANGED: _changed,
    MessageKind.FINISHED: _finished,
    MessageKind.ANSWER: _answer,
    MessageKind.RECONFIRM: _reconfirm,
    **PLANNED,
}


def _more_dates(occasion: Occasion) -> list[str]:
    """Where the one invitation is not the whole story."""
    words, signup, payload = occasion.words, occasion.signup, occasion.message.payload
    if payload.series:
        number = len(payload.series)
        return [
            words.ngettext(
                "This mail puts the meeting in your calendar.",
                "This mail puts all %(num)d meetings in your calendar.",
                number,
            )
        ]
    if signup.per_edition and payload.parts == 1 and len(signup.coming(occasion.now)) > 1:
        if signup.is_discreet:  # the public calendar has its full title
            return [words.gettext("This mail is about the first time. All dates stand on your own page.")]
        feed = occasion.links.feed_of_edition(signup.edition)
        return [
            words.gettext("This mail is about the first time. All dates for your calendar: %(address)s", address=feed)
        ]
    return []
