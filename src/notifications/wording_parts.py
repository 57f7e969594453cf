"""What the wordings of all kinds of mails are made of. Pure."""

from dataclasses import dataclass, field

from notifications.letters import Action, Entry, Fact
from notifications.occasions import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What differs between the kinds."""

    subject: str
    heading: str
    paragraphs: list[str]
    action: Action
    facts: tuple[Fact, ...] | None = None
    options: tuple[str, ...] = ()
    afterwards: list[str] = field(default_factory=list)
    with_path: bool = False
    entries: tuple[Entry, ...] = ()
    question: str = ""
    answers: tuple[Action, ...] = ()


def party(occasion: Occasion) -> list[str]:
    size = occasion.signup.party_size
    if size == 1:
        return []
    return [occasion.words.ngettext("You come with %(num)d person.", "You come with %(num)d people.", size)]


def discreet_hint(occasion: Occasion) -> list[str]:
    if not (occasion.signup.is_discreet and occasion.signup.contents):
        return []
    return [occasion.words.gettext("On your own page you see what you can do online.")]


def manage(occasion: Occasion) -> Action:
    label = occasion.words.gettext("See your place or give it back")
    return Action(label, occasion.links.manage(occasion.signup.id))


def elsewhere(occasion: Occasion) -> Action:
    """Another time of the same; the address of the activity would tell what a neutral title hides."""
    links, signup = occasion.links, occasion.signup
    href = links.agenda() if signup.is_discreet else links.activity(signup.activity_slug)
    return Action(occasion.words.gettext("Look for another time"), href)
