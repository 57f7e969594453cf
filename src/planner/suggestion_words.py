"""Why something is suggested, in the words of who plans."""

from collections.abc import Iterable, Mapping
from typing import Final

from agenda.labels import TARGET_GROUPS, THEMES, language
from content_links.suggesting.weighing import Reason, ReasonKind
from events.vocabulary import TargetGroup, Theme
from web.i18n import Translator

_USED: Final = ("Used together by %(num)d library", "Used together by %(num)d libraries")
_SENTENCES: Final[Mapping[ReasonKind, str]] = {
    ReasonKind.SAME_WORDS: "Same words: %(values)s",
    ReasonKind.SAME_THEME: "Same subject: %(values)s",
    ReasonKind.SAME_PEOPLE: "For the same people: %(values)s",
    ReasonKind.SAME_LEVEL: "Same level: %(values)s",
    ReasonKind.OWN_LANGUAGE: "In a language of who comes: %(values)s",
    ReasonKind.ITS_LANGUAGE: "In the language that it is about: %(values)s",
}


def reasons_in_words(reasons: Iterable[Reason], words: Translator) -> list[str]:
    return [reason_in_words(reason, words) for reason in reasons]


def reason_in_words(reason: Reason, words: Translator) -> str:
    if reason.kind is ReasonKind.USED_WITH:
        return words.ngettext(*_USED, reason.number)
    values = ", ".join(_value(reason.kind, value, words) for value in reason.values)
    return words.gettext(_SENTENCES[reason.kind], values=values)


def _value(kind: ReasonKind, value: str, words: Translator) -> str:
    match kind:
        case ReasonKind.SAME_THEME:
            return words.gettext(THEMES[Theme(value)])
        case ReasonKind.SAME_PEOPLE:
            return words.gettext(TARGET_GROUPS[TargetGroup(value)])
        case ReasonKind.OWN_LANGUAGE | ReasonKind.ITS_LANGUAGE:
            return words.gettext(language(value))
        case _:
            return value
