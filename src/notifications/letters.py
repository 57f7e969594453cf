"""A mail before it is put into words twice: the same letter becomes the text and the HTML part."""

from dataclasses import dataclass

from content_links.path import Progress
from notifications.styling import dark_colours, styled
from web.i18n import Locale
from web.templating import render


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the box with what, when and where; `old` is what it was, in a mail about a change."""

    label: str
    text: str
    old: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop on the learning path: something online, or a meeting. `phase` says which, in words."""

    progress: Progress
    phase: str
    title: str
    href: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a list of them, such as a meeting of this week or something to do online."""

    title: str
    href: str | None = None
    lines: tuple[str, ...] = ()
    links: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything in the reader's language, and nothing escaped yet."""

    locale: Locale
    subject: str
    heading: str
    sender: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...]
    entries: tuple[Entry, ...] = ()
    question: str = ""
    answers: tuple[Action, ...] = ()
    path: tuple[Stop, ...] = ()
    options: tuple[str, ...] = ()
    options_title: str = ""
    action: Action
    afterwards: tuple[str, ...] = ()
    footer: tuple[str, ...]
    unsubscribe: Action | None = None
    """In mail of a list: where it ends."""


def as_text(letter: Letter) -> str:
    return render("notifications/letter.txt", letter.locale, {"letter": letter})


def as_html(letter: Letter) -> str:
    """Without images, with style attributes, so that every mail program shows it alike."""
    return styled(render("notifications/letter.html", letter.locale, {"letter": letter, "dark": dark_colours()}))
