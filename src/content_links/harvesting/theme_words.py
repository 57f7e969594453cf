"""Which of our themes the keywords of others mean."""

from collections.abc import Iterable
from typing import Final

from events.vocabulary import Theme

# The beginning of a word, in Dutch or English: "digital" is also in "digitale vaardigheden".
_BEGINNINGS: Final[dict[Theme, tuple[str, ...]]] = {
    Theme.TAAL: ("taal", "lezen", "schrijven", "spelling", "nt1", "nt2", "language", "reading", "literacy"),
    Theme.REKENEN: ("reken", "wiskunde", "cijfer", "math", "numeracy", "arithmetic"),
    Theme.DIGITAAL: ("digita", "computer", "internet", "smartphone", "tablet", "ict", "mediawijs", "software"),
    Theme.GEZONDHEID: ("gezond", "zorg", "voeding", "bewegen", "health"),
    Theme.WERK: ("werk", "sollicit", "loopbaan", "baan", "beroep", "career", "job", "employ"),
    Theme.GELD: ("geld", "financ", "schuld", "budget", "belasting", "money", "debt"),
    Theme.OVERHEID: ("overheid", "digid", "gemeente", "burger", "inburger", "government", "citizen"),
    Theme.PERSOONLIJKE_ONTWIKKELING: ("persoonlijke ontwikkeling", "zelf", "talent", "personal development", "self-"),
    Theme.KUNST_CULTUUR: ("kunst", "cultuur", "muziek", "literatuur", "erfgoed", "museum", "arts", "music", "culture"),
}  # fmt: skip
_MOST: Final = 3


def themes_of(keywords: Iterable[str]) -> tuple[Theme, ...]:
    """In the order of the keywords, three at most; of a keyword that means nothing to us, none."""
    found: dict[Theme, None] = {}
    for keyword in keywords:
        said = keyword.lower()
        found |= {
            theme: None
            for theme, beginnings in _BEGINNINGS.items()
            if any(f" {word}" in f" {said}" for word in beginnings)
        }
    return tuple(found)[:_MOST]
