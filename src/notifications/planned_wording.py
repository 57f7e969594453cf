"""What the mails say that go by themselves: before a session, and after it. Pure."""

from collections.abc import Callable, Sequence
from typing import Final

from calendars.content import clean_line
from content_links.vocabulary import Phase
from content_links.words import ACCESS_STEPS
from notifications.letters import Action, Entry
from notifications.links import Answer
from notifications.occasions import Occasion, how_soon, what_when
from notifications.paths import instead
from notifications.signups import Content
from notifications.vocabulary import MessageKind
from notifications.wording_parts import Wording, discreet_hint, manage
from web.dates import duration_in_words
from web.i18n import Translator

ANSWERS: Final[dict[Answer, str]] = {"good": "Good", "okay": "Okay", "poor": "Not so good"}
"""How it was, from the best answer on, as sentences to translate."""


def _reminder(occasion: Occasion) -> Wording:
    words = occasion.words
    soon = how_soon(occasion)
    return Wording(
        subject=f"{soon}: {what_when(occasion)}",
        heading=words.gettext("%(soon)s you are expected", soon=soon),
        paragraphs=[
            words.gettext("You have a place for %(title)s. See you then!", title=occasion.signup.title),
            words.gettext("Can you not come? Then give your place back, so that somebody else can come."),
        ],
        action=manage(occasion),
        afterwards=discreet_hint(occasion),
        with_path=True,
    )


def _prepare(occasion: Occasion) -> Wording:
    """When and where too, because it takes the place of the reminder."""
    words, signup, meeting = occasion.words, occasion.signup, occasion.meeting
    contents = signup.to_prepare(meeting, occasion.now) if meeting else []
    away = words.gettext("Can you not come? Then give your place back, so that somebody else can come.")
    if signup.is_discreet:
        return Wording(
            subject=words.gettext("Prepare for %(what)s", what=what_when(occasion)),
            heading=words.gettext("This is how you prepare"),
            paragraphs=[
                words.gettext(
                    "You have a place for %(title)s. There is something to do online before.", title=signup.title
                ),
                words.gettext("On your own page you see what you can do online."),
                away,
            ],
            action=manage(occasion),
        )
    return Wording(
        subject=words.gettext("Prepare for %(what)s", what=what_when(occasion)),
        heading=words.gettext("This is how you prepare"),
        paragraphs=_what_is_left(contents, occasion),
        entries=tuple(online(each, occasion) for each in contents if not each.is_done),
        action=manage(occasion),
        afterwards=[away],
    )


def _what_is_left(contents: Sequence[Content], occasion: Occasion) -> list[str]:
    words, title = occasion.words, occasion.signup.title
    if contents and all(each.is_done for each in contents):
        return [words.gettext("You have a place for %(title)s. What there is to do online you have done.", title=title)]
    return [
        words.gettext("You have a place for %(title)s. Online you can do something before you come.", title=title),
        words.gettext("You do this when it suits you. Do you get stuck? The library helps you."),
    ]


def online(content: Content, occasion: Occasion) -> Entry:
    """What it is, what to do, how long it takes and how to get in."""
    words = occasion.words
    lines = [instead(content, words), content.note, how_long(content, words), how_to_get_in(content, words)]
    href = occasion.links.open(occasion.signup.id, content)
    return Entry(title=content.title, href=href, lines=tuple(line for line in lines if line))


def how_long(content: Content, words: Translator) -> str:
    if not content.minutes:
        return ""
    return words.gettext("This takes about %(long)s.", long=duration_in_words(content.minutes, words.locale))


def how_to_get_in(content: Content, words: Translator) -> str:
    step = words.gettext(ACCESS_STEPS[content.access])
    return f"{step} {clean_line(content.access_note)}".strip()


def _follow_up(occasion: Occasion) -> Wording:
    words, signup, links = occasion.words, occasion.signup, occasion.links
    contents = signup.contents_for(Phase.FOLLOW_UP, occasion.meeting)
    left = [each for each in contents if not each.is_done]
    answers = _answers(occasion) if occasion.message.payload.asks else ()
    if contents and not left and not signup.is_discreet:
        return _well_done(occasion, answers)
    if not left:
        return Wording(
            subject=words.gettext("How was %(title)s?", title=signup.title),
            heading=words.gettext("How was it?"),
            paragraphs=[
                words.gettext(
                    "You had a place for %(title)s. We would like to know how you liked it.", title=signup.title
                ),
                words.gettext("Choose an answer. You need not sign in for it."),
            ],
            facts=(),
            action=Action(words.gettext("Look what there is to do"), links.agenda()),
            answers=answers,
        )
    action = Action(words.gettext("See what you can do now"), links.manage(signup.id))
    if not signup.is_discreet:
        action = Action(words.gettext("Go on with %(package)s", package=left[0].title), links.open(signup.id, left[0]))
    return Wording(
        subject=words.gettext("Learn on after %(title)s", title=signup.title),
        heading=words.gettext("Learn on at home"),
        paragraphs=[
            words.gettext("You had a place for %(title)s. Online you can go on with it.", title=signup.title),
            words.gettext("You do this when it suits you. Do you get stuck? The library helps you."),
        ],
        facts=(),
        action=action,
        with_path=True,
        question=words.gettext("How was it?"),
        answers=answers,
    )


def _well_done(occasion: Occasion, answers: tuple[Action, ...]) -> Wording:
    words, title = occasion.words, occasion.signup.title
    return Wording(
        subject=words.gettext("How was %(title)s?", title=title),
        heading=words.gettext("Well done"),
        paragraphs=[
            words.gettext("You had a place for %(title)s, and you did what belongs to it online.", title=title),
            words.gettext("We would like to know how you liked it. You need not sign in for it."),
        ],
        facts=(),
        action=Action(words.gettext("Look what there is to do"), occasion.links.agenda()),
        with_path=True,
        question=words.gettext("How was it?"),
        answers=answers,
    )


def _answers(occasion: Occasion) -> tuple[Action, ...]:
    words, links, message = occasion.words, occasion.links, occasion.message.id
    return tuple(Action(words.gettext(text), links.feedback(message, answer)) for answer, text in ANSWERS.items())


PLANNED: Final[dict[MessageKind, Callable[[Occasion], Wording]]] = {
    MessageKind.REMINDER: _reminder,
    MessageKind.SOON: _reminder,
    MessageKind.PREPARE: _prepare,
    MessageKind.FOLLOW_UP: _follow_up,
}
